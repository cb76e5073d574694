"""Demo paper: what a city learned when 168 wards and communes tried the shared platforms at once."""

from datetime import date

from deploy.demo.papers.form import CITY, issued, part, points, section
from ecabinet.papers.paper import Bars, Block, Paper, Paragraph, Table

PLATFORMS = (
    ("Hội nghị truyền hình trực tuyến", "Điểm cầu mở được, nghe nói hai chiều, chia sẻ tài liệu"),
    ("Quản lý văn bản, chỉ đạo điều hành", "Nhận, phân công, ký và phát hành một văn bản thật"),
    ("Giải quyết thủ tục hành chính", "Tiếp nhận, luân chuyển, trả một hồ sơ mẫu"),
    ("Tiếp nhận, xử lý phản ánh, kiến nghị (1022)", "Nhận một phản ánh, trả lời trong thời hạn"),
    ("Thư điện tử công vụ", "Gửi, nhận giữa xã, phường và sở, ngành"),
)


def trial_run_report(day: date) -> Paper:
    """Báo cáo của UBND Thành phố Hồ Chí Minh: five platforms, two trial runs of 102 wards, then all 168."""
    subject = "Kinh nghiệm vận hành thử các nền tảng số dùng chung tại 168 phường, xã, đặc khu"
    blocks = [*_preparation(), *_trials(), *_lessons()]
    return issued(CITY, "Báo cáo", 311, day, subject, blocks, place="Thành phố Hồ Chí Minh")


def _preparation() -> list[Block]:
    return [
        *part(
            "I. CHUẨN BỊ",
            "Để hệ thống chính quyền vận hành thông suốt, không gián đoạn khi hợp nhất ba địa phương, các "
            "Sở Khoa học và Công nghệ và Trung tâm Chuyển đổi số đã ban hành một kế hoạch liên tịch. Kế "
            "hoạch chia rõ việc nào làm chung, việc nào từng nơi làm, ngày nào đối chiếu kết quả.",
            "Các đơn vị cùng khảo sát, thống nhất phương án chi tiết; đào tạo, tập huấn sử dụng các nền "
            "tảng số dùng chung; bố trí nhân sự kỹ thuật hỗ trợ trực tiếp tại phường, xã mới. Ba địa phương "
            "thống nhất dùng năm nền tảng chung cho 168 phường, xã.",
        ),
        Table(
            ("TT", "Nền tảng dùng chung", "Tiêu chí đạt khi vận hành thử"),
            tuple((str(n), *row) for n, row in enumerate(PLATFORMS, 1)),
            (0.6, 4, 5),
            ("center", "left", "left"),
            "Bảng 1. Năm nền tảng số dùng chung",
        ),
        Paragraph(
            "Cổng dịch vụ công của thành phố đã dừng giao diện riêng; 100% dịch vụ công trực tuyến của "
            "thành phố được tích hợp lên Cổng Dịch vụ công quốc gia. Người dân chỉ cần nhớ một địa chỉ, cán "
            "bộ chỉ cần tập huấn một giao diện."
        ),
    ]


def _trials() -> list[Block]:
    return [
        *part(
            "II. VẬN HÀNH THỬ",
            "Thành phố tổ chức hai lần vận hành thử cho 102 phường, xã mới, sau đó vận hành thử đồng loạt "
            "cả 168 phường, xã của ba địa phương. Lãnh đạo thành phố được phân công theo dõi, chỉ đạo trực "
            "tiếp từng cụm trong suốt thời gian vận hành thử.",
        ),
        Bars(
            "Hình 1. Số phường, xã tham gia mỗi lần vận hành thử",
            (("Lần thứ nhất", 102, 168), ("Lần thứ hai", 102, 168), ("Lần đồng loạt", 168, 168)),
        ),
        *section(
            "1. Trước giờ vận hành thử",
            "Mỗi điểm cầu có mặt kỹ thuật viên trước ít nhất 60 phút để kiểm tra máy ảnh, micro, loa và "
            "đường truyền. Kết quả kiểm tra được ghi vào bảng sẵn sàng chung; điểm nào chưa đạt thì tổ hỗ "
            "trợ gọi ngay, không đợi đến giờ mở phiên.",
        ),
        *section(
            "2. Trong khi vận hành thử",
            "Một điểm cầu nói, các điểm khác tắt micro; người muốn phát biểu đăng ký trên máy tính bảng và "
            "được mời theo thứ tự. Khi một điểm cầu mất kết nối, chủ trì được báo ngay và chuyển sang nội "
            "dung khác trong lúc chờ nối lại.",
            "Với nền tảng giải quyết thủ tục hành chính, mỗi phường, xã xử lý trọn vẹn một hồ sơ mẫu từ "
            "tiếp nhận đến trả kết quả, có đo thời gian từng bước. Hồ sơ mẫu được đánh dấu rõ để không lẫn "
            "vào số liệu thật.",
        ),
        *section(
            "3. Sau khi vận hành thử",
            "Cuối buổi, các điểm cầu điền phiếu đánh giá năm nội dung: đường truyền, âm thanh, hình ảnh, "
            "tài liệu, thao tác. Tổ hỗ trợ xếp các lỗi theo số điểm cầu gặp phải và sửa từ lỗi nhiều nơi "
            "gặp nhất.",
        ),
    ]


def _lessons() -> list[Block]:
    return [
        *part("III. BÀI HỌC VÀ KIẾN NGHỊ", "Qua các lần vận hành thử, thành phố rút ra một số bài học:"),
        points(
            "Thử với đủ số điểm cầu như thật: nhiều lỗi chỉ xuất hiện khi tất cả cùng vào một lúc.",
            "Thử cả lúc đường truyền kém: tài liệu và biểu quyết phải dùng được khi không có hình.",
            "Mỗi phường, xã cần hai người biết vận hành, để một người vắng thì việc vẫn chạy.",
            "Tài liệu phải có trên máy của đại biểu từ hôm trước, không gửi trong lúc họp.",
        ),
        Paragraph("Thành phố kiến nghị các bộ, ngành Trung ương:"),
        points(
            "Sớm công bố danh mục thủ tục hành chính theo các nghị định phân cấp, phân quyền mới ban hành.",
            "Cung cấp dữ liệu hồ sơ hành chính do bộ, ngành tiếp nhận trước thời điểm chuyển giao, để địa "
            "phương giải quyết thông suốt.",
            "Tích hợp tất cả dịch vụ công trực tuyến của bộ, ngành vào Cổng Dịch vụ công quốc gia trong năm.",
        ),
        Paragraph("Kính báo cáo cuộc họp./."),
    ]
