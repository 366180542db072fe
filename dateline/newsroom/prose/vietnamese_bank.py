"""Templates of Vietnamese newspaper copy. Fixed runs stay short, as in the French bank."""

from dateline.newsroom.prose.grammar import bank

ADJECTIVES = bank(
    "bền vững|hiện đại|tại chỗ|quy mô nhỏ|trọng điểm|thí điểm|hiệu quả|dễ tiếp cận|kiểu mới|"
    "truyền thống|mẫu mực|còn mong manh|hiếm có|đáng tin cậy|theo mùa|liên vùng|cộng đồng|"
    "ở nông thôn|tốn kém|đầy tham vọng|lâu đời|tiêu biểu|thử nghiệm|thiết yếu|ít người biết|"
    "đang khởi sắc|chiến lược|khiêm tốn|được ưa chuộng|sáng tạo|chất lượng cao|đạt chuẩn|vùng sâu|"
    "nội đô|thế hệ mới|tiết kiệm|liên kết|chuyên biệt|đa năng|thân thiện"
)

OPENERS = (
    "[sáng nay|tuần này|tối qua|cuối tuần qua|chiều thứ ba]",
    "từ [tháng giêng|tháng ba|tháng sáu|tháng chín] năm {past}",
    "sau {small} tháng khảo sát",
    "tại {place}",
    "ở các [xã|phường|thôn] giáp {place}",
    "theo [báo cáo sơ bộ|số liệu mới|kết quả vừa công bố]",
    "[bất chấp|mặc cho] mưa lớn",
    "do thiếu kinh phí",
    "cùng {small} đối tác",
    "trong quý [một|hai|ba]",
    "lần thứ [ba|năm|bảy] liên tiếp",
    "giữa {place} và {place}",
    "[ngoài thực địa|ở cơ sở]",
    "[mới đây|trước kia]",
    "[song song đó|cùng lúc|bên cạnh đó]",
    "nhờ {bare}",
    "cách xa {place}",
    "ngoài {bare}",
    "[trước Tết|đầu mùa mưa|vào năm học mới]",
    "tận dụng {bare}",
    "trên phạm vi [cả nước|toàn tỉnh|đồng bằng]",
    "[không chờ đợi|trái với dự đoán]",
    "[cụ thể|trên thực tế|về điểm này]",
    "[qua từng vụ|năm này sang năm khác]",
    "[họp tại|đến thăm] {place}",
    "ở [thượng nguồn|hạ lưu] {place}",
    "trong khuôn khổ {thing}",
    "xuất phát từ {thing}",
)

TAILS = (
    "[quanh vùng|ở phía tây|về phía nam] {place}",
    "[lặng lẽ|khẩn trương|bền bỉ|thận trọng]",
    "với sự [hỗ trợ|tham gia|phối hợp] của {actor}",
    "cho {small} [xã|hộ|khu phố|điểm trường]",
    "[nhờ|thông qua|bằng] {bare}",
    "[để|nhằm|qua đó] {inf} {bare}",
    "[thay vì|trước khi] {inf} {bare}",
    "[đồng thời|vừa làm vừa] {inf} {bare}",
    "với [kinh phí|tổng vốn|mức đầu tư] {sum}",
    "[trên|tại] {small} [địa bàn|điểm dân cư|tuyến đường]",
    "[dù còn chậm|trong thời gian ngắn|không ít khó khăn]",
    "khoảng {n} {unit} mỗi năm",
    "[song song với|cùng lúc với] {bare}",
    "theo [đề nghị|lời mời|sáng kiến] của {actor}",
    "[với chi phí thấp|trên tinh thần đồng thuận]",
    "[như|giống cách làm ở] {place}",
    "[từng bước|theo ba giai đoạn|ở mức làm thử]",
    "tới {small} [thôn bản|hộ dân|gia đình]",
    "[bên lề|tiếp nối] {thing}",
    "[cùng với|được sự đồng tình của] {actor}",
)

