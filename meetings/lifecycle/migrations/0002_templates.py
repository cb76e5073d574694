"""The first templates and the public holidays known when this was written; both are an administrator's tables."""

import uuid
from datetime import date

from django.db import migrations

NAMESPACE = uuid.UUID("6f0d3c56-3f6b-5b0e-9a3a-0f6f0f5f6b11")


def item(title, kind, presenter, minutes):
    return {"title": title, "kind": kind, "presenter": presenter, "planned_minutes": minutes}


TEMPLATES = [
    {
        "code": "giao-ban-nhieu-diem-cau",
        "name": "Họp giao ban trực tuyến nhiều điểm cầu",
        "name_en": "Working meeting over many sites",
        "description": "Rà soát tiến độ, nghe các địa phương báo cáo và giao nhiệm vụ. Micro mở theo lượt phát biểu.",
        "description_en": "Progress is reviewed, localities report, tasks are given. The floor opens one microphone.",
        "kind": "working",
        "media_policy": "on_floor",
        "is_ad_hoc": False,
        "planned_minutes": 150,
        "quorum_numerator": None,
        "quorum_denominator": None,
        "agenda": [
            item("Điểm danh các điểm cầu, tuyên bố lý do và giới thiệu đại biểu", "opening", "Văn phòng", 10),
            item("Báo cáo tiến độ thực hiện nhiệm vụ và các chỉ tiêu chưa hoàn thành", "report", "Cơ quan thường trực", 15),
            item("Các địa phương báo cáo khó khăn, vướng mắc và kiến nghị", "discussion", "Các điểm cầu", 60),
            item("Các bộ, sở, ngành giải đáp kiến nghị", "discussion", "Các cơ quan liên quan", 40),
            item("Kết luận và giao nhiệm vụ", "decision", "Chủ trì", 15),
        ],
    },
    {
        "code": "phien-hop-ubnd",
        "name": "Phiên họp Ủy ban nhân dân",
        "name_en": "Session of the People's Committee",
        "description": "Thành viên biểu quyết; phiên họp cần ít nhất 2/3 tổng số thành viên dự họp.",
        "description_en": "Members vote; at least two thirds of all members must be present.",
        "kind": "session",
        "media_policy": "on_floor",
        "is_ad_hoc": False,
        "planned_minutes": 210,
        "quorum_numerator": 2,
        "quorum_denominator": 3,
        "agenda": [
            item("Khai mạc, điểm danh và công bố tỷ lệ thành viên dự họp", "opening", "Chánh Văn phòng", 10),
            item("Thông qua chương trình phiên họp", "decision", "Chủ trì", 5),
            item("Báo cáo tình hình kinh tế - xã hội và thu, chi ngân sách", "report", "Sở Tài chính", 10),
            item("Thảo luận về tình hình kinh tế - xã hội", "discussion", "Các thành viên", 60),
            item("Tờ trình dự thảo nghị quyết, quyết định", "report", "Cơ quan trình", 10),
            item("Thảo luận và biểu quyết từng nội dung trình", "decision", "Các thành viên", 75),
            item("Kết luận phiên họp", "decision", "Chủ trì", 15),
        ],
    },
    {
        "code": "ung-pho-thien-tai",
        "name": "Họp khẩn khắc phục hậu quả thiên tai",
        "name_en": "Urgent meeting after a natural disaster",
        "description": "Họp đột xuất: không cần gửi giấy mời trước 3 ngày làm việc; mọi điểm cầu được mở micro.",
        "description_en": "Ad hoc: no notice of three working days; every site may open its microphone.",
        "kind": "working",
        "media_policy": "open",
        "is_ad_hoc": True,
        "planned_minutes": 90,
        "quorum_numerator": None,
        "quorum_denominator": None,
        "agenda": [
            item("Diễn biến thiên tai và dự báo", "report", "Đài Khí tượng thủy văn", 10),
            item("Thiệt hại về người, nhà ở, hạ tầng và khu vực bị chia cắt", "report", "Ban Chỉ huy phòng thủ dân sự", 10),
            item("Điểm cầu các địa phương báo cáo nhanh và nêu nhu cầu hỗ trợ", "discussion", "Các điểm cầu", 30),
            item("Lực lượng, phương tiện, lương thực và y tế", "discussion", "Quân sự, Công an, Y tế, Công Thương", 25),
            item("Chỉ đạo và phân công", "decision", "Chủ trì", 15),
        ],
    },
]

HOLIDAYS = [
    (date(2026, 1, 1), "Tết Dương lịch"),
    *((date(2026, 2, day), "Tết Nguyên đán") for day in range(16, 21)),
    (date(2026, 4, 27), "Giỗ Tổ Hùng Vương (nghỉ bù)"),
    (date(2026, 4, 30), "Ngày Chiến thắng"),
    (date(2026, 5, 1), "Ngày Quốc tế Lao động"),
    (date(2026, 9, 1), "Quốc khánh"),
    (date(2026, 9, 2), "Quốc khánh"),
    (date(2027, 1, 1), "Tết Dương lịch"),
    *((date(2027, 2, day), "Tết Nguyên đán") for day in range(8, 11)),
    (date(2027, 4, 16), "Giỗ Tổ Hùng Vương"),
    (date(2027, 4, 30), "Ngày Chiến thắng"),
    (date(2027, 9, 2), "Quốc khánh"),
]


def fill(apps, _schema_editor):
    template = apps.get_model("lifecycle", "MeetingTemplate")
    holiday = apps.get_model("lifecycle", "Holiday")
    for place, fields in enumerate(TEMPLATES, start=1):
        key = uuid.uuid5(NAMESPACE, fields["code"])
        template.objects.update_or_create(code=fields["code"], defaults={**fields, "id": key, "place_in_list": place})
    for day, name in HOLIDAYS:
        holiday.objects.get_or_create(day=day, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
