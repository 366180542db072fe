"""Text dumps: the seed documents, and dumps composed in every language and with every habit seen."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.dump import looks_like_dump, read_dump
from crawler.extraction.text import normalise
from storage.records import Article

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds" / "documents"
SHARED = ROOT.parent / "shared" / "seeds"


class Expected(NamedTuple):
    title: str | None
    lead: str | None
    paragraphs: int
    first: str
    last: str
    place: str | None = None
    agency: str | None = None
    byline: str | None = None
    published: str | None = None
    original: str | None = None
    captions: int = 1
    related: int = 0


SEED_TABLE = {
    "000_dbcb8a235426c4c3.txt": Expected(
        "Les localités du Sud renforcent leur coordination",
        "Depuis 2012, le statut de coordination",
        4,
        "Depuis 2012, le statut",
        "concernant la diplomatie populaire.",
        "Ho Chi Minh-Ville",
        "VNA",
        related=3,
    ),
    "001_ef544d76be765a94.txt": Expected(
        "Hanoï renforce ses partenariats internationaux",
        "La diplomatie populaire renforce",
        12,
        "La diplomatie populaire renforce",
        "stimulant ainsi le développement de la capitale.",
        "Hanoï",
        "VNA",
        related=10,
    ),
    "002_b21207c9885c2cdc.txt": Expected(
        "Connecter et améliorer de manière dynamique",
        "Après près de 75 ans",
        15,
        "Élever le niveau d'amitié",
        "l'ère du développement national.",
        byline="Hong Van",
        published="2025-04-09",
        original="https://baocantho.com.vn/nang-dong-ket-noi-nang-cao-hieu-qua-cong-tac-doi-ngoai-nhan-dan-a185224.html",
        related=4,
    ),
    "003_08b0f0a572e2c364.txt": Expected(
        None,
        None,
        7,
        "Le matin du 25 avril, à Hai Duong",
        "des localités et des partenaires internationaux.",
        byline="LINH LINH",
        captions=0,
        original="https://baohaiduong.vn/nang-cao-chat-luong-cong-tac-doi-ngoai-nhan-dan-410261.html",
    ),
    "004_097acef678100456.txt": Expected(
        "Relations extérieures: les activités des localités",
        "Les relations extérieures et l'intégration",
        10,
        "Les relations extérieures et l'intégration",
        "développement de l'économie maritime.",
        "Hanoï",
        "VNA",
        related=5,
    ),
}


def paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n") if article.text else []


def starts(text: str | None, start: str | None) -> bool:
    return text is None if start is None else text is not None and text.startswith(start)


@pytest.mark.parametrize(("name", "want"), SEED_TABLE.items())
def test_seed_documents(name: str, want: Expected) -> None:
    text = (SEEDS / name).read_text("utf-8")
    assert looks_like_dump(text)
    article = read_dump(text)
    read = paragraphs(article)
    assert starts(article.title, want.title)
    assert starts(article.lead, want.lead)
    assert len(read) == want.paragraphs
    assert read[0].startswith(want.first)
    assert read[-1].endswith(want.last)
    assert (article.place, article.agency, article.byline) == (want.place, want.agency, want.byline)
    assert (article.published_at, article.original_url) == (want.published, want.original)
    assert (len(article.images), len(article.related)) == (want.captions, want.related)
    assert not [teaser.title for teaser in article.related if teaser.title in article.text]
    assert (article.language, article.extractor, article.url) == ("fr", "dump", "")


def test_subheadings_stay_in_place() -> None:
    read = paragraphs(read_dump((SEEDS / "002_b21207c9885c2cdc.txt").read_text("utf-8")))
    assert [read[at] for at in (0, 6, 11)] == [
        "Élever le niveau d'amitié",
        "Travailler ensemble pour la communauté",
        "Poursuivre la mission dans la nouvelle ère",
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="the seeds' gold is not on this machine")
@pytest.mark.parametrize("name", SEED_TABLE)
def test_seed_documents_become_their_gold(name: str) -> None:
    gold: dict[str, Any] = json.loads((SHARED / "gold.json").read_text("utf-8"))[name]
    article = read_dump((SHARED / name).read_text("utf-8"))
    read = paragraphs(article)
    headings = gold.get("subheadings", [])
    assert [text for text in read if text not in headings] == [normalise(text) for text in gold["paragraphs"]]
    assert [text for text in read if text in headings] == headings
    assert [f"{image.caption} {image.credit or ''}".strip() for image in article.images] == gold["captions"]
    assert [teaser.title for teaser in article.related] == gold["related_titles"]
    for field in ("title", "lead", "place", "agency", "language", "byline", "original_url", "republished_from"):
        assert getattr(article, field) == gold.get(field), field
    assert article.published_at == gold.get("published")


TITLE = "Le PM demande d'accélérer les grands travaux"
LEAD = "Le chef du gouvernement a demandé d'accélérer les grands travaux dans tout le pays."
BODY = [
    "Le Premier ministre a présidé le 12 mai une réunion consacrée au développement des infrastructures.",
    "Selon lui, les ministères et les localités doivent coopérer étroitement afin d'accélérer les travaux en cours.",
    "La réunion a rassemblé les représentants de plusieurs provinces, qui ont présenté leurs difficultés.",
]
TEASER_SETS = [
    [
        "Photo : VNA",
        "Le Laos et le Vietnam renforcent leur coopération",
        "Un accord a été signé le 10 mai à Vientiane par les deux parties.",
    ],
    ["Le tourisme vietnamien en plein essor", "Le nombre de visiteurs étrangers a augmenté de 20%. " * 12],
    [
        "Des délégués à la conférence, le 3 mai. Photo : NDEL",
        "Can Tho : une fête pour l'amitié",
        "La ville a accueilli 3 000 visiteurs.",
        "Le ministre reçoit l'ambassadeur, à Hanoï.",
        "Quels débouchés pour le riz ?",
        "Les exportations ont progressé de 5%.",
    ],
]


def dump(
    *, signature: str = " -VNA", heading: str | None = "Voir plus", teasers: list[str] = TEASER_SETS[0]
) -> list[str]:
    body = [f"Hanoï (VNA) – {BODY[0]}", BODY[1], BODY[2] + signature]
    return [TITLE, LEAD, *body, *([heading] if heading else []), *teasers]


@pytest.mark.parametrize("teasers", TEASER_SETS)
@pytest.mark.parametrize("signature", [" -VNA", "-VNA", " – VNA", " VNA/CVN", ""])
@pytest.mark.parametrize("between", ["\n\n", "\n", "\r\n", "\r\n\r\n\r\n", " \n\t\n"])
def test_teasers_change_nothing(teasers: list[str], signature: str, between: str) -> None:
    article = read_dump(between.join(dump(signature=signature, teasers=teasers)))
    assert paragraphs(article) == BODY
    assert (article.title, article.lead, article.place) == (TITLE, LEAD, "Hanoï")


@pytest.mark.parametrize("teasers", TEASER_SETS)
def test_a_signature_alone_ends_the_story(teasers: list[str]) -> None:
    assert paragraphs(read_dump("\n\n".join(dump(heading=None, teasers=teasers)))) == BODY


FIRST = "Le Premier ministre a présidé le 12 mai à Hanoï une réunion consacrée au développement des provinces."
SECOND = "Les ministères et les localités doivent coopérer étroitement afin d'accélérer les travaux en cours."
THIRD = "La réunion a rassemblé les représentants de plusieurs provinces, qui ont présenté leurs difficultés."


def test_a_story_of_one_signed_paragraph_has_no_title() -> None:
    dump = "\n".join(
        [f"{FIRST} -VNA", "Un tout autre titre sur une tout autre affaire", "Un chapeau d'une phrase entière."]
    )
    article = read_dump(dump)
    assert (article.title, article.text, article.agency) == (None, FIRST, "VNA")
    assert [item.title for item in article.related] == ["Un tout autre titre sur une tout autre affaire"]


def test_a_first_paragraph_that_repeats_the_lead_stays() -> None:
    article = read_dump(f"Un titre de quelques mots\n{FIRST}\n{FIRST}\n{SECOND}\n{THIRD}")
    assert article.lead == FIRST
    assert article.text.split("\n\n")[0] == FIRST


def test_teasers_without_heading_and_signature() -> None:
    bare = dump(signature="", heading=None, teasers=["Le pont. Photo : VNA", *TEASER_SETS[0][1:], *TEASER_SETS[0]])
    assert paragraphs(read_dump("\n".join(bare))) == BODY


def test_see_more_inside_a_sentence_is_text() -> None:
    sentence = "Voir plus loin, c'est voir plus grand pour le pays."
    read = read_dump(
        "\n\n".join(
            [TITLE, LEAD, f"Hanoï (VNA) – {BODY[0]}", sentence, f"{BODY[1]} -VNA", "Voir plus", *TEASER_SETS[0]]
        )
    )
    assert paragraphs(read) == [BODY[0], sentence, BODY[1]]


@pytest.mark.parametrize(
    "captions",
    [
        ["Le pont Tran Thi Ly. Photo: VNA"],
        ["Le pont Tran Thi Ly. Photo: VNA", "Le pont Tran Thi Ly. Photo: VNA"],
        [f"{TITLE} ảnh 1Le pont Tran Thi Ly. Photo: VNA"],
        [f"{TITLE} ảnh 1 Le pont Tran Thi Ly. Photo: VNA"],
        ["Le pont Tran Thi Ly. Photo: VNA Le pont Tran Thi Ly. Photo: VNA"],
    ],
)
def test_captions_in_every_form(captions: list[str]) -> None:
    article = read_dump("\n\n".join([TITLE, LEAD, *captions, *dump()[2:]]))
    assert paragraphs(article) == BODY
    assert [(image.url, image.caption, image.credit) for image in article.images] == [
        ("", "Le pont Tran Thi Ly.", "Photo: VNA")
    ]


def test_a_caption_below_its_alt_text() -> None:
    lines = [*dump()[:3], "Chú thích ảnh", "Les délégués à la réunion.", *dump()[3:]]
    article = read_dump("\n\n".join(lines))
    assert paragraphs(article) == BODY
    assert [image.caption for image in article.images] == ["Les délégués à la réunion."]


def test_no_lead_between_title_and_dateline() -> None:
    article = read_dump("\n".join([TITLE, "Photo : VNA", *dump()[2:]]))
    assert (article.title, article.lead, paragraphs(article)) == (TITLE, None, BODY)


def test_a_credit_above_the_title() -> None:
    article = read_dump("\n\n".join(["Photo : VNA", *dump()]))
    assert (article.title, article.section, article.lead, paragraphs(article)) == (TITLE, None, LEAD, BODY)


def test_wrapped_text_is_joined() -> None:
    lines = [textwrap.fill(line, 72) for line in dump()]
    assert paragraphs(read_dump("\n\n".join(lines))) == BODY


def test_the_token_of_other_dumps_and_entities_are_not_text() -> None:
    article = read_dump(" date 2024-12 " + "\n\n".join(dump()).replace(" à ", "&nbsp;à "))
    assert (article.title, article.published_at, paragraphs(article)) == (TITLE, None, BODY)


def test_vietnam_vn() -> None:
    article = read_dump(
        "\n".join(
            [
                "Vietnam.vn - Nền tảng quảng bá Việt Nam",
                TITLE,
                LEAD,
                "Việt NamViệt Nam30/12/2024",
                *BODY,
                "THU HÀSource: https://baoabc.vn/x-1.html",
                "Комментарий (0)",
                "No data",
                "Same category",
                "Mai Chau touches the heart of the world",
                "Same author",
                "Heritage",
                "Figure",
            ]
        )
    )
    assert (article.title, article.lead, paragraphs(article)) == (TITLE, LEAD, BODY)
    assert (article.byline, article.original_url) == ("THU HÀ", "https://baoabc.vn/x-1.html")
    assert (article.republished_from, article.published_at, article.published_precision) == (
        "Việt Nam",
        "2024-12-30",
        "day",
    )
    assert [teaser.title for teaser in article.related] == ["Mai Chau touches the heart of the world"]


def test_a_publisher_over_three_lines() -> None:
    article = read_dump("\n".join([TITLE, LEAD, "Báo Cần Thơ", "Báo Cần Thơ", "09/04/2025", *BODY]))
    assert (article.republished_from, article.published_at) == ("Báo Cần Thơ", "2025-04-09")
    assert (article.lead, paragraphs(article)) == (LEAD, BODY)


def test_vovworld() -> None:
    article = read_dump(
        "\n".join(
            [
                f"{TITLE} | VOVWORLD",
                TITLE,
                "Par Nguyên Anh | vendredi 12 mai 2025 | 10:00:00",
                f"(VOVWORLD) - {LEAD}",
                f"{TITLE} - ảnh 1 Photo: TTXVN",
                *BODY,
                "Sur le même sujet",
                "Encore un autre titre",
                "Commentaires",
                "Autres",
                "Un titre de plus encore",
            ]
        )
    )
    assert (article.title, article.lead, paragraphs(article)) == (TITLE, LEAD, BODY)
    assert (article.byline, article.published_at) == ("Nguyên Anh", "2025-05-12T10:00:00+07:00")
    assert article.agency == "VOVWORLD"
    assert [teaser.title for teaser in article.related] == ["Encore un autre titre", "Un titre de plus encore"]


def test_lecourrier() -> None:
    article = read_dump(
        "\n\n".join(
            [
                "Politique",
                TITLE,
                LEAD,
                ">>Le Vietnam et le Laos renforcent leur coopération",
                ">> Une exposition à Vientiane",
                "Le Premier ministre (droite) et l'ambassadeur du Laos.",
                "Photo : VNA/CVN",
                *BODY,
                "VNA/CVN",
                "Rédactrice en chef : Nguyên Hông Nga",
                "Adresse : 79, rue Ly Thuong Kiêt, Hanoï, Vietnam",
                "Permis de publication : 25/GP-BTTTT",
                "Tél : (+84) 24 38 25 20 96",
                "E-mail : courrier@vnanet.vn",
                "back to top",
            ]
        )
    )
    assert (article.section, article.title, article.lead, paragraphs(article)) == ("Politique", TITLE, LEAD, BODY)
    assert article.agency == "VNA/CVN"
    assert [image.caption for image in article.images] == ["Le Premier ministre (droite) et l'ambassadeur du Laos."]
    assert len(article.related) == 2


def test_baonghean_in_french() -> None:
    article = read_dump(
        "\n".join(
            [
                "Actualités",
                TITLE,
                "Mai Hoa - Thanh Cuong November 15, 2025 19:00",
                LEAD,
                "bna_img_9814-abc.jpg",
                "Les délégués à la réunion.",
                *BODY[:2],
                "Các đồng chí lãnh đạo dự họp. Ảnh Mai Hoa",
                BODY[2],
            ]
        )
    )
    assert (article.title, article.lead, paragraphs(article)) == (TITLE, LEAD, BODY)
    assert (article.byline, article.published_at) == ("Mai Hoa - Thanh Cuong", "2025-11-15T19:00:00+07:00")


def test_a_paper_without_leads() -> None:
    article = read_dump(
        "Cần Thơ khai mạc lễ hội\n12/05/2026 - 08:30\n(CTO) - Tối 12-5, UBND TP Cần Thơ tổ chức khai mạc lễ hội.\n"
        "Lễ hội có hơn 200 gian hàng của các tỉnh, thành phố.\nLễ hội diễn ra đến hết ngày 17-5.\nTin, ảnh: P.Y"
    )
    assert article.lead is None
    assert paragraphs(article)[0] == "Tối 12-5, UBND TP Cần Thơ tổ chức khai mạc lễ hội."
    assert (article.byline, article.published_at, article.language) == ("P.Y", "2026-05-12T08:30:00+07:00", "vi")


LANGUAGES = {
    "en": (
        [
            "Vietnam, Laos boost ties",
            "Vietnam and Laos have agreed to step up cooperation in education in the time ahead.",
        ],
        ["At the event (Photo: VNA)"],
        "Hanoi (VNA) – ",
        ["The agreement was reached at talks on May 12.", "They also discussed the exchange of students."],
        "/.\nVNA",
        [
            "See more",
            "The PM (Photo: VNA)",
            "PM attends the ASEAN summit",
            "The PM left Hanoi on May 11 for Malaysia.",
        ],
    ),
    "es": (
        [
            "Vietnam y Cuba fortalecen nexos",
            "Vietnam y Cuba acordaron impulsar la cooperación en la agricultura y el comercio.",
        ],
        ["En el evento (Foto: VNA)", "En el evento (Foto: VNA)"],
        "Hanoi, 12 may (VNA)- ",
        ["Así lo afirmaron los ministros de los dos países.", "Las partes coincidieron en ampliar los intercambios."],
        "/.–VNA",
        [
            "Ver más",
            "(Foto: VNA)",
            "Presidente recibe al embajador",
            "El presidente de Vietnam recibió al embajador de Cuba.",
        ],
    ),
    "ru": (
        [
            "Вьетнам и Россия укрепляют связи",
            "Вьетнам и Россия договорились расширять сотрудничество в области образования.",
        ],
        ["На встрече. Фото: ВИА"],
        "Ханой (ВИА) – ",
        ["Об этом было заявлено на встрече министров двух стран.", "Стороны также обсудили обмен студентами."],
        " – ВИА",
        [
            "Смотреть ещё",
            "Фото: ВИА",
            "Премьер-министр принял посла",
            "Премьер-министр принял посла России во Вьетнаме.",
        ],
    ),
    "zh": (
        ["越南与老挝加强教育合作", "越南与老挝同意在未来时间加强教育培训领域的合作。"],
        ["越南与老挝加强教育合作 ảnh 1会谈场景。图自越通社"],
        "越通社河内——",
        ["两国部长5月12日在河内举行会谈时就此达成一致。", "双方还讨论了两国大学生和讲师的交流活动。"],
        "（完）",
        ["更多", "图自越通社", "范明政总理出席东盟峰会", "范明政总理5月11日离开河内前往马来西亚出席东盟峰会。"],
    ),
    "vi": (
        [
            "Việt Nam và Lào tăng cường hợp tác",
            "Việt Nam và Lào nhất trí tăng cường hợp tác trong lĩnh vực giáo dục và đào tạo.",
        ],
        ["Quang cảnh buổi hội đàm. (Ảnh: TTXVN)"],
        "Hà Nội (TTXVN) - ",
        ["Thỏa thuận đạt được tại cuộc hội đàm ngày 12/5.", "Hai bên cũng trao đổi về việc trao đổi sinh viên."],
        "/.\n(TTXVN/Vietnam+)",
        ["Tin liên quan", "Thủ tướng dự Hội nghị cấp cao", "Thủ tướng rời Hà Nội ngày 11/5 đi Malaysia dự Hội nghị."],
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages(language: str) -> None:
    (title, lead), captions, dateline, body, signature, teasers = LANGUAGES[language]
    lines = [title, lead, *captions, dateline + lead, *body[:-1], body[-1] + signature, *teasers]
    article = read_dump("\n\n".join(lines))
    assert (article.title, article.lead, article.language) == (title, lead, language)
    assert paragraphs(article) == [lead, *body]
    assert len(article.images) == 1
    assert article.agency in {"VNA", "ВИА", "越通社", "TTXVN/Vietnam+"}
    assert [teaser.title for teaser in article.related] == [teasers[-2]]


def test_no_structure_at_all() -> None:
    article = read_dump(" ".join(BODY), url="https://a.vn/b", language="fr")
    assert (article.url, article.title, article.lead, article.text) == ("https://a.vn/b", None, None, " ".join(BODY))
    assert article.warnings == ["no_title", "no_date"]
    assert read_dump("").warnings == ["no_title", "no_text", "no_date"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>x</body></html>",
        "\ufeff<!doctype html>",
        '<?xml version="1.0"?>',
        '{"a": 1}',
        "a <p>b</p> <p>c</p> <p>d</p>",
    ],
)
def test_pages_are_no_dumps(text: str) -> None:
    assert not looks_like_dump(text)


def test_a_story_may_quote_a_tag() -> None:
    assert looks_like_dump("La balise <p> ouvre un paragraphe.\n" + BODY[0])


@pytest.mark.parametrize(
    "line", ["Tin liên quan", "Photo : VNA", "Source : https://a.vn/b", ">>x", "Voir plus", "News", "12/05/2025"]
)
def test_many_lines_of_one_kind_are_read_in_linear_time(line: str) -> None:
    # Looking ahead from every line, or comparing each with all, would not come back from these.
    read_dump("\n".join([TITLE, *BODY, *[line] * 20_000]))


LINES = st.lists(
    st.sampled_from(
        [
            *dump(),
            "Photo : VNA",
            "Comment (0)",
            "Source : https://a.vn/b",
            "Báo AbcBáo Abc09/04/2025",
            "P.V",
            ">>x",
            "09/04/2025",
        ]
    )
    | st.text(max_size=40),
    max_size=15,
)


@given(LINES.map("\n".join) | st.text())
def test_never_raises_and_never_adds(text: str) -> None:
    looks_like_dump(text)
    article = read_dump(text)
    assert len(re.sub(r"\s", "", article.text)) <= len(re.sub(r"\s", "", normalise(text)))


@given(LINES)
def test_paragraphs_keep_the_order_of_the_lines(lines: list[str]) -> None:
    article = read_dump("\n".join(lines))
    source = iter([normalise(line) for line in lines])
    assert all(any(text in line for line in source) for text in paragraphs(article) if len(text) > 60)


def test_a_short_sentence_between_title_and_first_picture_is_the_lead() -> None:
    article = read_dump(
        "Le marché flottant rouvre\n\nLes bateliers reviennent sur la rivière.\n"
        "Le marché flottant rouvre ảnh 1 Des barques. Photo: VNA\n\n"
        "Cân Tho (VNA) - Les bateliers sont là depuis longtemps, et ils vendent des fruits au marché."
    )
    assert article.lead == "Les bateliers reviennent sur la rivière."
    assert [image.caption for image in article.images] == ["Des barques."]


def test_a_credit_alone_is_no_picture_of_a_dump() -> None:
    one = "Thành phố sẽ khởi công tuyến đường mới trong quý đầu năm, theo kế hoạch vừa được phê duyệt."
    article = read_dump(f"Khởi công tuyến đường mới\n\n(TTXVN) - {one}\n\n{one[:60]}.\n\nẢnh: Trần Hiếu")
    assert article.images == []
    assert "Trần Hiếu" not in article.text


def test_one_teaser_below_a_story_of_short_paragraphs_is_cut() -> None:
    story = ["Khởi công đường mới ở phía nam", "Con đường dài mười hai cây số.", "Nó nối cảng với khu công nghiệp."]
    article = read_dump("\n\n".join([*story, "Trần Hiếu", "Xem thêm", "Tin khác của ngày hôm nay"]))
    assert article.text.split("\n\n") == story[1:]
    assert article.byline == "Trần Hiếu"
    assert [related.title for related in article.related] == ["Tin khác của ngày hôm nay"]