FRAMES = (
    "{opener}, {did} {thing} {tail}.",
    "[Ngay từ|Từ|Mùa xuân] năm {past}, {did} {thing} {tail}.",
    "[Trước|Đến|Từ nay đến] năm {year}, {will} {thing} {tail}.",
    "{opener}, {did} {thing}, [rồi|và cả|cùng với] {thing}.",
    "{did} {thing} {tail}, [trong khi|còn] {will} {bare}.",
    "{will} {thing} {tail}, [tin từ|theo nguồn tin ở] {place}.",
    "{opener}, {will} {thing} {tail}.",
    "{opener}, {n} {unit} được [thống kê|ghi nhận|công bố], so với {n} của năm {past}, [nên|vì vậy] {will} {bare}.",
    "{thing} {counts} ở {place}, nơi {did} {thing} {tail}.",
    "[Riêng|Đối với|Về] {thing}, {did} {bare} {tail}.",
    "[Theo|Dẫn lời] {person}, {rose} {pct} {tail}.",
    "[Về phần mình|Cũng tại đây|Tiếp lời], {person} {said} {did} {thing} {tail}.",
    "{they} [cũng|còn|sau đó] {said} {did} {thing} {tail}.",
    "[Ngân sách|Dự toán|Số vốn] [đạt|vượt|xấp xỉ] {sum}, [trong đó|riêng] {pct} dành cho {thing}.",
    "[Việc còn lại|Việc lúc này|Điều cần làm] là {inf} {thing} {tail}.",
    "[Một hướng khác|Khó hơn|Ưu tiên nữa] là {inf} {thing} {tail}, [bởi|vì] {did} {bare}.",
    ("[Ở|Gần|Cửa ngõ] {place}, {small} [tình nguyện viên|học viên|người dân] đang học cách {inf} {thing} {tail}."),
    "Từ năm {past} đến {year}, {rise} {pct}, [miễn là|nếu] biết {inf} {thing}.",
    "[Nếu|Sở dĩ] {did} {bare} thì [chủ yếu|trước hết] cũng để {inf} {thing} {tail}.",
    "[Đáng mừng|Đáng chú ý|Hơn thế], {did} {thing} {tail}.",
    "{opener}, {they} [trình bày|giải thích|bảo vệ] {thing}, [cho rằng|tin rằng|nhắc lại rằng] {will} {bare}.",
    "[Đàm phán về|Thảo luận quanh|Các phần việc của] {thing} [sẽ nối lại|sắp khép lại|vẫn tiếp diễn] {tail}.",
    "Phải mất {small} [tuần|tháng|cuộc họp] mới {inf} được {thing} {tail}.",
    "[Không huyện nào|Chẳng phường nào] của {place} [làm ngơ|bỏ qua] {thing}, [nhất là khi|bởi lẽ] {did} {bare}.",
    "[Cùng với|Ngoài] {thing}, {will} {thing} {tail}.",
    "[Thỏa thuận|Hợp đồng|Kế hoạch] ký tại {place} [cho phép|đặt mục tiêu|yêu cầu] {inf} {thing} {tail}.",
    "[Mười năm trước|Có thời|Xưa kia], {place} [chưa có gì|thiếu đủ thứ]; {opener}, {did} {thing}.",
    "[Giới trẻ|Người cao tuổi|Tiểu thương|Bà con] ở {place} [mong đợi|hoan nghênh|tìm lại] {thing} {tail}.",
    "[Nhu cầu|Sự quan tâm|Sức hút] đối với {thing} [lý giải|mở đường cho] {small} [dự án|hồ sơ|mô hình] {tail}.",
    "{rose} {pct} {tail}, [đủ để|tạo đà|thêm lý do] {inf} {thing}.",
    "{thing} {counts} {tail}, [nhưng|song|vậy mà] {did} {thing}.",
)

QUOTES = (
    "“[Chúng tôi muốn|Phải|Cần sớm] {inf} {thing} {tail}”, {they} {said_short}.",
    "“Thiếu {bare}, [không ai|khó ai] [có thể|đủ sức] {inf} {thing}”, {they} [tâm sự|đúc kết|quả quyết].",
    "{they} [phấn khởi|thừa nhận|xác nhận]: “{did} {thing} {tail}”.",
    "“Từ {place} đến {place}, {did} {thing}”, {they} {said_short}.",
    (
        "“[Cha mẹ tôi|Hàng xóm|Người ở đây] [từng lạ lẫm với|từng e ngại] {thing}; nay tôi học cách {inf} {bare}”, "
        "{they} [kể|cười nói]."
    ),
    "“[Tôi nhớ nhất|Tôi coi trọng|Tôi ủng hộ] {thing}, [sau đó|rồi mới] đến {thing}”, {they} {said_short} {tail}.",
)

HEADINGS = (
    "{bare}: [bài toán|câu chuyện|hành trình] [dài hơi|kiên trì|lòng tin]",
    "[Cách|Vì sao phải] {inf} {thing}",
    "{place} [đi đầu|trước thử thách|mở lối]",
    "[Từ phía|Triển vọng|Sự trở lại của] {bare}",
    "Trông vào {bare} và {bare}",
    "[Nguồn lực cho|Hướng tới|Ưu tiên] {thing}",
)

CLOSINGS = (
    "[Điểm hẹn tới|Chặng tiếp theo] là {place}, nơi {will} {thing} {tail}.",
    "[Từ nay đến đó|Trước mắt], {will} {thing} {tail}.",
    "[Báo cáo|Bản tổng kết|Kết quả kiểm toán] [sẽ được gửi|dự kiến hoàn tất] {tail}.",
    "[Về lâu dài|Sau này], {bare} và {bare} [sẽ là bài học|sẽ có ích] cho {place}.",
    "[Kinh nghiệm của|Bài học từ] {place} [sẽ được nhân rộng|sẽ được vận dụng] {tail}.",
)

TITLES = (
    "{place}: {actor} {inf} {a}",
    "{place} trông vào {a} và {b}",
    "{a}, chân trời mới của {place}",
    "Tại {place}, {actor} sắp {inf} {a}",
    "{actor} {inf} {a} ở {place}",
    "{place} làm gì để {inf} {a}",
    "{a}: {place} bắt tay hành động",
    "Từ {a} đến {b}, lựa chọn của {place}",
    "{place} tìm cách {inf} {a}",
    "{a} và {b} trong một dự án ở {place}",
)

LEADS = (
    "{actor} vừa {inf} {a} ở {place}, nơi {b} cũng được quan tâm hỗ trợ.",
    "Để {inf} {a}, {place} mở một chương trình ba năm, liên quan cả tới {b}.",
    "Tại {place}, {a} và {b} đang đổi thay về quy mô: {actor} sẽ dành thêm nguồn lực.",
    "Lâu nay ít được chú ý ở {place}, câu chuyện ấy nay trở lại: trước hết là {inf} {a}, sau đó đến {b}.",
    "{actor} sẽ {inf} {a} trên toàn địa bàn {place}, bước kế tiếp là {b}.",
    "Hội nghị tổ chức tại {place} đã điểm lại {a}, không quên {b}.",
    "Giữa {a} và {b}, {place} chọn cả hai: {actor} đã bắt tay {inf} từ đầu năm.",
)
