"""An official paper as data: what both writers (PDF, DOCX) set, so that their content cannot differ.

Pure: no Django, no files. `as_data` gives plain JSON for the typesetter.
"""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """A justified paragraph; `label` is set before the text, in bold."""

    text: str
    label: str = ""
    indent: bool = True


@dataclass(frozen=True)
class Heading:
    """A heading inside the body; level 1 is bold, level 2 bold italic."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Bullets:
    """Lines that each begin with a dash."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A ruled table. `widths` are shares of the line; `align` has one of left, center, right per column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    align: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True)
class Bars:
    """Shares drawn as bars: (label, part, whole)."""

    caption: str
    rows: tuple[tuple[str, int, int], ...]


Block = Paragraph | Heading | Bullets | Table | Bars


@dataclass(frozen=True)
class Signer:
    """A place to sign: the capacity, what belongs there, and the name when it is known."""

    capacity: str
    note: str = ""
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """A whole paper. Signers stand left to right; with one signer the recipients stand on his left."""

    superior: str
    agency: str
    number: str
    type_name: str
    subject: str
    blocks: tuple[Block, ...]
    signers: tuple[Signer, ...]
    recipients: tuple[str, ...]
    place_date: str = ""
    proof: tuple[str, ...] = ()


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as JSON values; every block names its kind."""
    data = asdict(paper)
    data["blocks"] = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in paper.blocks]
    return data
