"""Sets up what the product runs on, only what changed since the last time. Standard library only.

python deploy/install.py run      the environment, the built front end
python deploy/install.py test     also the tools of the tests, and on Debian as root its packages
python deploy/install.py python   the environment alone
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
OLDEST_NODE = 20
# Debian's packages that the tests use, by a program that each brings.
DEBIAN = {
    "chromium": "chromium",
    "redis-server": "redis-server",
    "postgresql": "postgres",
    "poppler-utils": "pdftotext",
    "nginx-light": "nginx",
    "iproute2": "ip",
    "coturn": "turnserver",
    "libreoffice-writer-nogui": "soffice",
    "tesseract-ocr": "tesseract",
}
# Those that bring no program, by a file of theirs.
DEBIAN_FILES = {
    "fonts-liberation2": Path("/usr/share/fonts/truetype/liberation2"),
    "libreoffice-calc-nogui": Path("/usr/lib/libreoffice/program/libsclo.so"),
    "libreoffice-impress-nogui": Path("/usr/lib/libreoffice/program/libsdlo.so"),
    "tesseract-ocr-vie": Path("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata"),
}
POSTGRES_PROGRAMS = "/usr/lib/postgresql/*/bin"


class InstallError(Exception):
    """Its text is what the failed step printed, or what the person should do."""


def main() -> int:
    """Set up for the given purpose; 1 when a step failed, after saying why."""
    parser = argparse.ArgumentParser(description="Set up what the product runs on.")
    parser.add_argument("purpose", choices=["run", "test", "python"])
    purpose = parser.parse_args().purpose
    try:
        install(purpose)
    except InstallError as error:
        print(f"set-up failed: {error}", file=sys.stderr)
        return 1
    return 0


def install(purpose: str) -> None:
    """Set up for `purpose` (run, test or python), Python and Node beside each other.

    Raises InstallError.
    """
    steps: list[Callable[[], None]] = [lambda: python_packages(purpose == "test")]
    if purpose != "python":
        steps.append(lambda: front_end(build=True))
    if purpose == "test":
        steps.append(debian_packages)
    with ThreadPoolExecutor(len(steps)) as pool:
        for step in [pool.submit(step) for step in steps]:
            step.result()


def python_packages(development: bool) -> None:
    """`.venv` with the packages of the lock. The development lock holds all of the other's."""
    locks = [ROOT / "requirements-dev.lock"] + ([] if development else [ROOT / "requirements.lock"])
    stamp = VENV / "ecabinet-lock"
    if stamp.exists() and stamp.read_text() in {digest(lock) for lock in locks}:
        return
    if not (VENV / "bin" / "python").exists():
        step("python environment", [sys.executable, "-m", "venv", str(VENV)])
    _pip_install(locks[-1])
    stamp.write_text(digest(locks[-1]))


def _pip_install(lock: Path) -> None:
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", *quiet]
    step(f"python packages ({lock.name})", [*pip, "--no-deps", "--require-hashes", "-r", str(lock)])


def front_end(build: bool) -> None:
    """The front end's packages and, with `build`, the files that the web process serves."""
    node = find_node()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    lock = digest(FRONTEND / "package-lock.json", FRONTEND / "package.json")
    stamp = MODULES / ".ecabinet-lock"
    if not (stamp.exists() and stamp.read_text() == lock):
        npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        step("front end packages (npm ci)", npm, FRONTEND, environment)
        stamp.write_text(lock)
    if build:
        _build(str(node), environment, lock)


def _build(node: str, environment: dict[str, str], lock: str) -> None:
    sources = lock + digest(*front_end_sources())
    stamp = MODULES / ".ecabinet-build"
    if stamp.exists() and stamp.read_text() == sources and (FRONTEND / "dist" / "index.html").exists():
        return
    step("front end (vite build)", [node, "node_modules/vite/bin/vite.js", "build"], FRONTEND, environment)
    stamp.write_text(sources)


def front_end_sources() -> Iterator[Path]:
    """Every file that the build reads, in a fixed order."""
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - {"node_modules", "dist"})
        yield from (Path(folder) / name for name in sorted(files) if not name.endswith(".tsbuildinfo"))


def find_node() -> Path:
    """A Node.js that is new enough, from PATH or else from its wheel, installed into `.venv`."""
    own = VENV / "bin" / "node"
    for candidate in filter(None, [shutil.which("node"), str(own) if own.exists() else None]):
        if _node_version(candidate) >= OLDEST_NODE and (Path(candidate).parent / "npm").exists():
            return Path(candidate)
    wait_for_environment()
    _pip_install(ROOT / "deploy" / "requirements-node.lock")
    return own


def _node_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def wait_for_environment() -> None:
    """Wait until the other half of the set-up has made `.venv`. Raises InstallError after two minutes."""
    deadline = time.monotonic() + 120
    while not (VENV / "bin" / "pip").exists():
        if time.monotonic() > deadline:
            raise InstallError("the python environment was not made in time")
        time.sleep(0.2)


def debian_packages() -> None:
    """Install the packages that are missing, as root on Debian; elsewhere the tests say what they miss."""
    missing = missing_programs()
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    step("apt-get update", ["apt-get", "-qq", "update"], environment=environment)
    command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing]
    step(f"apt-get install {' '.join(missing)}", command, environment=environment)


def missing_programs() -> list[str]:
    """The Debian packages whose programs or files this machine lacks."""
    folders = [str(path) for path in Path("/").glob(POSTGRES_PROGRAMS.lstrip("/"))]
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *folders])
    lacking = [name for name, program in DEBIAN.items() if not shutil.which(program, path=path)]
    return lacking + [name for name, file in DEBIAN_FILES.items() if not file.exists()]


def digest(*paths: Path) -> str:
    """SHA-256 of the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).digest()
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + content)
    return total.hexdigest()


def step(
    name: str, command: list[str], folder: Path = ROOT, environment: dict[str, str] | None = None
) -> None:
    """Run one command quietly and say how long it took. Raises InstallError with its output."""
    print(f"  {name} …", flush=True)
    began = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=(environment or os.environ) | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise InstallError(f"{name}: {error}") from error
    if done.returncode:
        raise InstallError(f"{name} ended with exit code {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
