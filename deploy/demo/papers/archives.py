"""Demo paper of the meeting that is over: digital archives while units merge."""

from datetime import date

from deploy.demo.papers.form import HOME_AFFAIRS, issued, part, points, section
from ecabinet.papers.paper import Bars, Block, Paper, Paragraph, Table

ROUNDS = (
    ("Kiểm kê", "Lập danh mục hồ sơ của từng đơn vị trước khi bàn giao", "Danh mục có chữ ký hai bên"),
    ("Niêm phong", "Niêm phong kho giấy, khóa quyền sửa trên hệ thống cũ", "Biên bản niêm phong"),
    ("Số hóa", "Ưu tiên hồ sơ đang giải quyết và hồ sơ người dân hay cần", "Tệp có ký số"),
    ("Chuyển giao", "Đưa vào phần mềm quản lý tài liệu lưu trữ số của tỉnh", "Biên bản chuyển giao"),
    ("Khai thác", "Mở tra cứu cho cấp xã theo quyền", "Nhật ký tra cứu"),
)


def archives_report(day: date) -> Paper:
    """Báo cáo của Bộ Nội vụ: missions to 15 provinces of 34, and how records are kept through a merger."""
    subject = "Công tác số hóa, quản lý tài liệu lưu trữ khi sắp xếp đơn vị hành chính"
    return issued(HOME_AFFAIRS, "Báo cáo", 203, day, subject, [*_done(), *_method(), *_plan()])


def _done() -> list[Block]:
    return [
        *part(
            "I. KẾT QUẢ",
            "Bộ Nội vụ đã phối hợp với doanh nghiệp công nghệ chuyển giao phần mềm quản lý tài liệu lưu trữ "
            "số và giải pháp bảo đảm hạ tầng kỹ thuật kho lưu trữ số cho các địa phương trong quá trình sắp "
            "xếp, tổ chức lại đơn vị hành chính. Bộ đã tổ chức các đoàn công tác đến 15 địa phương để kiểm "
            "tra, hướng dẫn, hỗ trợ quản lý, lưu trữ hồ sơ, số hóa tài liệu; đang tiếp tục hỗ trợ các địa "
            "phương còn lại.",
        ),
        Bars(
            "Hình 1. Số địa phương đã được hướng dẫn trực tiếp",
            (("Đã có đoàn công tác", 15, 34), ("Còn lại", 19, 34)),
        ),
        Paragraph(
            "Tại các địa phương đã đến, tài liệu được kiểm kê theo từng đơn vị giải thể hoặc sáp nhập; "
            "không phát hiện thất lạc hồ sơ đang giải quyết. Việc bàn giao kho giấy chậm hơn dự kiến ở nơi "
            "trụ sở cũ được bố trí cho mục đích khác."
        ),
    ]


def _method() -> list[Block]:
    return [
        *part(
            "II. CÁCH LÀM",
            "Tài liệu của đơn vị cũ không mất đi khi đơn vị cũ không còn: hồ sơ giữ nguyên mã đơn vị tại "
            "thời điểm lập, kèm đường dẫn tới đơn vị tiếp nhận. Người tra cứu theo tên cũ hay tên mới đều "
            "tìm được.",
        ),
        Table(
            ("Bước", "Tên", "Nội dung", "Sản phẩm"),
            tuple((str(n), *row) for n, row in enumerate(ROUNDS, 1)),
            (0.8, 1.6, 4.8, 2.8),
            ("center", "left", "left", "left"),
            "Bảng 1. Năm bước chuyển giao tài liệu lưu trữ",
        ),
        *section(
            "1. Về hạ tầng",
            "Kho lưu trữ số đặt tại trung tâm dữ liệu của tỉnh, có bản sao ở nơi khác. Mỗi tệp có giá trị "
            "băm; hằng tháng hệ thống đọc lại và đối chiếu để phát hiện hư hỏng.",
        ),
        *section(
            "2. Về con người",
            "Cán bộ lưu trữ cấp huyện cũ được bố trí về xã hoặc về trung tâm lưu trữ của tỉnh; trong sáu "
            "tháng đầu phải có ít nhất một người biết rõ kho cũ để hướng dẫn.",
        ),
    ]


def _plan() -> list[Block]:
    return [
        *part("III. VIỆC TIẾP THEO", "Bộ Nội vụ đề nghị các địa phương:"),
        points(
            "Hoàn thành kiểm kê trước ngày 30 của tháng; nơi chưa xong báo cáo lý do.",
            "Ưu tiên số hóa hồ sơ đất đai, hộ tịch, người có công.",
            "Không hủy tài liệu giấy khi chưa có quyết định của cơ quan có thẩm quyền.",
            "Cử một đầu mối kỹ thuật tham gia đợt hướng dẫn trực tuyến hằng tuần.",
        ),
        Paragraph(
            "Sau khi 34 địa phương hoàn thành bước chuyển giao, Bộ sẽ tổ chức đánh giá chung và công bố "
            "danh sách các địa phương còn hồ sơ chưa có đơn vị tiếp nhận./."
        ),
    ]
