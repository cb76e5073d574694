"""Demo paper: on-line public services and the procedures that were published."""

from datetime import date

from deploy.demo.papers.form import SECURITY, issued, part, points, section
from ecabinet.papers.paper import Bars, Block, Paper, Paragraph, Table

STEPS = (
    ("Rà soát thủ tục, thống nhất tên và mã", "Bộ chủ quản thủ tục", "Danh mục thống nhất"),
    (
        "Chuẩn hóa dữ liệu đầu vào, bỏ giấy tờ đã có trong cơ sở dữ liệu",
        "Bộ chủ quản dữ liệu",
        "Bảng đối chiếu trường dữ liệu",
    ),
    ("Kết nối, kiểm thử với cơ sở dữ liệu quốc gia về dân cư", "Bộ Công an", "Biên bản kiểm thử"),
    ("Cấu hình quy trình trên hệ thống của tỉnh", "UBND cấp tỉnh", "Quy trình điện tử được duyệt"),
    ("Vận hành thử tại cấp xã, đo thời gian xử lý", "UBND cấp xã", "Báo cáo vận hành thử"),
    ("Công bố, hướng dẫn người dân", "Trung tâm phục vụ hành chính công", "Thông báo công khai"),
)


def services_report(day: date) -> Paper:
    """Báo cáo của Bộ Công an: 10/25 and 21/25 services, 976 procedures published, 51 moved to communes."""
    subject = "Tình hình tích hợp dịch vụ công trực tuyến và công bố thủ tục hành chính"
    return issued(SECURITY, "Báo cáo", 142, day, subject, [*_state(), *_how(), *_needs()])


def _state() -> list[Block]:
    return [
        *part(
            "I. TÌNH HÌNH CHUNG",
            "Qua khảo sát, đánh giá tình hình triển khai tại các địa phương, Bộ Công an đã có văn bản gửi "
            "Ủy ban nhân dân các tỉnh, thành phố nêu rõ các điểm nghẽn theo năm nhóm nhiệm vụ trọng tâm: "
            "thể chế, hạ tầng, dữ liệu, bảo mật, nguồn lực. Từng điểm nghẽn đều ghi đơn vị phải xử lý để "
            "các bên cùng theo dõi trên một danh sách chung.",
        ),
        *section(
            "1. Dịch vụ công trực tuyến toàn trình",
            "Trong 25 dịch vụ công trực tuyến theo kế hoạch, 10/25 dịch vụ đã tích hợp, cung cấp toàn "
            "trình. Qua rà soát với các bộ, ngành, 21/25 dịch vụ đủ điều kiện về dữ liệu để triển khai toàn "
            "trình; 4 dịch vụ còn lại đang tập trung hoàn thiện dữ liệu và cơ sở pháp lý.",
            "Toàn trình được hiểu là người dân không phải đến cơ quan nhà nước ở bất kỳ bước nào, không "
            "phải nộp lại giấy tờ mà cơ quan nhà nước đã có. Dịch vụ chỉ nộp hồ sơ qua mạng nhưng vẫn phải "
            "đến nhận kết quả thì chưa được tính.",
        ),
        Bars(
            "Hình 1. Tiến độ của 25 dịch vụ công trực tuyến",
            (
                ("Đã cung cấp toàn trình", 10, 25),
                ("Đủ điều kiện về dữ liệu", 21, 25),
                ("Đang hoàn thiện dữ liệu", 4, 25),
            ),
        ),
        *section(
            "2. Công bố thủ tục hành chính",
            "Đã công bố 976 thủ tục hành chính, đạt 100% tổng số thủ tục phải công bố theo quy định. Bộ đã "
            "hoàn thành phân cấp giải quyết đối với 51 thủ tục trước đây do Công an cấp huyện giải quyết, "
            "mở rộng thẩm quyền giải quyết tại Công an cấp xã. Phần mềm xử lý hồ sơ, trả kết quả cấp định "
            "danh cho người nước ngoài và giao diện dành cho người nước ngoài đã hoàn thiện.",
        ),
        Table(
            ("TT", "Nội dung", "Số liệu", "Đánh giá"),
            (
                ("1", "Thủ tục hành chính đã công bố", "976", "100% số phải công bố"),
                ("2", "Thủ tục phân cấp từ cấp huyện về cấp xã", "51", "Hoàn thành"),
                ("3", "Dịch vụ công đã cung cấp toàn trình", "10/25", "40,0%"),
                ("4", "Dịch vụ công đủ điều kiện về dữ liệu", "21/25", "84,0%"),
                ("5", "Dịch vụ công đang hoàn thiện dữ liệu", "4/25", "16,0%"),
            ),
            (0.6, 5, 1.6, 2.6),
            ("center", "left", "center", "left"),
            "Bảng 1. Số liệu tổng hợp",
        ),
    ]


def _how() -> list[Block]:
    return [
        *part(
            "II. CÁCH LÀM",
            "Mỗi dịch vụ đi qua sáu bước như Bảng 2. Bước nào chưa có sản phẩm thì dịch vụ chưa được chuyển "
            "sang bước sau. Cách làm này giúp các bộ, ngành và địa phương cùng nhìn thấy dịch vụ đang dừng "
            "ở đâu, do ai và cần gì để đi tiếp.",
        ),
        Table(
            ("Bước", "Công việc", "Đơn vị thực hiện", "Sản phẩm"),
            tuple((str(n), *row) for n, row in enumerate(STEPS, 1)),
            (0.8, 4, 2.6, 2.6),
            ("center", "left", "left", "left"),
            "Bảng 2. Các bước đưa một dịch vụ công lên toàn trình",
        ),
        Paragraph(
            "Kinh nghiệm cho thấy bước 2 và bước 4 mất nhiều thời gian nhất. Ở bước 2, cùng một thông tin "
            "nhưng mỗi biểu mẫu gọi một tên; khi đối chiếu xong thì số trường người dân phải khai giảm rõ "
            "rệt. Ở bước 4, các tỉnh dùng phần mềm khác nhau nên cần bộ kiểm thử chung để khỏi phải làm lại "
            "từng nơi."
        ),
        Paragraph(
            "Công tác bảo vệ dữ liệu cá nhân được kiểm tra ở từng bước: dữ liệu chỉ được lấy khi có căn cứ, "
            "mỗi lần tra cứu đều được ghi lại và người dân xem được ai đã tra cứu thông tin của mình."
        ),
    ]


def _needs() -> list[Block]:
    return [
        *part("III. ĐỀ XUẤT TẠI CUỘC HỌP", "Bộ Công an đề nghị cuộc họp cho ý kiến các nội dung sau:"),
        points(
            "Giao bộ chủ quản 4 dịch vụ đang hoàn thiện dữ liệu xác định ngày hoàn thành và người chịu "
            "trách nhiệm.",
            "Thống nhất bộ kiểm thử dùng chung cho hệ thống thông tin giải quyết thủ tục hành chính của các "
            "tỉnh.",
            "Các bộ, ngành tích hợp toàn bộ dịch vụ công trực tuyến vào Cổng Dịch vụ công quốc gia để người "
            "dân chỉ cần một địa chỉ.",
            "Các địa phương bố trí người hướng dẫn tại trung tâm phục vụ hành chính công trong ba tháng "
            "đầu, nhất là ở xã miền núi và nơi sáp nhập nhiều đơn vị.",
        ),
        Paragraph(
            "Bộ Công an sẽ phối hợp với Văn phòng Chính phủ, Bộ Khoa học và Công nghệ cập nhật số liệu hằng "
            "tuần và báo cáo tại cuộc họp tiếp theo./."
        ),
    ]
