"""LibreOffice turns Office documents into PDF: bounded, without a network, one at a time in each worker."""

import functools
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from agenda.documents.bounded import Bounds, Unreadable, run_program
from agenda.documents.kinds import Kind

BOUNDS = Bounds(seconds=180.0, cpu_seconds=120, memory_bytes=4 * 1024**3)
WAIT_SECONDS = 1.0
FILTERS = {Kind.DOCX: "writer_pdf_Export", Kind.XLSX: "calc_pdf_Export", Kind.PPTX: "impress_pdf_Export"}
# What the profile forbids: macros of any origin, and fetching anything that the document points to.
FORBIDDEN = {
    "MacroSecurityLevel": "3",
    "DisableMacrosExecution": "true",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}
_one_at_a_time = threading.Lock()


class Missing(Exception):
    """This machine has no LibreOffice."""


def program() -> str | None:
    """The path of LibreOffice, None when it is not installed."""
    return shutil.which("soffice")


def to_pdf(path: Path, kind: Kind, folder: Path, beat: Callable[[], None]) -> Path:
    """The document as a PDF in `folder`; `beat` is called every second or two meanwhile.

    Raises Missing, Unreadable.
    """
    soffice = program()
    if soffice is None:
        raise Missing
    home = folder / "office"
    _write_profile(home / "profile" / "user")
    source = home / f"paper.{kind}"
    shutil.copyfile(path, source)
    while not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        beat()
    try:
        run_program(_command(soffice, source, kind, home), BOUNDS, beat, _environment(home))
    finally:
        _one_at_a_time.release()
    made = home / "paper.pdf"
    if not made.exists():
        raise Unreadable("LibreOffice wrote no PDF")
    return made


def _command(soffice: str, source: Path, kind: Kind, home: Path) -> list[str]:
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    convert = ["--convert-to", f"pdf:{FILTERS[kind]}", "--outdir", str(home), str(source)]
    return [*without_network(), soffice, *options, profile, *convert]


def _environment(home: Path) -> dict[str, str]:
    own = {"HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}
    return own | {"PATH": os.environ.get("PATH", os.defpath)}


@functools.cache
def without_network() -> list[str]:
    """What to put before a command so that it has no network; empty where the machine does not allow it."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which("unshare") and _works([*command, "true"]):
            return command
    return []


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    path = "/org.openoffice.Office.Common/Security/Scripting"
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in FORBIDDEN.items()
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>{items}</oor:items>\n'
    (folder / "registrymodifications.xcu").write_text(text, encoding="utf-8")
