"""The kinds of meeting with which an installation begins; administrators change them as they need."""

from typing import Any

UBND = "Luật Tổ chức chính quyền địa phương; quy chế làm việc của UBND"
GOVERNMENT = "Luật Tổ chức Chính phủ; quy chế làm việc của Chính phủ"
OFFICE = "Quy chế làm việc của cơ quan chủ trì"
TWO_THIRDS = {"quorum_numerator": 2, "quorum_denominator": 3}

FIRST: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Phiên họp UBND thường kỳ", {"kind": "session", "legal_basis": UBND, **TWO_THIRDS}),
    ("Phiên họp UBND chuyên đề", {"kind": "session", "legal_basis": UBND, **TWO_THIRDS}),
    (
        "Phiên họp Chính phủ",
        {"kind": "session", "legal_basis": "Quy chế làm việc của Chính phủ", **TWO_THIRDS},
    ),
    ("Họp giao ban", {"kind": "working", "legal_basis": OFFICE}),
    ("Họp chuyên đề", {"kind": "working", "legal_basis": OFFICE}),
    (
        "Hội nghị trực tuyến toàn tỉnh",
        {"kind": "working", "legal_basis": OFFICE, "voters": "nobody", "needs_approval": True},
    ),
    (
        "Họp khẩn, đột xuất",
        {"kind": "working", "legal_basis": OFFICE, "notice_days": 0, "media_policy": "open"},
    ),
)

# The kind of each template that comes with the product, by the template's code.
OF_TEMPLATES = {
    "giao-ban-nhieu-diem-cau": "Họp giao ban",
    "phien-hop-ubnd": "Phiên họp UBND thường kỳ",
    "ung-pho-thien-tai": "Họp khẩn, đột xuất",
}
