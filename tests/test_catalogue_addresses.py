import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalogue.addresses import UrlError, normal, parse
from storage.records import DatelineError


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("HTTPS://FR.VietnamPlus.VN", "https://fr.vietnamplus.vn/"),
        ("http://vovworld.vn.:80/a", "http://vovworld.vn/a"),
        ("https://a.vn:443/x#top", "https://a.vn/x"),
        ("https://a.vn:8443/x", "https://a.vn:8443/x"),
        ("http://127.0.0.1:8123/rss", "http://127.0.0.1:8123/rss"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://user:secret@a.vn/x", "http://a.vn/x"),
        (" https://a.vn/x\n", "https://a.vn/x"),
        ("https://a.vn/%7ekinh%2dte/%e1%ba%a5", "https://a.vn/~kinh-te/%E1%BA%A5"),
        ("https://a.vn/ấ b", "https://a.vn/%E1%BA%A5%20b"),
        ("https://a.vn/100%", "https://a.vn/100%25"),
        ("https://a.vn/a/./b/../c", "https://a.vn/a/c"),
        ("https://a.vn/%2e%2e/x", "https://a.vn/x"),
        ("https://a.vn//a", "https://a.vn//a"),
        ("https://báo.vn/", "https://xn--bo-mia.vn/"),
    ],
)
def test_one_form(url: str, form: str) -> None:
    assert str(parse(url)) == form


@pytest.mark.parametrize(
    "url",
    [
        "",
        "baocantho.com.vn",
        "ftp://a.vn/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://a..vn/",
        "https://a b.vn/",
        "https://a.vn:port/",
        "https://a.vn:99999/",
        "https://[::1/",
        "https://vietnamplus/fr:1",
        r"https://fr.vietnamplus.vn\@evil.example/",
    ],
)
def test_no_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(UrlError) as caught:
        parse(url)
    assert isinstance(caught.value, DatelineError)
    assert isinstance(caught.value, ValueError)
    assert "is not a web address" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_host_inside_a_user_name_does_not_count() -> None:
    assert parse("https://fr.vietnamplus.vn@evil.example/").host == "evil.example"


def test_www_stays_but_is_no_part_of_the_bare_host() -> None:
    address = parse("https://www.vietnamplus.vn/")
    assert (address.host, address.bare_host) == ("www.vietnamplus.vn", "vietnamplus.vn")
    assert parse("https://www.vn/").bare_host == "www.vn"


@given(st.text())
def test_normal_is_stable(text: str) -> None:
    once = normal(text)
    assert once.isascii()
    assert normal(once) == once


@given(st.text())
def test_parsing_is_stable_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://a.vn/{text}"):
        try:
            once = str(parse(url))
        except UrlError as error:
            assert "\n" not in str(error)  # noqa: PT017  the text itself may make it through
        else:
            assert str(parse(once)) == once
