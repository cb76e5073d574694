"""Builds LiveKit's own server, which conformance tests compare with, into a cache that outlives clones."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "v1.13.5"
MODULE = f"github.com/livekit/livekit-server/cmd/server@{VERSION}"
BUILD_SECONDS = 900


def server_path() -> Path:
    """Where the built server is kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "ecabinet" / "livekit-server" / VERSION / "server"


def build() -> str:
    """Build the server unless it is there; why it cannot be had, or an empty string."""
    path = server_path()
    if path.exists():
        return ""
    go = shutil.which("go")
    if go is None:
        return "livekit-server is not built: Go is not installed"
    path.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"GOBIN": str(path.parent), "GOFLAGS": "-trimpath"}
    try:
        done = subprocess.run(
            [go, "install", MODULE],
            env=environment,
            timeout=BUILD_SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"livekit-server was not built within {BUILD_SECONDS} s"
    return "" if done.returncode == 0 else f"livekit-server was not built:\n{done.stderr}"


if __name__ == "__main__":
    problem = build()
    print(problem or server_path())
    sys.exit(1 if problem else 0)
