"""Demo paper: how far the information systems of the two-tier local government are."""

from datetime import date

from deploy.demo.papers.form import SCIENCE, issued, part, points, section
from ecabinet.papers.paper import Bars, Block, Paper, Paragraph, Table

PROVINCES = (
    "Hà Nội",
    "Huế",
    "Lai Châu",
    "Điện Biên",
    "Sơn La",
    "Lạng Sơn",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
    "Cao Bằng",
    "Tuyên Quang",
    "Lào Cai",
    "Thái Nguyên",
    "Phú Thọ",
    "Bắc Ninh",
    "Hưng Yên",
    "Hải Phòng",
    "Ninh Bình",
    "Quảng Trị",
    "Đà Nẵng",
    "Quảng Ngãi",
    "Gia Lai",
    "Khánh Hòa",
    "Lâm Đồng",
    "Đắk Lắk",
    "Thành phố Hồ Chí Minh",
    "Đồng Nai",
    "Tây Ninh",
    "Cần Thơ",
    "Vĩnh Long",
    "Đồng Tháp",
    "Cà Mau",
    "An Giang",
)

INDICATORS = (
    ("Hoàn thành hạ tầng trung tâm dữ liệu, điện toán đám mây", 29),
    ("Bố trí xong thiết bị và đường truyền tại trung tâm phục vụ hành chính công", 26),
    ("Công bố xong thủ tục hành chính mới", 17),
    ("Ban hành hướng dẫn thủ tục chuyển về cấp xã", 19),
    ("Ban hành quy trình xử lý và mẫu biểu hồ sơ", 14),
    ("Công bố địa chỉ trung tâm hành chính công và điểm hỗ trợ", 23),
    ("Công bố đường dây nóng hỗ trợ người dân, doanh nghiệp", 27),
)

SYSTEMS = (
    (
        "Hệ thống thông tin giải quyết thủ tục hành chính",
        "Cấp tỉnh, dùng chung đến cấp xã",
        "Cấu hình lại đơn vị, tài khoản, quy trình",
    ),
    (
        "Hệ thống quản lý văn bản và điều hành",
        "Cấp tỉnh, dùng chung đến cấp xã",
        "Chuyển hồ sơ công việc, cấp lại mã định danh",
    ),
    (
        "Nền tảng tích hợp, chia sẻ dữ liệu (LGSP)",
        "Cấp tỉnh",
        "Mở rộng kết nối, hợp nhất danh mục dùng chung",
    ),
    ("Hệ thống thông tin báo cáo", "Cấp tỉnh và bộ, ngành", "Đổi biểu mẫu, kỳ báo cáo, đầu mối tổng hợp"),
    (
        "Nền tảng họp trực tuyến",
        "Trung ương đến cấp xã",
        "Bổ sung điểm cầu xã, phường; kiểm tra đường truyền",
    ),
    ("Mạng truyền số liệu chuyên dùng", "Trung ương đến cấp xã", "Kéo đường truyền tới trụ sở mới"),
)


def infrastructure_report(day: date) -> Paper:
    """Báo cáo của Bộ Khoa học và Công nghệ: systems, seven indicators of 34, all provinces."""
    subject = (
        "Kết quả rà soát, nâng cấp, phát triển các hệ thống thông tin "
        "phục vụ mô hình chính quyền địa phương hai cấp"
    )
    blocks = [*_scope(), *_results(), *_gaps(), *_proposals(), *_annex()]
    return issued(SCIENCE, "Báo cáo", 86, day, subject, blocks)


