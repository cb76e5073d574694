"""Demo paper: the submission on which the meeting votes, with its tasks by the six clarities."""

from datetime import date, timedelta

from deploy.demo.papers.form import CABINET_OFFICE, issued, part, points
from ecabinet.papers.paper import Block, Paper, Paragraph, Table
from ecabinet.papers.wording import day_words

TASKS = (
    (
        "Hoàn thành hạ tầng trung tâm dữ liệu tại 5 địa phương còn lại",
        "UBND tỉnh",
        "Bộ KH&CN",
        20,
        "Biên bản nghiệm thu",
    ),
    (
        "Bố trí thiết bị, đường truyền tại 8 địa phương còn lại",
        "UBND tỉnh",
        "Doanh nghiệp viễn thông",
        15,
        "Biên bản bàn giao",
    ),
    (
        "Công bố thủ tục hành chính mới tại 17 tỉnh còn lại",
        "UBND tỉnh",
        "Bộ, ngành chủ quản",
        10,
        "Quyết định công bố",
    ),
    (
        "Ban hành quy trình xử lý, mẫu biểu tại 20 tỉnh còn lại",
        "UBND tỉnh",
        "Văn phòng Chính phủ",
        15,
        "Quy trình được duyệt",
    ),
    ("Đưa 4 dịch vụ công còn lại lên toàn trình", "Bộ chủ quản", "Bộ Công an", 45, "Dịch vụ chạy thật"),
    (
        "Công bố đường dây nóng tại 7 tỉnh còn lại",
        "UBND tỉnh",
        "Văn phòng Chính phủ",
        5,
        "Thông báo công khai",
    ),
)

RISKS = (
    (
        "Mất kết nối tới trung tâm dữ liệu của tỉnh",
        "Chuyển sang trung tâm dự phòng; cấp xã tiếp nhận hồ sơ giấy và nhập lại trong ngày",
        "Giám đốc Sở KH&CN",
    ),
    (
        "Hồ sơ chuyển nhầm đơn vị nhận",
        "Đơn vị nhận chuyển tiếp trong ngày, không trả lại người dân",
        "Chủ tịch UBND cấp xã",
    ),
    (
        "Tài khoản cán bộ chưa cấp kịp",
        "Cấp tài khoản tạm có thời hạn, ghi nhật ký đầy đủ",
        "Chánh Văn phòng UBND tỉnh",
    ),
    (
        "Người dân chưa biết nơi nộp hồ sơ",
        "Đường dây nóng, bảng chỉ dẫn tại trụ sở cũ trong sáu tháng",
        "Chủ tịch UBND cấp xã",
    ),
    (
        "Quá tải trong tuần đầu",
        "Tổ hỗ trợ lưu động; đặt lịch trước; nhận hồ sơ ngoài giờ",
        "Chủ tịch UBND tỉnh",
    ),
)


def roadmap_submission(day: date) -> Paper:
    """Tờ trình của Văn phòng Chính phủ: six tasks, risks, and what is put to the vote."""
    subject = "Về lộ trình hoàn thành các hạng mục còn lại phục vụ chính quyền địa phương hai cấp"
    return issued(CABINET_OFFICE, "Tờ trình", 57, day, subject, [*_why(), *_what(day), *_risks(), *_ask()])


def _why() -> list[Block]:
    return [
        Paragraph("Kính gửi: Phó Thủ tướng Chính phủ."),
        *part(
            "I. SỰ CẦN THIẾT",
            "Kết quả rà soát cho thấy phần lớn địa phương đã xong hạ tầng, nhưng phần công bố thủ tục và "
            "quy trình còn chậm. Nếu không có một lộ trình chung, mỗi nơi sẽ hoàn thành vào một thời điểm "
            "khác nhau và người dân ở các địa phương sẽ được phục vụ không đồng đều.",
            "Thời gian còn lại ngắn, khối lượng việc lớn, năng lực từng nơi khác nhau. Vì vậy lộ trình phải "
            "đi đến từng việc, từng đơn vị, từng ngày, và phải có cách theo dõi để việc chậm được thấy ngay "
            "trong ngày chứ không đợi đến kỳ báo cáo.",
            "Nguyên tắc xuyên suốt là không làm gián đoạn dịch vụ công: trước, trong và sau khi chuyển đổi, "
            "người dân nộp hồ sơ ở đâu thì vẫn nhận kết quả ở đó, trừ khi chính họ chọn nơi khác.",
        ),
    ]


