"""Opening files of strangers, in a process of its own with bounded memory and processor time.

`python -m agenda.documents.pdf_process inspect FILE` prints `{"kind", "pages"}` or `{"error", …}`.
`python -m agenda.documents.pdf_process picture FILE TARGET` writes a picture or a scan as a PDF.
`python -m agenda.documents.pdf_process prepare FILE FOLDER` writes view.pdf, first-page.webp and text.txt
into FOLDER and prints `{"pages", "upper_lines"}`. Imports nothing of the product but pure rules.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agenda.documents import stages
from agenda.documents.inspection import inspect
from agenda.documents.pictures import to_pdf
from agenda.documents.rules import Box, visual_lines

MOST_MEMORY_BYTES = 3 * 1024**3
MOST_CPU_SECONDS = 120
FIRST_PAGE_WIDTH = 1600
MOST_PIXELS = 16_000_000
MOST_TEXT = 4_000_000
ACTIONS = ("/OpenAction", "/AA")


def prepare(path: str, folder: str) -> dict[str, Any]:
    """Write viewing copy, picture of page 1 and text; `upper_lines` are of page 1's upper half."""
    import pypdfium2

    save_view(path, Path(folder) / "view.pdf")
    stages.note(Path(folder), stages.COPIED)
    pdf = pypdfium2.PdfDocument(path)
    try:
        first = pdf[0]
        render(first, Path(folder) / "first-page.webp")
        stages.note(Path(folder), stages.PAGES)
        text = "\f".join(texts(pdf))[:MOST_TEXT]
        (Path(folder) / "text.txt").write_text(text, encoding="utf-8", errors="replace")
        return {"pages": len(pdf), "upper_lines": upper_lines(first)}
    finally:
        pdf.close()


def save_view(path: str, target: Path) -> None:
    """A copy whose first page costs few ranges, without automatic actions.

    Never linearised: pdf.js then reads 20 MB before page 1 (measured).
    """
    import pikepdf

    with pikepdf.open(path) as pdf:
        for name in ACTIONS:
            if name in pdf.Root:
                del pdf.Root[name]
        mode = pikepdf.ObjectStreamMode.generate
        pdf.save(target, object_stream_mode=mode, linearize=False, deterministic_id=True)


def render(page: Any, target: Path) -> None:
    """Page 1 as WebP, 1600 pixels wide unless that would be out of all proportion."""
    width, height = page.get_size()
    scale = min(FIRST_PAGE_WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)
    image = page.render(scale=scale).to_pil()
    image.save(target, "WEBP", quality=80)


def texts(pdf: Any) -> list[str]:
    """The text of every page, up to `MOST_TEXT` characters in all."""
    found: list[str] = []
    length = 0
    for page in pdf:
        if length > MOST_TEXT:
            break
        textpage = page.get_textpage()
        found.append(textpage.get_text_bounded())
        length += len(found[-1])
        textpage.close()
        page.close()
    return found


def upper_lines(page: Any) -> list[str]:
    """What a reader sees as lines in the upper half; of a turned page, everywhere."""
    textpage = page.get_textpage()
    _left, bottom, _right, top = page.get_bbox()
    middle = (bottom + top) / 2 if page.get_rotation() == 0 else float("-inf")
    boxes = []
    for n in range(textpage.count_rects()):
        left, low, right, high = textpage.get_rect(n)
        if (low + high) / 2 >= middle:
            boxes.append(Box(left, low, right, high, textpage.get_text_bounded(left, low, right, high)))
    return visual_lines(boxes)


ACTS: dict[str, Callable[..., dict[str, Any]]] = {"inspect": inspect, "picture": to_pdf, "prepare": prepare}


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    act, *paths = arguments
    answer = ACTS[act](*paths)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
