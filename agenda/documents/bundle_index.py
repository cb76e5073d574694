"""The page that lists what lies in a meeting's bundle; stands alone, fit for printing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from django.utils import timezone

from agenda.documents.models import Document, DocumentVersion
from meetings.lifecycle.models import Meeting

INDEX_NAME = "muc-luc.html"
WORDS = {
    "vi": {
        "title": "Mục lục tài liệu",
        "heads": ("Nội dung", "Tài liệu", "Phiên bản", "Số trang", "SHA-256 của tệp"),
        "made": "Lập lúc {at}",
        "gone": "Không còn trong bộ: tài liệu đã được thu hồi, thay thế hoặc hết quyền đọc trong khi tải",
        "none": "Chưa có tài liệu nào dành cho người tải.",
    },
    "en": {
        "title": "Index of documents",
        "heads": ("Item", "Document", "Version", "Pages", "SHA-256 of the file"),
        "made": "Made at {at}",
        "gone": "Not in the bundle: recalled, replaced or closed to the reader while it was being downloaded",
        "none": "There is no document yet for the one who downloaded.",
    },
}
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1d1d1f;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}p{margin:.25rem 0 1rem}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #b8bcc4;padding:.5rem;text-align:left;vertical-align:top}
th{background:#f1f2f4}.n{text-align:right;white-space:nowrap}
.h{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;min-width:12rem}
@media print{@page{size:A4 landscape;margin:15mm}body{margin:0;max-width:none;font-size:11pt}
a{color:inherit;text-decoration:none}thead{display:table-header-group}tr{break-inside:avoid}}
"""


@dataclass(frozen=True)
class Listed:
    """A line of the index; `path` is empty for what is not in the bundle, `sha256` is that of the file."""

    document: Document
    version: DocumentVersion
    path: str
    sha256: str


def index_page(meeting: Meeting, listed: Sequence[Listed], language: str) -> str:
    """The page as HTML, in `language` (vi or en)."""
    words = WORDS[language]
    title, made = str(words["title"]), str(words["made"]).format(at=_moment(timezone.now()))
    table = _table(listed, language) if listed else f"<p>{words['none']}</p>"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(f'{title}: {meeting.title}')}</title><style>{STYLE}</style></head><body>"
        f"<h1>{title}</h1><p>{escape(meeting.title)}<br>{_moment(meeting.scheduled_start)} · {made}</p>"
        f"{table}</body></html>\n"
    )


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def _table(listed: Sequence[Listed], language: str) -> str:
    heads = "".join(f"<th>{head}</th>" for head in WORDS[language]["heads"])
    lines = "".join(_line(line, str(WORDS[language]["gone"])) for line in listed)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _line(line: Listed, gone: str) -> str:
    item, title = line.document.item, escape(line.document.title)
    link = f'<a href="{quote(line.path)}">{title}</a>' if line.path else title
    sha256 = line.sha256 if line.path else gone
    return (
        f"<tr><td>{escape(f'{item.number} {item.title}'.strip())}</td><td>{link}</td>"
        f'<td class="n">{line.version.number}</td><td class="n">{line.version.pages}</td>'
        f'<td class="h">{sha256}</td></tr>'
    )
