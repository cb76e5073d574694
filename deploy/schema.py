"""Whether the database has to be prepared before a start: migrating costs a second, looking costs nothing."""

import hashlib
import os
from pathlib import Path

from deploy.plan import ROOT, Plan

_STAMP = "prepared"


def is_current(plan: Plan) -> bool:
    """True when the embedded database was prepared for these migrations and demo settings.

    A database elsewhere is always asked: it may have been replaced behind this folder's back.
    """
    if plan.environment.get("DATABASE_URL", "").strip():
        return False
    stamp = plan.data / _STAMP
    return stamp.exists() and stamp.read_text() == _fingerprint(plan)


def remember(plan: Plan) -> None:
    """Keep that the database has been prepared."""
    temporary = plan.data / f"{_STAMP}.{os.getpid()}"
    temporary.write_text(_fingerprint(plan))
    temporary.replace(plan.data / _STAMP)


def _fingerprint(plan: Plan) -> str:
    demo = f"{plan.environment.get('ECABINET_DEMO', '')}\0{plan.demo_password}"
    digest = hashlib.sha256(demo.encode())
    database = plan.data / "ecabinet.sqlite3"
    digest.update(str(database.stat().st_ino if database.exists() else None).encode())
    for path in sorted(_migrations()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _migrations() -> list[Path]:
    folders = ("ecabinet", "meetings", "agenda", "deploy")
    return [path for folder in folders for path in (ROOT / folder).glob("**/migrations/*.py")] + [
        ROOT / "requirements.lock"
    ]
