"""The wire conventions, in the forms in which the sites print them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import wire
from crawler.extraction.text import normalise

DATELINES = {
    "Hanoï (VNA) – Le président": ("Hanoï", "VNA", "Le président"),
    "Ho Chi Minh-Ville, 12 mai (VNA) - Le président": ("Ho Chi Minh-Ville", "VNA", "Le président"),
    "Hanoï, le 4 juillet 2025 (VNA) -Le président": ("Hanoï", "VNA", "Le président"),
    "Hanói, 12 ene (VNA) -El presidente": ("Hanói", "VNA", "El presidente"),
    "Hanoi (VNA) El presidente": ("Hanoi", "VNA", "El presidente"),
    "Hanoi (AVI) – Le président": ("Hanoi", "AVI", "Le président"),
    "Washington, D.C. (VNA) – The president": ("Washington, D.C.", "VNA", "The president"),
    "Phnom Penh (Cambodge) (VNA) – Le roi": ("Phnom Penh (Cambodge)", "VNA", "Le roi"),
    "New York (AFP/VNA) – L'ONU": ("New York", "AFP/VNA", "L'ONU"),
    "(VOVWORLD) - Le Vietnam": (None, "VOVWORLD", "Le Vietnam"),
    "(TTXVN) - Ngày 5/8": (None, "TTXVN", "Ngày 5/8"),
    "Hà Nội (TTXVN) - Ngày 5/8": ("Hà Nội", "TTXVN", "Ngày 5/8"),
    "Hanoï - (VNA) – Le président": ("Hanoï", "VNA", "Le président"),
    "(CVN) Le président": (None, "CVN", "Le président"),
    "Hanoï – VNA – Le président": ("Hanoï", "VNA", "Le président"),
    "HANOI, 3 mars – Le président": ("HANOI", None, "Le président"),
    "Huê, le 3 mars 2026 – Le président": ("Huê", None, "Le président"),
    "Hà Nội, ngày 3/3/2026 - Chủ tịch": ("Hà Nội", None, "Chủ tịch"),
    "Hanoi, March 3, 2026 — The president": ("Hanoi", None, "The president"),
    "La Habana, 3 de marzo de 2026 - El presidente": ("La Habana", None, "El presidente"),
    "VNA – Le président": (None, "VNA", "Le président"),
    "Hanoï, VNA – Le président": ("Hanoï", "VNA", "Le président"),
    "HÀ NỘI — Việt Nam has": ("HÀ NỘI", None, "Việt Nam has"),
    "HCM CITY — The city": ("HCM CITY", None, "The city"),
    "Ханой (ВИА) – Премьер-министр": ("Ханой", "ВИА", "Премьер-министр"),
    "越通社河内——越南": ("河内", "越通社", "越南"),
    "越通社河内5月12日电 越南": ("河内", "越通社", "越南"),
    "越通社——越南": (None, "越通社", "越南"),
    "越通社驻法国记者报道，越南": ("法国", "越通社", "越南"),
    "河内（VNA）——越南": ("河内", "VNA", "越南"),
}


@pytest.mark.parametrize(("paragraph", "parts"), DATELINES.items())
def test_datelines(paragraph: str, parts: tuple[str | None, str | None, str]) -> None:
    assert wire.split_dateline(paragraph) == wire.Dateline(*parts)


@pytest.mark.parametrize(
    "paragraph",
    [
        "",
        "Hanoï (VNA) –",
        "Vietnam News Agency (VNA) - the national agency - has signed an agreement.",
        "L’Agence vietnamienne d’information (VNA) – l'agence nationale – a signé.",
        "La Agencia Vietnamita de Noticias (VNA) - la agencia nacional - firmó.",
        "Thông tấn xã Việt Nam (TTXVN) - cơ quan thông tấn quốc gia.",
        "La directrice de la (VNA) – elle a salué.",
        "Le Fonds monétaire international (FMI) - il a revu ses prévisions.",
        "Hanoï – Haiphong est une autoroute.",
        "Hanoï – VNA – est un exemple.",
        "Hanoï – Le président est arrivé.",
        "Hanoï, le 3 mars – jour de fête – s'éveille.",
        "Samedi, 3 mars – Le match reprend.",
        "Thứ Ba, 3 tháng 3 – Trận đấu bắt đầu.",
        "Né à Huê, le 3 mars 1950 – Nam a grandi à Paris.",
        "Hanoï, 36 rues – Le vieux quartier.",
        "(CVN) est un journal.",
        "HÀ NỘI - HẢI PHÒNG line reopens.",
        "UNESCO — The body met on Monday.",
        "Le président de la VNA a dit : « Hanoï (VNA) – un exemple ».",
        "L'Union des organisations d’amitié (HUFO) – qui fête ses 10 ans – a tenu une conférence.",
        "HHN Vietnam - France La ville de Can Tho joue un rôle clé.",
    ],
)
def test_sentences_are_no_datelines(paragraph: str) -> None:
    assert wire.split_dateline(paragraph) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("TPO - Hội đồng", ("TPO", "Hội đồng")),
        ("(CTO) - Ngày 8-1", ("CTO", "Ngày 8-1")),
        ("(Chinhphu.vn) - Tháng 3", ("Chinhphu.vn", "Tháng 3")),
        ("(Baonghean.vn) - Le matin", ("Baonghean.vn", "Le matin")),
        ("(Baolaichau.vn) – Sáng", ("Baolaichau.vn", "Sáng")),
        ("VGP - The", ("VGP", "The")),
        ("GD&TĐ - Le", ("GD&TĐ", "Le")),
        ("BNEWS Ngày", ("BNEWS", "Ngày")),
        ("(DTCK) Ngày", ("DTCK", "Ngày")),
        ("(LĐ online) - Sáng", ("LĐ online", "Sáng")),
        ("TPO-Hội đồng", (None, "TPO-Hội đồng")),
        ("ĐTO - Để khuyến khích", ("ĐTO", "Để khuyến khích")),
        ("PTĐT – Trung tâm đổi mới", ("PTĐT", "Trung tâm đổi mới")),
        ("ANTD.VN - Hôm nay", ("ANTD.VN", "Hôm nay")),
        ("PANO – Rice shipments reached a record.", ("PANO", "Rice shipments reached a record.")),
        ("QĐND Online - Ngày 5-8", ("QĐND Online", "Ngày 5-8")),
        ("(Đại Đoàn Kết) - Hôm nay", ("Đại Đoàn Kết", "Hôm nay")),
        ("(Ảnh minh họa) - Hôm nay", (None, "(Ảnh minh họa) - Hôm nay")),
        ("ASEAN - Ấn Độ tăng cường hợp tác", (None, "ASEAN - Ấn Độ tăng cường hợp tác")),
        ("WTO - Tổ chức thương mại thế giới", (None, "WTO - Tổ chức thương mại thế giới")),
        ("UBND - HĐND tỉnh đã họp", (None, "UBND - HĐND tỉnh đã họp")),
        ("KTO - the club of the city", (None, "KTO - the club of the city")),
        ("ĐTO - một tờ báo của tỉnh", (None, "ĐTO - một tờ báo của tỉnh")),
        ("(2025) - Le bilan", (None, "(2025) - Le bilan")),
        ("Đồng Nai - A", (None, "Đồng Nai - A")),
        ("VOV5 est une chaîne", (None, "VOV5 est une chaîne")),
    ],
)
def test_house_tags(text: str, parts: tuple[str | None, str]) -> None:
    assert wire.split_house_tag(text) == parts


def test_house_tags_of_the_catalogue() -> None:
    assert wire.split_house_tag("Xứ Lạng – Sáng 5/8", ("Xứ Lạng",)) == ("Xứ Lạng", "Sáng 5/8")


SIGNATURES = {
    "populaire. -VNA": ("populaire.", "VNA", None),
    "maritime. – VNA": ("maritime.", "VNA", None),
    "populaire-VNA": ("populaire", "VNA", None),
    "populaire.-VNA.": ("populaire.", "VNA", None),
    "pays. -AVI": ("pays.", "AVI", None),
    "pays. VNA/CVN": ("pays.", "VNA/CVN", None),
    "pays. NDEL/CVN": ("pays.", "NDEL/CVN", None),
    "pays.-VOV/VNA": ("pays.", "VOV/VNA", None),
    "pays. - CPV/VNA": ("pays.", "CPV/VNA", None),
    "pays. Hoang Linh/VNA": ("pays.", "VNA", "Hoang Linh"),
    "Cong Dat Vietnam illustré/VNA": ("", "Vietnam illustré/VNA", "Cong Dat"),
    "Van Giap/Bnews/vnanet.vn": ("", "Bnews/vnanet.vn", "Van Giap"),
    "nước./.Van Giap/Bnews/vnanet.vn": ("nước.", "Bnews/vnanet.vn", "Van Giap"),
    "không gian kín./.": ("không gian kín.", None, None),
    "không gian kín/.": ("không gian kín.", None, None),
    "không gian kín. (TTXVN/Vietnam+)": ("không gian kín.", "TTXVN/Vietnam+", None),
    "(TTXVN/Vietnam+)": ("", "TTXVN/Vietnam+", None),
    "(TTXVN)": ("", "TTXVN", None),
    "Tâm Hằng (TTXVN)": ("", "TTXVN", "Tâm Hằng"),
    "country. — VNS": ("country.", "VNS", None),
    "VNA": ("", "VNA", None),
    "país./. –VNA": ("país.", "VNA", None),
    "университетами. – ВИА": ("университетами.", "ВИА", None),
    "活动。（完）": ("活动。", None, None),
    "活动。（完）越通社": ("活动。", "越通社", None),
}


@pytest.mark.parametrize(("paragraph", "parts"), SIGNATURES.items())
def test_signatures(paragraph: str, parts: tuple[str, str | None, str | None]) -> None:
    assert wire.split_signature(paragraph) == wire.Signature(*parts, closes=True)


@pytest.mark.parametrize(
    "paragraph",
    [
        "",
        "C'est ce qu'a déclaré la VNA.",
        "selon l’Agence vietnamienne d’information (VNA).",
        "(VNA), Vu Viet Trang.",
        "un accord VTV-VNA",
        "Le pont Tran Thi Ly. Photo : Trong Duc - VNA",
        "Le site est à l'adresse https://hanoimoi.vn/.",
        "une étape pour le Vietnam - ASEAN",
        "selon Reuters - AFP",
    ],
)
def test_sentences_are_not_signed(paragraph: str) -> None:
    assert wire.split_signature(paragraph) == wire.Signature(paragraph)


CREDITS = {
    "Panorama de la conférence. Photo: VNA": ("Panorama de la conférence.", "Photo: VNA"),
    "Un jeu. (Photo : courtoisie de cellphones.com.vn)": ("Un jeu.", "(Photo : courtoisie de cellphones.com.vn)"),
    "Cầu thủ. (Ảnh: Trí Dũng/TTXVN)": ("Cầu thủ.", "(Ảnh: Trí Dũng/TTXVN)"),
    "Một cửa hàng - Ảnh: H.Y.T.": ("Một cửa hàng", "- Ảnh: H.Y.T."),
    "Ở Kiev. Ảnh tư liệu: AFP/TTXVN": ("Ở Kiev.", "Ảnh tư liệu: AFP/TTXVN"),
    "Ảnh: VGP": ("", "Ảnh: VGP"),
    "En el evento (Foto: VNA)": ("En el evento", "(Foto: VNA)"),
    "На встрече. Фото: ВИА": ("На встрече.", "Фото: ВИА"),
    "会谈场景。图自越通社": ("会谈场景。", "图自越通社"),
    "会谈场景 (图片来源:越通社)": ("会谈场景", "(图片来源:越通社)"),
    "Photo : https://hanoimoi.vn/": ("", "Photo : https://hanoimoi.vn/"),
    "Un robot. Illustration : Gemini": ("Un robot.", "Illustration : Gemini"),
    "At work. VNA/VNS Photo Minh Quyết": ("At work.", "VNA/VNS Photo Minh Quyết"),
    "Dự họp. Ảnh Mai Hoa": ("Dự họp.", "Ảnh Mai Hoa"),
    "At the event (VNA)": ("At the event", "(VNA)"),
    "(Photo d'illustration)": ("", "(Photo d'illustration)"),
    "No credit here": ("No credit here", None),
    "Une photo : la mer était belle. Puis il plut.": ("Une photo : la mer était belle. Puis il plut.", None),
    "L'Union (HUFO)": ("L'Union (HUFO)", None),
}


@pytest.mark.parametrize(("caption", "parts"), CREDITS.items())
def test_credits(caption: str, parts: tuple[str, str | None]) -> None:
    assert wire.split_credit(caption) == parts


TITLE = "Relations extérieures: les activités des localités"


@pytest.mark.parametrize(
    ("caption", "clean"),
    [
        (f"{TITLE} ảnh 1Le pont Tran Thi Ly. Photo: VNA", "Le pont Tran Thi Ly. Photo: VNA"),
        (f"{TITLE} ảnh 12 Le pont", "Le pont"),
        (f"{TITLE} hinh anh 1", ""),
        (f"{TITLE} - ảnh 1 Photo: TTXVN", "Photo: TTXVN"),
        (TITLE, ""),
        ("Le pont. Photo: VNA Le pont. Photo: VNA", "Le pont. Photo: VNA"),
        ("tp-quocnam-z62-5607.jpg", ""),
        ("bna_img_9814-abc.jpg Le président", "Le président"),
        ("cuoc-doi-thoai-tay-page-2", ""),
        ("Chú thích ảnh", ""),
        ("Exposition: ảnh 20 họa sĩ", "Exposition: ảnh 20 họa sĩ"),
    ],
)
def test_captions_are_cleaned(caption: str, clean: str) -> None:
    assert wire.clean_caption(caption, TITLE) == clean


@pytest.mark.parametrize(
    "line",
    ["Photo : VNA", "Le pont. Photo: VNA", "Delegates (Source: VNA)", f"{TITLE} ảnh 1", "a-b-c-d.jpg", "图自越通社"],
)
def test_caption_lines(line: str) -> None:
    assert wire.is_caption_like(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Une exposition de 20 photos : 50 œuvres.",
        "Il a parlé (VNA).",
        "kín. (TTXVN/Vietnam+)",
        "Source : https://a.vn/b",
        "Tỉnh tiếp tục vận hành mô hình 2 cấp thông suốt, hiệu quả từ ngày 1/7.",
        "Giá dầu dao động quanh 85 USD/thùng trong phiên sáng nay.",
        "Chuỗi Bách Hóa Xanh 5 lần được vinh danh.",
        "Chương trình dựng hình ảnh 3 chiều sống động.",
        "Trận Anh 3-0 Iran khép lại trong tiếng hò reo.",
    ],
)
def test_lines_that_are_no_captions(line: str) -> None:
    assert not wire.is_caption_like(line)


@pytest.mark.parametrize(
    "line",
    [
        "Voir plus",
        "VOIR PLUS >>",
        " Voir plus : ",
        "See more",
        "Ver más",
        "Смотреть ещё",
        "更多",
        "Xem thêm:",
        "Tin liên quan",
        "Đọc thêm",
    ],
)
def test_teaser_headings(line: str) -> None:
    assert wire.is_teaser_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Voir plus loin que le bout de son nez",
        "Il faut voir plus",
        "Nouvelles",
        "News",
        "更多的合作",
        "Xem thêm ảnh ở đây nhé",
    ],
)
def test_no_teaser_headings(line: str) -> None:
    assert not wire.is_teaser_heading(line)


def test_weak_headings_are_plain_words() -> None:
    assert wire.is_weak_heading("News")
    assert wire.is_weak_heading("Nouvelles")
    assert not wire.is_weak_heading("Nouvelles du front")


@pytest.mark.parametrize(
    "line",
    [
        "Comment (0)", "Комментарий (0)", "コメント (0)", "No data", "Chia sẻ",
        "Từ khóa: thanh tra, Cần Thơ",
        "Copyright © 2026 by Báo Cần Thơ điện tử", "#giáo dục #Lào",
        "Adresse : 79, rue Ly Thuong Kiêt, Hanoï, Vietnam",
        "E-mail : courrier@vnanet.vn", "Vietnam.vn - Nền tảng quảng bá Việt Nam", "* * *", "", "Powered by Techcity",
        "*Mời bạn đọc vào chuyên mục Xã hội xem các tin, bài liên quan.",
    ],
)  # fmt: skip
def test_furniture(line: str) -> None:
    assert wire.is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Le président",
        "2025",
        "Patrimoine mondial",
        "Commentaires du ministre sur la loi",
        "Adresse au peuple",
        "Mời bạn đọc cùng nghe câu chuyện của người lính già.",
        "Powered by an influx of donors and their allies, the party won.",
    ],
)
def test_no_furniture(line: str) -> None:
    assert not wire.is_furniture(line)


def test_related_lines() -> None:
    assert wire.related_line(">>Le Vietnam et le Laos") == "Le Vietnam et le Laos"
    assert wire.related_line(">> À lire aussi : Le Laos") == "Le Laos"
    assert wire.related_line("Xem thêm: Thủ tướng dự hội nghị") == "Thủ tướng dự hội nghị"
    assert wire.related_line("Le Vietnam et le Laos") is None
    assert wire.related_line("» Et la citation continue.") is None


SIGN_OFFS = {
    "Tin, ảnh: P.Y": "P.Y",
    "Bài, ảnh: MINH HUYỀN": "MINH HUYỀN",
    "Bài và ảnh: Nguyễn A": "Nguyễn A",
    "Bài: Thu Hà - Ảnh: Minh Đức": "Thu Hà",
    "Article et photos : Hong Van": "Hong Van",
    "Nouvelles et photos : NAM HUONG": "NAM HUONG",
    "Story by: Hoang Anh": "Hoang Anh",
    "By Minh Nguyen": "Minh Nguyen",
    "Minh Thu (thực hiện)": "Minh Thu",
    "Theo Minh Anh": "Minh Anh",
    "LINH LINH": "LINH LINH",
    "NHẬT XUÂN - NGHI VŨ": "NHẬT XUÂN - NGHI VŨ",
    "Tâm Hằng": "Tâm Hằng",
    "P.V": "P.V",
}


@pytest.mark.parametrize(("line", "byline"), SIGN_OFFS.items())
def test_sign_offs(line: str, byline: str) -> None:
    assert wire.sign_off(line) == byline


@pytest.mark.parametrize(
    "line",
    ["", "Kết luận", "CONCLUSION", "Poursuivre la mission", "Hà Nội", "HẢI PHÒNG", "Photo : VNA",
     "Ảnh: Minh Đức", "Theo Bộ Y tế", "Tin mới", "Par ailleurs",
     "Texte : le ministre a dit que tout irait bien dans le pays."],
)  # fmt: skip
def test_no_sign_offs(line: str) -> None:
    assert wire.sign_off(line) is None


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Source : https://a.vn/b-1.html", (None, "https://a.vn/b-1.html", None)),
        ("LINH LINHSource : https://a.vn/b-1.html", ("LINH LINH", "https://a.vn/b-1.html", None)),
        ("(TTXVN/Vietnam+)Source: https://a.vn/b", (None, "https://a.vn/b", "TTXVN/Vietnam+")),
        ("Источник: https://a.vn/b", (None, "https://a.vn/b", None)),
        ("Nguồn: Báo Cần Thơ", (None, None, "Báo Cần Thơ")),
        ("Theo TTXVN", (None, None, "TTXVN")),
        ("Selon VNA", (None, None, "VNA")),
    ],
)
def test_source_lines(line: str, parts: tuple[str | None, str | None, str | None]) -> None:
    assert wire.source_line(line) == wire.SourceLine(*parts)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Selon cette source : le ministre a dit.",
        "Nguồn gốc: từ Trung Quốc",
        "Le fleuve prend sa source : au nord.",
    ],
)
def test_no_source_lines(line: str) -> None:
    assert wire.source_line(line) is None


def test_a_source_glued_to_a_paragraph_is_split_off() -> None:
    assert wire.split_source("Il a salué le pays.Source : https://a.vn/b") == (
        "Il a salué le pays.",
        "Source : https://a.vn/b",
    )
    assert wire.split_source("Source : https://a.vn/b") == ("Source : https://a.vn/b", None)


PIECES = st.lists(
    st.sampled_from(
        ["Hanoï", " ", "(VNA)", "–", "-VNA", "Photo : ", "VNA", "./.", "(", ")",
         "Source : ", "https://a.vn/b", ":", "Theo", "ảnh 1", "LINH", "。", "（完）", "\n", "A", "#x"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
LINE_FUNCTIONS: list[Callable[[str], object]] = [
    wire.is_teaser_heading, wire.is_final_heading, wire.is_weak_heading, wire.is_furniture, wire.is_comment_box,
    wire.is_caption_like, wire.is_alt_alone, wire.related_line, wire.sign_off, wire.source_line,
]  # fmt: skip


@given(st.text() | PIECES)
def test_nothing_raises_and_nothing_grows(raw: str) -> None:
    text = normalise(raw)
    length = len(text)
    dateline = wire.split_dateline(text)
    assert dateline is None or len(dateline.text) < length
    assert len(wire.split_house_tag(text)[1]) <= length
    assert len(wire.split_signature(text).text) <= length
    assert len(wire.clean_caption(text, "Hanoï")) <= length
    for function in LINE_FUNCTIONS:
        function(text)


@given(st.text() | PIECES)
def test_caption_and_credit_lose_nothing(raw: str) -> None:
    text = normalise(raw)
    caption, credit = wire.split_credit(text)
    assert f"{caption}{credit or ''}".replace(" ", "") == text.replace(" ", "")


@given(st.text() | PIECES)
def test_splitting_again_finds_nothing_new_in_signatures(text: str) -> None:
    once = wire.split_signature(text).text
    assert len(wire.split_signature(once).text) <= len(once)


@pytest.mark.parametrize("unit", ["(", "a ", "A. ", "- ", "Ảnh ", "#a ", "Tin, ", "VNA/", "./.", "Source : ", "A-"])
def test_long_lines_are_read_in_linear_time(unit: str) -> None:
    # A pattern that backtracks would not come back from these.
    text = unit * 20_000
    for function in (
        *LINE_FUNCTIONS,
        wire.split_dateline,
        wire.split_signature,
        wire.split_credit,
        wire.clean_caption,
    ):
        function(text)


@pytest.mark.parametrize(
    "line",
    [
        "Partager Facebook Twitter Imprimer",
        "Partager cet article sur Facebook",
        "Chia sẻ Facebook Zalo",
        "Chia sẻ bài viết này qua Zalo:",
        "Share on X",
        "Share this article: Facebook | Twitter | E-mail",
        "Compartir en WhatsApp",
        "Facebook Twitter LinkedIn",
        "Inscrivez-vous à notre newsletter",
        "Subscribe to our newsletter",
        "Đăng ký nhận bản tin",
        "Suscríbase a nuestro boletín",
        "Mis à jour le 5 mars 2026 à 10h00",
        "Publié le 05/03/2026 à 10h00",
        "Updated: Thursday, March 5, 2026 10:00 am",
        "Cập nhật lúc 10:00, Thứ Năm, ngày 5/3/2026",
        "Cập nhật ngày 05 tháng 3 năm 2026",
        "Actualizado el 5 de marzo de 2026 a las 10:00",
        "Обновлено 5 марта 2026 в 10:00",
    ],
)
def test_labels_made_of_words_are_furniture(line: str) -> None:
    assert wire.is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Facebook, Instagram, TikTok",
        "Facebook et Instagram",
        "Share prices fall",
        "Chia sẻ kinh nghiệm",
        "Partager la rivière",
        "Facebook sẽ chia sẻ doanh thu với các báo.",
        "Publié le 5 mars 2026 chez Gallimard",
        "Mise à jour du plan",
        "Published in 1998",
        "Le Vietnam se mettra à jour le 5 mars 2026",
        "Subscribe or not",
        "Đăng ký kinh doanh",
        "In X",
    ],
)
def test_lines_of_a_story_are_no_labels(line: str) -> None:
    assert not wire.is_furniture(line)


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("El turismo crece en las provincias. / VNA", "El turismo crece en las provincias."),
        ("Le tourisme croît. /VNA", "Le tourisme croît."),
        ("« Le tourisme croît. » / VNA.", "« Le tourisme croît. »"),
        ('"It grows." / VNA', '"It grows."'),
    ],
)
def test_a_slash_before_the_agency_signs(paragraph: str, text: str) -> None:
    assert wire.split_signature(paragraph) == wire.Signature(text, "VNA", None, closes=True)


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("M. Nam l'admet : «\xa0les quais sont prêts\xa0»./.", "M. Nam l'admet : «\xa0les quais sont prêts\xa0»."),
        ("« Les quais sont prêts. »./.", "« Les quais sont prêts. »"),
        ("Ông Nam nói: “Bến đã sẵn sàng”./.", "Ông Nam nói: “Bến đã sẵn sàng”."),
        ("Ông Nam nói: “Bến đã sẵn sàng.”/.", "Ông Nam nói: “Bến đã sẵn sàng.”"),
        ("Bến đã sẵn sàng/.", "Bến đã sẵn sàng."),
    ],
)
def test_an_end_mark_leaves_the_full_stop_that_a_sentence_needs(paragraph: str, text: str) -> None:
    assert wire.split_signature(paragraph) == wire.Signature(text, closes=True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Reporting by A; editing by B", "A"),
        ("(Reporting by John Smith in Hanoi; Editing by Mary Ann)", "John Smith"),
        ("Reporting by John Smith and Lan Anh; writing by Jo Hill; editing by Mary Ann", "John Smith and Lan Anh"),
        ("Reporting by the press has slowed; editing is done by hand.", None),
        ("Reporting by state media, which is read by many.", None),
    ],
)
def test_reporting_by(line: str, name: str | None) -> None:
    assert wire.sign_off(line) == name
