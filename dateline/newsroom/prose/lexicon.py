"""The demo's bilingual dictionary: topics, verbs and places as aligned French and Vietnamese terms."""

from dataclasses import dataclass

from dateline.newsroom.prose.topics_land import TOPICS_LAND
from dateline.newsroom.prose.topics_people import TOPICS_PEOPLE


@dataclass(frozen=True, slots=True)
class Term:
    """One notion in both languages.

    Attributes:
        fr: The French noun phrase without its article.
        vi: The Vietnamese one.
        gender: "m" or "f", of the French.
        plural: Whether the French is plural.
    """

    fr: str
    vi: str
    gender: str = "m"
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What a story can be about: who acts, on what, counted in which unit, printed in which section."""

    section: Term
    unit: Term
    actors: tuple[Term, ...]
    things: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """A transitive verb: French infinitive, past participle and present participle; Vietnamese."""

    infinitive: str
    past: str
    present: str
    vi: str


def _coded(line: str) -> Term:
    """Read "fp semences certifiées = hạt giống xác nhận"."""
    code, rest = line.split(" ", 1)
    french, vietnamese = rest.split(" = ")
    return Term(french, vietnamese, code[0], code[1] == "p")


def _plain(line: str) -> Term:
    french, vietnamese = line.split(" = ")
    return Term(french, vietnamese)


def _topic(block: str) -> Topic:
    lines = block.strip().splitlines()
    marked = {mark: [line[2:] for line in lines if line.startswith(mark)] for mark in "#@%"}
    return Topic(
        section=_plain(marked["#"][0]),
        unit=_plain(marked["%"][0]),
        actors=tuple(map(_coded, marked["@"])),
        things=tuple(_coded(line) for line in lines if line[0] not in "#@%"),
    )


def _verb(line: str) -> Verb:
    """Read "moderniser = hiện đại hóa", or "soutenir soutenu soutenant = hỗ trợ" where the forms are irregular."""
    french, vietnamese = line.split(" = ")
    if " " in french:
        infinitive, past, present = french.split(" ")
        return Verb(infinitive, past, present, vietnamese)
    stem = french[:-2]
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
    return Verb(french, stem + "é", soft + "ant", vietnamese)


TOPICS = tuple(_topic(block) for block in (TOPICS_LAND + TOPICS_PEOPLE).strip().split("\n\n") if block.strip())

VERBS = tuple(
    _verb(line)
    for line in """
moderniser = hiện đại hóa
soutenir soutenu soutenant = hỗ trợ
étendre étendu étendant = mở rộng
renforcer = củng cố
évaluer = đánh giá
financer = cấp vốn cho
promouvoir promu promouvant = quảng bá
accompagner = đồng hành với
développer = phát triển
examiner = rà soát
relancer = khôi phục
simplifier = đơn giản hóa
coordonner = điều phối
consolider = gia cố
valoriser = phát huy
protéger = bảo vệ
réorganiser = tổ chức lại
encourager = khuyến khích
tester = thử nghiệm
planifier = lập kế hoạch cho
surveiller = theo dõi
présenter = giới thiệu
normaliser = chuẩn hóa
repenser = nhìn nhận lại
améliorer = cải thiện
diversifier = đa dạng hóa
préserver = gìn giữ
intégrer = lồng ghép
mutualiser = chia sẻ
rénover = cải tạo
garantir garanti garantissant = bảo đảm
élargir élargi élargissant = nới rộng
adapter = điều chỉnh
harmoniser = hài hòa hóa
recenser = kiểm kê
expertiser = thẩm định
subventionner = trợ giá cho
documenter = tư liệu hóa
démocratiser = phổ cập
sécuriser = giữ an toàn cho
""".strip().splitlines()
)

PLACES = tuple(
    _plain(line)
    for line in """
Hanoï = Hà Nội
Hô Chi Minh-Ville = Thành phố Hồ Chí Minh
Dà Nang = Đà Nẵng
Cân Tho = Cần Thơ
Huê = Huế
Hai Phong = Hải Phòng
Nghê An = Nghệ An
Dông Nai = Đồng Nai
Quang Ninh = Quảng Ninh
Lào Cai = Lào Cai
Son La = Sơn La
Diên Biên = Điện Biên
Cao Bang = Cao Bằng
Lang Son = Lạng Sơn
Thanh Hoa = Thanh Hóa
Hà Tinh = Hà Tĩnh
Quang Tri = Quảng Trị
Quang Ngai = Quảng Ngãi
Gia Lai = Gia Lai
Dak Lak = Đắk Lắk
Khanh Hoa = Khánh Hòa
Lâm Dông = Lâm Đồng
Tây Ninh = Tây Ninh
Vinh Long = Vĩnh Long
An Giang = An Giang
Cà Mau = Cà Mau
Dông Thap = Đồng Tháp
Ninh Binh = Ninh Bình
Hung Yên = Hưng Yên
Bac Ninh = Bắc Ninh
Phu Tho = Phú Thọ
Thai Nguyên = Thái Nguyên
""".strip().splitlines()
)

SURNAMES = (
    "Nguyên=Nguyễn Trân=Trần Lê=Lê Pham=Phạm Hoàng=Hoàng Vu=Vũ Vo=Võ Dang=Đặng Bùi=Bùi Dô=Đỗ Hô=Hồ Ngô=Ngô "
    "Duong=Dương Ly=Lý Dinh=Đinh Mai=Mai Luong=Lương Truong=Trương Phan=Phan Cao=Cao"
)
MEN = (
    "Minh=Minh Quang=Quang Hung=Hùng Tuân=Tuấn Dung=Dũng Thang=Thắng Long=Long Khai=Khải Son=Sơn Phuc=Phúc Tài=Tài "
    "Hiêu=Hiếu Nam=Nam Thành=Thành Vinh=Vinh Dat=Đạt Binh=Bình Khoa=Khoa Loc=Lộc Trung=Trung"
)
WOMEN = (
    "Lan=Lan Huong=Hương Mai=Mai Thu=Thu Hà=Hà Nga=Nga Phuong=Phương Hoa=Hoa Yên=Yến Trang=Trang Ngoc=Ngọc Linh=Linh "
    "Thao=Thảo Hanh=Hạnh Tuyêt=Tuyết Vân=Vân Dung=Dung My=My Oanh=Oanh Thuy=Thủy"
)


def names(bank: str) -> tuple[Term, ...]:
    """Return a bank of given names or surnames as terms."""
    pairs = (pair.split("=") for pair in bank.split())
    return tuple(Term(french, vietnamese) for french, vietnamese in pairs)
