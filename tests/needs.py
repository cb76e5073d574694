"""What some tests need of the machine. In CI a missing part fails them; elsewhere they are skipped."""

import os
import shutil
from pathlib import Path

import pytest

POSTGRES_FOLDERS = "usr/lib/postgresql/*/bin"


def need_program(name: str, folders: list[str] | None = None) -> str:
    """The path of a program. Skips the test (fails it when CI=true) if this machine lacks it."""
    path = os.pathsep.join([*(folders or []), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    return found if found else _lacking(f"{name} is not installed")


def need_chromium() -> str:
    """The path of Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found if found else _lacking("Chromium is not installed")


def need_postgres(name: str = "postgres") -> str:
    """The path of one of PostgreSQL's server programs, the newest installed."""
    folders = [str(path) for path in sorted(Path("/").glob(POSTGRES_FOLDERS), reverse=True)]
    return need_program(name, folders)


def need_front_end(root: Path) -> None:
    """The built front end."""
    if not (root / "frontend" / "dist" / "index.html").exists():
        _lacking("the front end is not built (make build)")


def need_link() -> None:
    """Namespaces and TUN devices. Where the machine refuses them the test is skipped even in CI."""
    need_program("ip", ["/usr/sbin", "/sbin"])
    from tests.link.network import obstacle

    if reason := obstacle():
        pytest.skip(f"no impaired link: {reason}")


def _lacking(reason: str) -> str:
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}, and CI must have it", pytrace=False)
    pytest.skip(reason)