def _scope() -> list[Block]:
    return [
        *part(
            "I. PHẠM VI RÀ SOÁT",
            "Thực hiện nhiệm vụ được giao về bảo đảm các hệ thống thông tin hoạt động thông suốt khi sắp "
            "xếp đơn vị hành chính, Bộ đã cùng các bộ, ngành và 34 tỉnh, thành phố rà soát toàn bộ các hệ "
            "thống dùng chung. Đợt rà soát tập trung vào các hệ thống mà người dân, doanh nghiệp và cán bộ "
            "cấp xã dùng hằng ngày; hệ thống nào dừng là công việc dừng, nên mỗi hệ thống đều phải có "
            "phương án vận hành, phương án dự phòng và người chịu trách nhiệm cụ thể.",
            "Các hệ thống được rà soát và yêu cầu chính đối với từng hệ thống nêu tại Bảng 1.",
        ),
        Table(
            ("TT", "Hệ thống", "Phạm vi", "Việc phải làm"),
            tuple((str(n), *row) for n, row in enumerate(SYSTEMS, 1)),
            (0.6, 3.2, 2.4, 3.4),
            ("center", "left", "left", "left"),
            "Bảng 1. Các hệ thống thông tin được rà soát",
        ),
        Paragraph(
            "Số liệu trong báo cáo do các địa phương tự đánh giá và cập nhật trên hệ thống theo dõi; Bộ "
            "kiểm tra xác suất qua kết nối kỹ thuật và khảo sát trực tiếp. Một chỉ tiêu chỉ được tính là "
            "hoàn thành khi có văn bản ban hành hoặc biên bản nghiệm thu kèm theo; những việc đang làm dở "
            "không được tính."
        ),
    ]


def _results() -> list[Block]:
    return [
        *part(
            "II. KẾT QUẢ ĐẾN NGÀY BÁO CÁO",
            "Đến nay, 29/34 tỉnh, thành phố đã hoàn thành hạ tầng trung tâm dữ liệu và điện toán đám mây; "
            "26/34 địa phương đã bố trí xong thiết bị và hoàn tất đường truyền tại các trung tâm phục vụ "
            "hành chính công. Đây là hai chỉ tiêu đạt cao nhất trong nhóm hạ tầng, tạo điều kiện cho các hệ "
            "thống nghiệp vụ chạy ổn định.",
        ),
        Table(
            ("TT", "Chỉ tiêu", "Hoàn thành", "Còn lại", "Tỷ lệ"),
            tuple(_indicator_row(n, name, done) for n, (name, done) in enumerate(INDICATORS, 1)),
            (0.6, 5.2, 1.4, 1.1, 1.2),
            ("center", "left", "center", "center", "center"),
            "Bảng 2. Kết quả thực hiện của 34 tỉnh, thành phố",
        ),
        *section(
            "1. Về hạ tầng",
            "Năm địa phương chưa hoàn thành trung tâm dữ liệu đều đã có phương án thuê dịch vụ tạm thời. "
            "Tám địa phương chưa xong thiết bị tại trung tâm phục vụ hành chính công chủ yếu vướng ở khâu "
            "mua sắm và bàn giao trụ sở. Đường truyền tới trụ sở xã, phường mới là hạng mục cần ưu tiên, vì "
            "mọi hệ thống khác đều dựa vào đó.",
        ),
        *section(
            "2. Về công khai thủ tục hành chính",
            "Mới có 17/34 tỉnh công bố xong thủ tục hành chính mới và 14/34 tỉnh ban hành xong quy trình xử "
            "lý cùng mẫu biểu hồ sơ. Hướng dẫn thủ tục chuyển về cấp xã sau khi không còn cấp huyện đã được "
            "19/34 tỉnh ban hành. Các chỉ tiêu này thấp hơn nhóm hạ tầng vì phụ thuộc vào thời điểm bộ, "
            "ngành công bố danh mục.",
        ),
        *section(
            "3. Về hỗ trợ người dân",
            "Có 23/34 tỉnh đã công bố địa chỉ trung tâm hành chính công và điểm hỗ trợ thực hiện dịch vụ "
            "công; 27/34 tỉnh đã công bố đường dây nóng. Bộ đề nghị các địa phương còn lại công bố ngay, kể "
            "cả khi trụ sở còn tạm, để người dân biết nơi đến và số điện thoại cần gọi.",
        ),
        Bars("Hình 1. Số tỉnh, thành phố hoàn thành từng chỉ tiêu", tuple((n, d, 34) for n, d in INDICATORS)),
    ]


