"""From blocks to a story."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.story import Block, assemble

FIRST = "Le Premier ministre a présidé le 12 mai à Hanoï une réunion consacrée au développement des infrastructures."
SECOND = (
    "Selon lui, les ministères et les localités doivent coopérer étroitement afin d'accélérer les travaux en cours."
)
THIRD = "La réunion a rassemblé les représentants de plusieurs provinces, qui ont présenté leurs difficultés."
LEAD = "Le chef du gouvernement a demandé d'accélérer les grands travaux dans tout le pays."
TEASERS = [
    Block("caption", "Des touristes à Hoi An. Photo : VNA"),
    Block("heading", "Le tourisme vietnamien en plein essor"),
    Block(
        "paragraph",
        "Le nombre de visiteurs étrangers a augmenté de 20% au cours des quatre premiers mois de l'année.",
    ),
]


def paragraphs(*texts: str) -> list[Block]:
    return [Block("paragraph", text) for text in texts]


def test_dateline_and_signature_become_fields() -> None:
    story = assemble(paragraphs(f"Hanoï, 12 mai (VNA) – {FIRST}", SECOND, f"{THIRD} -VNA"))
    assert story.paragraphs == (FIRST, SECOND, THIRD)
    assert story.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert (story.place, story.agency) == ("Hanoï", "VNA")


def test_a_signature_that_says_more_than_the_dateline_wins() -> None:
    assert assemble(paragraphs(f"Hanoï (VNA) – {FIRST}", f"{SECOND} VNA/CVN")).agency == "VNA/CVN"
    assert assemble(paragraphs(f"Hanoï (VNA) – {FIRST}", f"{SECOND} -AVI")).agency == "VNA"


def test_what_the_page_names_wins() -> None:
    story = assemble(paragraphs(f"Hanoï (VNA) – {FIRST}", SECOND, "Hong Van"), agency="TTXVN", byline="Thu Hà")
    assert (story.agency, story.byline, story.paragraphs) == ("TTXVN", "Thu Hà", (FIRST, SECOND))


def test_a_first_paragraph_that_repeats_the_lead_is_text() -> None:
    assert assemble(paragraphs(LEAD, SECOND), lead=LEAD).paragraphs == (LEAD, SECOND)
    assert assemble(paragraphs(f"Hanoï (VNA) - {LEAD}", SECOND), lead=LEAD).paragraphs == (LEAD, SECOND)


def test_a_lead_printed_before_the_agencys_text_is_the_templates() -> None:
    assert assemble(paragraphs(LEAD, f"Hanoï (VNA) - {LEAD}", SECOND), lead=LEAD).paragraphs == (LEAD, SECOND)
    assert assemble(paragraphs(LEAD, f"Hanoï (VNA) - {FIRST}"), lead=LEAD).paragraphs == (FIRST,)
    assert assemble(paragraphs(LEAD, LEAD, SECOND), lead=LEAD).paragraphs == (LEAD, SECOND)


def test_house_tags_leave_lead_and_text() -> None:
    story = assemble(paragraphs(f"(CTO) - {FIRST}", SECOND), lead=f"TPO - {LEAD}")
    assert (story.lead, story.paragraphs[0]) == (LEAD, FIRST)
    assert assemble(paragraphs(f"Xứ Lạng - {FIRST}"), house_tags=("Xứ Lạng",)).paragraphs == (FIRST,)


def test_an_agency_in_the_lead_is_noted() -> None:
    assert assemble(paragraphs(FIRST), lead=f"(VOVWORLD) - {LEAD}").agency == "VOVWORLD"


def test_a_repeated_title_is_the_templates() -> None:
    blocks = [Block("heading", "Le titre de la dépêche"), *paragraphs(FIRST)]
    assert assemble(blocks, title="Le titre de la dépêche").paragraphs == (FIRST,)


def test_subheadings_lists_and_boxes_stay_in_place() -> None:
    blocks = [
        *paragraphs(FIRST), Block("heading", "Nouvelles"), *paragraphs(SECOND), Block("list", "Un point"),
        Block("box", "Photo : trois règles"),
    ]  # fmt: skip
    assert assemble(blocks).paragraphs == (FIRST, "Nouvelles", SECOND, "Un point", "Photo : trois règles")


def test_captions_are_taken_once() -> None:
    blocks = [
        Block("caption", "Le pont. Photo: VNA"),
        *paragraphs(FIRST, "Le pont. Photo: VNA", "Photo : VNA", "Le pont.", SECOND),
    ]  # fmt: skip
    story = assemble(blocks)
    assert story.captions == ("Le pont. Photo: VNA", "Photo : VNA")
    assert story.paragraphs == (FIRST, SECOND)


@pytest.mark.parametrize(
    "heading", ["Voir plus", "VOIR PLUS", "Xem thêm", "See more", "Ver más", "更多", "Tin liên quan"]
)
@pytest.mark.parametrize("kind", ["heading", "paragraph"])
def test_a_teaser_heading_ends_the_story(heading: str, kind: str) -> None:
    blocks = [*paragraphs(FIRST, SECOND), Block(kind, heading), *TEASERS]  # type: ignore[arg-type]
    story = assemble(blocks)
    assert story.paragraphs == (FIRST, SECOND)
    assert story.cut == tuple(TEASERS)


def test_a_signature_ends_the_story_without_a_heading() -> None:
    story = assemble([*paragraphs(FIRST, f"{SECOND} –VNA"), *TEASERS])
    assert (story.paragraphs, story.cut) == ((FIRST, SECOND), tuple(TEASERS))


def test_captions_headings_and_paragraphs_of_a_page_that_link_nowhere_are_a_live_blog() -> None:
    story = paragraphs(FIRST, SECOND, THIRD)
    linked = [replace(block, linked=True) for block in TEASERS * 2]
    plain = [replace(block, linked=False) for block in TEASERS * 2]
    assert assemble([*story, *linked]).paragraphs == (FIRST, SECOND, THIRD)
    assert len(assemble([*story, *plain]).paragraphs) == 7


def test_the_house_s_own_tag_names_no_agency() -> None:
    assert assemble(paragraphs(f"NDO - {FIRST}", SECOND)).agency == "NDO"
    assert assemble(paragraphs(f"NDO - {FIRST}", SECOND), house_tags=("NDO",)).agency is None


def test_bare_teasers_are_cut_from_two_on() -> None:
    assert assemble([*paragraphs(FIRST, SECOND), *TEASERS, *TEASERS]).paragraphs == (FIRST, SECOND)
    one = assemble([*paragraphs(FIRST, SECOND), *TEASERS])
    assert one.paragraphs == (FIRST, SECOND, TEASERS[1].text, TEASERS[2].text)


def test_the_same_words_in_a_sentence_are_text() -> None:
    sentence = "Il faut voir plus loin et voir plus grand."
    assert sentence in assemble(paragraphs(FIRST, sentence, "Voir plus, c'est le but.", SECOND)).paragraphs


def test_a_related_list_inside_the_story_is_taken_out_in_place() -> None:
    related = [Block("heading", "Tin liên quan"), Block("list", "Un autre article"), Block("list", "Encore un")]
    story = assemble([*paragraphs(FIRST), *related, *paragraphs(SECOND, THIRD, LEAD)])
    assert story.paragraphs == (FIRST, SECOND, THIRD, LEAD)
    assert [block.text for block in story.cut] == ["Un autre article", "Encore un"]


def test_a_related_list_before_the_signature_is_inside_the_story() -> None:
    story = assemble(
        [*paragraphs(FIRST), Block("heading", "Voir plus"), Block("list", "Un autre"), *paragraphs(f"{SECOND} -VNA")]
    )
    assert story.paragraphs == (FIRST, SECOND)


def test_related_lines_are_cut() -> None:
    story = assemble(paragraphs(FIRST, ">>Le Vietnam et le Laos", "Xem thêm: Một bài khác", SECOND))
    assert story.paragraphs == (FIRST, SECOND)
    assert [block.text for block in story.cut] == ["Le Vietnam et le Laos", "Một bài khác"]


def test_plain_words_head_teasers_only_after_the_end_mark() -> None:
    story = assemble([*paragraphs(FIRST, f"{SECOND[:-1]}./."), Block("heading", "News"), *TEASERS])
    assert story.paragraphs == (FIRST, SECOND)


def test_the_comment_box_ends_the_story() -> None:
    assert assemble(paragraphs(FIRST, "Comment (0)", "No data", "Patrimoine")).paragraphs == (FIRST,)


@pytest.mark.parametrize(
    ("below", "byline"),
    [
        (["Tin, ảnh: P.Y"], "P.Y"),
        (["NHẬT XUÂN - NGHI VŨ"], "NHẬT XUÂN - NGHI VŨ"),
        (["-VNA", "Thu Hà"], "Thu Hà"),
        (["Hoang Linh/VNA"], "Hoang Linh"),
        (["Minh Thu (thực hiện)", "Nguồn: TTXVN"], "Minh Thu"),
        (["LINH LINHSource : https://a.vn/b"], "LINH LINH"),
    ],
)
def test_bylines_below_the_story(below: list[str], byline: str) -> None:
    story = assemble(paragraphs(FIRST, SECOND, *below))
    assert (story.byline, story.paragraphs) == (byline, (FIRST, SECOND))


def test_two_authors_sign_below_each_other_and_three_names_are_a_list() -> None:
    assert assemble(paragraphs(FIRST, "NHẬT XUÂN", "NGHI VŨ")).byline == "NHẬT XUÂN, NGHI VŨ"
    winners = ["Trần Văn An", "Nguyễn Thị Bình", "Lê Minh Châu"]
    assert assemble(paragraphs(FIRST, *winners)).paragraphs == (FIRST, *winners)
    listed = [Block("paragraph", FIRST), Block("list", "Trần Văn An")]
    assert assemble(listed).paragraphs == (FIRST, "Trần Văn An")


def test_a_credit_behind_the_signature_is_split_off() -> None:
    story = assemble(paragraphs(FIRST, f"{SECOND} -VNA (Photo : VNA)"))
    assert (story.paragraphs, story.captions, story.agency) == ((FIRST, SECOND), ("(Photo : VNA)",), "VNA")


def test_the_line_above_the_source_is_the_author() -> None:
    story = assemble(paragraphs(FIRST, SECOND, "Journaliste Dupont", "Source : https://a.vn/b"))
    assert (story.byline, story.paragraphs) == ("Journaliste Dupont", (FIRST, SECOND))
    signed = assemble(paragraphs(FIRST, SECOND, "(Vietnam+)Source : https://a.vn/b"))
    assert (signed.agency, signed.original_url, signed.captions) == ("Vietnam+", "https://a.vn/b", ())


def test_the_original_is_noted() -> None:
    story = assemble(paragraphs(FIRST, f"{SECOND}Source : https://a.vn/b.html"))
    assert (story.original_url, story.paragraphs) == ("https://a.vn/b.html", (FIRST, SECOND))
    assert assemble(paragraphs(FIRST, "Nguồn: Báo Cần Thơ")).republished_from == "Báo Cần Thơ"
    assert assemble(paragraphs(FIRST, "Theo TTXVN")).agency == "TTXVN"
    assert assemble(paragraphs(FIRST, "Selon Nghe An")).republished_from == "Nghe An"


def test_a_photo_essay_keeps_its_captions_as_text() -> None:
    captions = [Block("caption", "Un premier tableau. Photo: VNA"), Block("caption", "Un second tableau.")]
    story = assemble(captions)
    assert story.paragraphs == ("Un premier tableau.", "Un second tableau.")
    assert story.warnings == ("photo_essay",)


def test_a_photo_essay_is_signed_below_its_captions() -> None:
    captions = [Block("caption", "Un premier tableau."), Block("caption", "Un second tableau.")]
    story = assemble([*captions, *paragraphs("Bài, ảnh: Tuấn Anh (TTXVN)")])
    assert (story.byline, story.paragraphs) == (
        "Tuấn Anh (TTXVN)",
        ("Un premier tableau.", "Un second tableau."),
    )
    headed = assemble([*captions, Block("heading", "Chợ Nổi Cái Răng")])
    assert (headed.byline, headed.paragraphs) == (None, ("Chợ Nổi Cái Răng",))
    alone = assemble([*captions[:1], *paragraphs("Bài, ảnh: Tuấn Anh")])
    assert alone.paragraphs == ("Bài, ảnh: Tuấn Anh",), "a line below one picture may be all the text there is"


def test_a_roundup_loses_the_datelines_and_signatures_of_its_items() -> None:
    items = [f"Hanoï (VNA) – {FIRST} -VNA", f"Da Nang (VNA) – {SECOND} -VNA", f"Huê (VNA) – {THIRD} -VNA"]
    story = assemble(paragraphs(*items))
    assert (story.paragraphs, story.place) == ((FIRST, SECOND, THIRD), "Hanoï")


def test_nothing_gives_nothing() -> None:
    assert assemble([]) == assemble(paragraphs("", "  "))
    assert assemble([]).text == ""


BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(["paragraph", "heading", "caption", "box", "list"]),
        st.sampled_from(
            [FIRST, f"Hanoï (VNA) – {SECOND}", f"{THIRD} -VNA", "Voir plus", "Photo : VNA", "Titre", "VNA", "./.", ""]
        )
        | st.text(),
    ),
    max_size=12,
)


@given(BLOCKS, st.none() | st.text(), st.none() | st.text())
def test_never_raises_and_adds_no_word(blocks: list[Block], title: str | None, lead: str | None) -> None:
    story = assemble(blocks, title=title, lead=lead)
    kept = sum(len("".join(text.split())) for text in story.paragraphs)
    assert kept <= sum(len("".join(block.text.split())) * 3 for block in blocks)
    assert all(story.paragraphs)


@pytest.mark.parametrize(
    ("line", "byline"),
    [("Par Jean Dupont (à Hanoï)", "Jean Dupont"), ("By Lan Anh", "Lan Anh"), ("Par Paris", None), ("Par ici", None)],
)
def test_a_byline_above_the_first_paragraph_is_no_text(line: str, byline: str | None) -> None:
    told = assemble([Block("paragraph", line), Block("paragraph", "Le marché flottant a rouvert lundi.")])
    assert told.byline == byline
    assert told.paragraphs[-1] == "Le marché flottant a rouvert lundi."
    assert len(told.paragraphs) == (1 if byline else 2)
