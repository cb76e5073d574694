"""Reading the environment: the only place that touches os.environ for settings."""

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """The variable's value, stripped; `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """The variable as an integer. Raises ValueError naming the variable."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a whole number, not {value!r}") from error


def names(name: str) -> list[str]:
    """A comma-separated list, empty parts dropped."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def pairs(name: str) -> dict[str, str]:
    """`key: secret` pairs, one a line or separated by commas. Raises ValueError naming the variable."""
    entries = [entry for entry in re.split(r"[\n,]", text(name)) if entry.strip()]
    found = {key.strip(): secret.strip() for key, _, secret in (entry.partition(":") for entry in entries)}
    if not all(found) or not all(found.values()):
        raise ValueError(f"{name} must be a list of `key: secret`, separated by commas")
    return found


def own_host(host: str) -> str:
    """How the processes of this machine reach what listens on HOST, as it stands in an address."""
    if host in {"0.0.0.0", "::"}:
        return "127.0.0.1" if host == "0.0.0.0" else "[::1]"
    return f"[{host}]" if ":" in host else host


def data_folder(base: Path) -> Path:
    """The folder of all state (ECABINET_DATA), created when absent."""
    folder = Path(text("ECABINET_DATA", str(base / "data"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept_secret(folder: Path, name: str, length: int = 48) -> str:
    """A secret that is made once and kept in `folder`, readable by its owner only.

    Several processes may ask at the same moment: the first file linked wins and all read that one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(length))
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()
    return path.read_text().strip()


def database(url: str, folder: Path, pool_size: int) -> dict[str, Any]:
    """Django's DATABASES entry for DATABASE_URL; SQLite in `folder` when it is empty.

    Raises ValueError for a scheme other than postgres, postgresql or sqlite.
    """
    if not url:
        return _sqlite(folder / "ecabinet.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10},
            "connect_timeout": 10,
            **query,
        },
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # A file for tests too: threads of an in-memory database do not wait for each other's locks.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