def _what(day: date) -> list[Block]:
    rows = tuple(
        (str(n), task, lead, helps, _deadline(day, days), product)
        for n, (task, lead, helps, days, product) in enumerate(TASKS, 1)
    )
    return [
        *part(
            "II. NỘI DUNG LỘ TRÌNH",
            "Lộ trình gồm sáu nhiệm vụ, mỗi nhiệm vụ bảo đảm “6 rõ”: rõ người, rõ việc, rõ trách nhiệm, rõ "
            "tiến độ, rõ kết quả, rõ thẩm quyền. Mỗi nhiệm vụ chỉ có một đơn vị chủ trì; các đơn vị khác "
            "phối hợp.",
        ),
        Table(
            ("TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn", "Sản phẩm"),
            rows,
            (0.6, 3.6, 1.5, 1.9, 1.6, 1.9),
            ("center", "left", "left", "left", "center", "left"),
            "Bảng 1. Nhiệm vụ và thời hạn",
        ),
        Paragraph(
            "Người đứng đầu đơn vị chủ trì chịu trách nhiệm về tiến độ. Khi có vướng mắc vượt thẩm quyền, "
            "đơn vị báo cáo trong ngày; Văn phòng Chính phủ tổng hợp, chuyển đúng cơ quan xử lý và trả lời "
            "trong ba ngày làm việc."
        ),
        Paragraph(
            "Việc hoàn thành muộn vẫn được ghi là hoàn thành muộn, không xóa khỏi báo cáo. Gia hạn phải có "
            "lý do, có người đồng ý và chỉ được một lần cho mỗi nhiệm vụ."
        ),
        *part("III. TỔ CHỨC THEO DÕI"),
        points(
            "Hằng ngày: địa phương cập nhật tình trạng từng nhiệm vụ trên hệ thống; hệ thống tự nêu tên đơn "
            "vị quá hạn.",
            "Hằng tuần: họp giao ban trực tuyến 30 phút, chỉ bàn các việc chậm và các kiến nghị chưa được "
            "trả lời.",
            "Hằng tháng: kiểm tra thực tế tại ít nhất ba địa phương; kết quả kiểm tra kèm bằng chứng.",
            "Kinh phí: sử dụng dự toán đã giao; nội dung phát sinh do Bộ Tài chính hướng dẫn bảo đảm kịp "
            "thời.",
        ),
        Paragraph(
            "Các doanh nghiệp công nghệ thông tin tham gia theo hợp đồng; dữ liệu thuộc về cơ quan nhà "
            "nước, doanh nghiệp không được sao chép, giữ lại. An toàn thông tin được kiểm tra trước khi mỗi "
            "hệ thống mở cho người dân dùng."
        ),
    ]


def _risks() -> list[Block]:
    return [
        *part(
            "IV. RỦI RO VÀ PHƯƠNG ÁN DỰ PHÒNG",
            "Các rủi ro dưới đây đã xảy ra ở một số nơi khi vận hành thử; mỗi rủi ro có phương án xử lý và "
            "người quyết định để không phải chờ xin ý kiến khi sự việc xảy ra.",
        ),
        Table(
            ("TT", "Rủi ro", "Phương án", "Người quyết định"),
            tuple((str(n), *row) for n, row in enumerate(RISKS, 1)),
            (0.6, 3.4, 4.2, 2.2),
            ("center", "left", "left", "left"),
            "Bảng 2. Rủi ro và phương án dự phòng",
        ),
        Paragraph(
            "Mọi phương án dự phòng đều giữ nguyên quyền lợi của người dân: thời hạn trả kết quả không bị "
            "tính lại, giấy tờ đã nộp không phải nộp lại. Khi dùng phương án dự phòng, đơn vị ghi lại thời "
            "điểm bắt đầu, kết thúc và số hồ sơ bị ảnh hưởng để báo cáo."
        ),
    ]


def _deadline(day: date, days: int) -> str:
    return (day + timedelta(days=days)).strftime("%d/%m/%Y")


def _ask() -> list[Block]:
    return [
        *part(
            "V. NỘI DUNG XIN BIỂU QUYẾT",
            "Văn phòng Chính phủ đề nghị cuộc họp biểu quyết thông qua lộ trình nêu tại Mục II, gồm sáu "
            "nhiệm vụ và thời hạn tương ứng, làm căn cứ để ban hành thông báo kết luận và giao nhiệm vụ "
            "trên hệ thống theo dõi.",
            "Sau khi được thông qua, Văn phòng Chính phủ sẽ gửi nhiệm vụ tới từng đơn vị trong ngày làm "
            "việc tiếp theo và báo cáo kết quả lần đầu sau bảy ngày.",
        ),
        Paragraph("Kính trình Phó Thủ tướng Chính phủ xem xét, quyết định./."),
    ]


def asked_on(day: date) -> str:
    """The question that is put to the vote."""
    last = day + timedelta(days=max(days for *_, days, _ in TASKS))
    return f"Thông qua lộ trình sáu nhiệm vụ, hoàn thành chậm nhất {day_words(last)}"
