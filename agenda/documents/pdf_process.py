"""Opening files of strangers, in a process of its own with bounded memory and processor time.

`python -m agenda.documents.pdf_process inspect FILE` prints `{"kind", "pages"}` or `{"error", …}`.
`python -m agenda.documents.pdf_process picture FILE TARGET` writes a picture or a scan as a PDF.
`python -m agenda.documents.pdf_process prepare FILE FOLDER` writes view.pdf, first-page.webp, text.txt
and pictures/ into FOLDER and prints what else it found. `… pages FILE FOLDER SIZE FIRST COUNT` draws pages,
`… scan FILE FOLDER NAME…` draws them for recognition, `… stamp FILE MARK TARGET` lays a mark over them.
Imports nothing of the product but pure rules.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agenda.documents import pages, stages
from agenda.documents.inspection import inspect
from agenda.documents.pictures import to_pdf
from agenda.documents.rules import FULL, WIDTHS

MOST_MEMORY_BYTES = 3 * 1024**3
MOST_CPU_SECONDS = 120
ACTIONS = ("/OpenAction", "/AA")


def prepare(path: str, folder: str) -> dict[str, Any]:
    """Write viewing copy, pictures and text; `upper_lines` are of page 1's upper half."""
    import pypdfium2

    place = Path(folder)
    save_view(path, place / "view.pdf")
    stages.note(place, stages.COPIED)
    pdf = pypdfium2.PdfDocument(path)
    try:
        first = pdf[0]
        pages.render(first, WIDTHS[FULL], place / "first-page.webp")
        pages.render_eagerly(pdf, place / "pictures")
        stages.note(place, stages.PAGES)
        texts, shown = pages.texts(pdf)
        (place / "text.txt").write_text(pages.as_text(texts), encoding="utf-8", errors="replace")
        return {
            "pages": len(pdf),
            "upper_lines": pages.upper_lines(first),
            "shown": shown,
            "has_pictures": pages.has_pictures(first),
            "outline": pages.outline(pdf),
            "labels": pages.labels(pdf),
        }
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


def stamp(path: str, mark: str, target: str) -> dict[str, Any]:
    """Write a copy with `mark` (upright on its page 1, lying on page 2) laid over every page."""
    import pikepdf

    with pikepdf.open(path) as pdf, pikepdf.open(mark) as marks:
        forms = [pdf.copy_foreign(page.as_form_xobject()) for page in marks.pages]
        for page in pdf.pages:
            box = pikepdf.Rectangle(page.trimbox)
            turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
            is_wide = (box.width > box.height) != turned
            page.add_overlay(forms[is_wide], box)
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False)
        return {"pages": len(pdf.pages)}


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "inspect": inspect,
    "picture": to_pdf,
    "prepare": prepare,
    "pages": pages.render_some,
    "scan": pages.scan,
    "stamp": stamp,
}


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    act, *paths = arguments
    answer = ACTS[act](*paths)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1:])
