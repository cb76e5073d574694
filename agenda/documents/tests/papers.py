"""PDF files for the tests, set by the product's own typesetter, and the jobs that wait run at once."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ecabinet.jobs.models import Job
from ecabinet.jobs.services import run

FONTS = Path(settings.BASE_DIR) / "ecabinet" / "papers" / "fonts"
PAGE = """#set page(paper: "a4")
#set text(font: "Tinos", size: 13pt)
#grid(columns: (1fr, 1fr), [ỦY BAN NHÂN DÂN], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM])
{upper}

Báo cáo về chuyển đổi số.
#v(1fr)
{lower}
#pagebreak()
Trang hai
"""


@cache
def paper(upper: str = "", lower: str = "") -> bytes:
    """Two A4 pages with the given Typst markup in the upper and the lower half of page 1."""
    source: Any = PAGE.format(upper=upper, lower=lower).encode()
    made = typst.compile(source, font_paths=[str(FONTS)], ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def changed(pdf: bytes, **options: Any) -> bytes:
    """The same PDF saved by pikepdf with `options`."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(target, **options)
    return target.getvalue()


def encrypted(pdf: bytes, user: str) -> bytes:
    """The same PDF under a password; an empty `user` opens without one but is encrypted all the same."""
    return changed(pdf, encryption=pikepdf.Encryption(owner="chủ", user=user))


def upload_of(content: bytes, name: str = "bao-cao.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def run_jobs(kind: str) -> int:
    """Run every queued job of `kind` that is due, as a worker would; how many ran."""
    due = Job.objects.filter(kind=kind, status="queued", run_after__lte=timezone.now())
    return sum(run(job_id) for job_id in list(due.values_list("id", flat=True)))
