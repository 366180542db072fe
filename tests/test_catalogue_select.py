import pytest

from crawler.catalogue import Catalogue, CatalogueError, load


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def names(catalogue: Catalogue, *words: str, language: str | None = None) -> list[str]:
    return [edition.name for edition in catalogue.select(words, language)]


@pytest.mark.parametrize(
    ("word", "chosen"),
    [
        ("baocantho", ["baocantho/vi", "baocantho/en", "baocantho/km"]),
        (" BaoCanTho ", ["baocantho/vi", "baocantho/en", "baocantho/km"]),
        ("nhandan/fr", ["nhandan/fr"]),
        ("fr.nhandan.vn", ["nhandan/fr"]),
        ("https://fr.nhandan.vn/x-post1.html", ["nhandan/fr"]),
        ("www.vietnamplus.vn", ["vietnamplus/vi"]),
        ("baonghean.vn/fr", ["baonghean/fr"]),
        ("baonghean.vn", ["baonghean/fr", "baonghean/vi", "baonghean/en"]),
        ("hanoitimes.com.vn", ["hanoimoi/en"]),
        ("baohaiduong", ["baohaiduong/vi"]),
    ],
)
def test_a_word_names_editions(word: str, chosen: list[str], catalogue: Catalogue) -> None:
    assert names(catalogue, word) == chosen


def test_a_group_names_its_active_sources(catalogue: Catalogue) -> None:
    chosen = {edition.source for edition in catalogue.select(["provincial"])}
    assert {"baonghean", "hanoimoi", "sggp"} < chosen
    assert "baohaiduong" not in chosen
    assert {edition.source for edition in catalogue.select(["vietnamvn"])} == {"vietnamvn"}


def test_no_word_means_everything_in_crawl_order(catalogue: Catalogue) -> None:
    assert catalogue.select([]) == list(catalogue)


def test_words_are_put_in_crawl_order_once_each(catalogue: Catalogue) -> None:
    assert names(catalogue, "baonghean", "lecourrier", "baonghean/fr", "lecourrier.vn") == [
        "lecourrier/fr",
        "baonghean/fr",
        "baonghean/vi",
        "baonghean/en",
    ]


def test_a_language_narrows(catalogue: Catalogue) -> None:
    assert names(catalogue, "nhandan", "bnews", language="fr") == ["nhandan/fr"]
    assert {edition.language for edition in catalogue.select([], "fr")} == {"fr"}


@pytest.mark.parametrize(
    ("words", "language", "message"),
    [
        (
            ["baocanto"],
            None,
            "unknown source 'baocanto': did you mean 'baocantho'? (`dateline sources list` names all)",
        ),
        (
            ["provincal"],
            None,
            "unknown source 'provincal': did you mean 'provincial'? (`dateline sources list` names all)",
        ),
        (
            ["fr.nhandan.v"],
            None,
            "unknown source 'fr.nhandan.v': did you mean 'fr.nhandan.vn'? (`dateline sources list` names all)",
        ),
        (["qqqq"], None, "unknown source 'qqqq': `dateline sources list` names all"),
        ([""], None, "unknown source '': `dateline sources list` names all"),
        (["lecourrier", "zz zz"], None, "unknown source 'zz zz': `dateline sources list` names all"),
        (
            ["https://elsewhere.example/a"],
            None,
            "unknown source 'https://elsewhere.example/a': `dateline sources list` names all",
        ),
        (["nhandan/de"], None, "source 'nhandan' has no edition 'de': it has fr, vi, en, es, ru, zh, ko"),
        (["bnews", "vov"], "fr", "no edition in 'fr' among bnews, vov: there is en, vi"),
        ([], "xx", "no edition in 'xx' among the sources: there is de, en,"),
    ],
)
def test_what_names_nothing_has_one_line(
    words: list[str], language: str | None, message: str, catalogue: Catalogue
) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.select(words, language)
    assert str(caught.value).startswith(message)