def _indicator_row(number: int, name: str, done: int) -> tuple[str, ...]:
    share = f"{done / 34 * 100:.1f}".replace(".", ",") + "%"
    return (str(number), name, f"{done}/34", str(34 - done), share)


def _gaps() -> list[Block]:
    return [
        *part(
            "III. KHÓ KHĂN, VƯỚNG MẮC",
            "Qua rà soát, các vướng mắc tập trung vào năm nhóm: thể chế, hạ tầng, dữ liệu, bảo mật và nguồn "
            "lực.",
        ),
        points(
            "Thể chế: danh mục thủ tục theo các nghị định phân cấp, phân quyền công bố chưa đồng thời, địa "
            "phương phải cập nhật hệ thống nhiều lần.",
            "Hạ tầng: nhiều trụ sở mới chưa có đường truyền chuyên dùng, phải dùng tạm đường truyền công "
            "cộng có mã hóa.",
            "Dữ liệu: hồ sơ đang giải quyết dở ở cấp huyện cũ cần chuyển đúng đơn vị nhận, không để thất "
            "lạc, không bắt người dân nộp lại.",
            "Bảo mật: tài khoản của cán bộ thôi nhiệm vụ phải khóa đúng ngày; thiết bị cũ phải xóa dữ liệu "
            "trước khi bàn giao.",
            "Nguồn lực: cấp xã thiếu cán bộ công nghệ thông tin chuyên trách, cần tổ hỗ trợ lưu động của "
            "tỉnh.",
        ),
        Paragraph(
            "Các vướng mắc trên không tách rời nhau. Khi thủ tục chưa công bố thì quy trình điện tử chưa "
            "cấu hình được; khi đường truyền chưa có thì cán bộ chưa được tập huấn trên hệ thống thật. Vì "
            "vậy Bộ kiến nghị xử lý theo từng địa phương, mỗi địa phương một danh sách việc còn thiếu, thay "
            "vì theo từng hệ thống."
        ),
    ]


def _proposals() -> list[Block]:
    return [
        *part("IV. KIẾN NGHỊ", "Bộ Khoa học và Công nghệ kiến nghị:"),
        points(
            "Các bộ, ngành công bố đầy đủ danh mục thủ tục hành chính theo thẩm quyền mới và cung cấp dữ "
            "liệu hồ sơ đang giải quyết cho địa phương.",
            "Các tỉnh, thành phố chưa hoàn thành hạ tầng trung tâm dữ liệu báo cáo tiến độ hằng tuần, nêu "
            "rõ người chịu trách nhiệm và ngày hoàn thành.",
            "Các doanh nghiệp viễn thông ưu tiên kéo đường truyền đến trụ sở xã, phường mới; có đường dự "
            "phòng cho trung tâm phục vụ hành chính công.",
            "Văn phòng Chính phủ theo dõi bảy chỉ tiêu tại Bảng 2 theo từng địa phương và công khai danh "
            "sách đơn vị chưa hoàn thành trong các cuộc họp giao ban.",
        ),
        Paragraph("Kính báo cáo Phó Thủ tướng Chính phủ và các đại biểu xem xét, cho ý kiến./."),
    ]


def _annex() -> list[Block]:
    rows = tuple((str(n), name, "", "", "") for n, name in enumerate(PROVINCES, 1))
    return [
        *part(
            "PHỤ LỤC. BIỂU THEO DÕI TẠI CUỘC HỌP",
            "Đại biểu tại các điểm cầu đối chiếu, bổ sung tại cuộc họp.",
        ),
        Table(
            ("TT", "Tỉnh, thành phố", "Hạ tầng", "Thủ tục", "Ghi chú của địa phương"),
            rows,
            (0.6, 3, 1.3, 1.3, 3.4),
            ("center", "left", "center", "center", "left"),
            "Bảng 3. Xác nhận của 34 tỉnh, thành phố",
        ),
    ]
