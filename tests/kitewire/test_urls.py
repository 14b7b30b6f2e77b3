"""Addresses: what is one, what is the same one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kitewire.errors import BadUrlError
from kitewire.urls import canonicalize, host_of, is_http, join, place_of, require_http, url_key


@pytest.mark.parametrize(
    ("url", "tidy"),
    [
        ("HTTP://News.Example:80/A?b=1&utm_source=x&a=2#top", "http://news.example/A?b=1&a=2"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/x", "https://news.example:8443/x"),
        ("http://news.example/新闻?q=云岫", "http://news.example/%E6%96%B0%E9%97%BB?q=%E4%BA%91%E5%B2%AB"),
        ("http://news.example/?q=%D6%D0", "http://news.example/?q=%D6%D0"),
        ("http://news.example/?id=7&fbclid=abc&spm=1.2", "http://news.example/?id=7"),
        ("http://[::1]:81/x", "http://[::1]:81/x"),
    ],
)
def test_canonicalize(url: str, tidy: str) -> None:
    assert canonicalize(url) == tidy
    assert canonicalize(tidy) == tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.news.example/a/", "https://news.example/a"),
        ("http://news.example/a?x=1&y=2", "http://news.example/a?y=2&x=1"),
        ("http://news.example", "http://news.example/#top"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "http://news.example/A"),
        ("http://news.example/a?id=1", "http://news.example/a?id=2"),
        ("http://a.news.example/x", "http://b.news.example/x"),
        ("http://news.example/x", "http://news.example:8080/x"),
    ],
)
def test_different_articles_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


_SESSION = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "spelling",
    [
        f"http://news.example/a/1.html;jsessionid={_SESSION.upper()}.node7",
        f"http://news.example/a/1.html;JSESSIONID={_SESSION}?id=7",
        f"http://news.example/a/1.html;sid={_SESSION}?id=7",
        "http://news.example/(S(lit3py55t21z5v55vlm25s55))/a/1.html?id=7",
        "http://news.example/(A(aaaaaaaaaaaaaaaaaaaaaaaa)S(lit3py55t21z5v55vlm25s55))/a/1.html?id=7",
        "http://news.example/a/1.html?id=7&PHPSESSID=abc",
        "http://news.example/a/1.html?ASPSESSIONIDQQBCTRSA=XYZ&id=7",
        f"http://news.example/a/1.html?id=7&sid={_SESSION}",
        f"http://news.example/a/1.html?s={_SESSION}&id=7",
        f"http://news.example/a/1.html?session_id={_SESSION}&id=7",
    ],
)
def test_a_session_chooses_no_article(spelling: str) -> None:
    plain = "http://news.example/a/1.html" + ("?id=7" if "id=7" in spelling else "")
    assert url_key(spelling) == url_key(plain)
    assert canonicalize(canonicalize(spelling)) == canonicalize(spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/modules.php?name=News&sid=1123", "http://news.example/modules.php?name=News&sid=1124"),
        ("http://news.example/?s=harbour", "http://news.example/?s=council"),
        ("http://news.example/?session=2026-autumn", "http://news.example/?session=2026-spring"),
        ("http://news.example/?sid=internationalaffairsandmore", "http://news.example/?sid=thecountryandthecity"),
        ("http://news.example/a;v=1/x", "http://news.example/a;v=2/x"),
        ("http://news.example/(S)/x", "http://news.example/x"),
    ],
)
def test_what_only_looks_like_a_session_is_kept(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("HTTP://News.Example:80/A?b", "http://news.example"),
        ("https://news.example:443/", "https://news.example"),
        ("http://news.example:443/", "http://news.example:443"),
        ("http://user:word@[::1]:8080/x", "http://[::1]:8080"),
    ],
)
def test_places(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("b.htm", "http://news.example/x/b.htm"),
        (" /b.htm#c ", "http://news.example/b.htm"),
        ("//other.example/", "http://other.example/"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("http://[broken", None),
    ],
)
def test_join(link: str, leads_to: str | None) -> None:
    assert join("http://news.example/x/a.htm", link) == leads_to


@pytest.mark.parametrize(
    "bad", ["", "news.example", "ftp://news.example/", "http://", "http://a:99999/", "file:///etc"]
)
def test_what_is_no_web_address(bad: str) -> None:
    assert not is_http(bad)
    with pytest.raises(BadUrlError, match="http"):
        require_http(bad)


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    host_of(text)
    join("http://news.example/", text)
    if is_http(text):
        assert url_key(canonicalize(text)) == url_key(text)


@settings(max_examples=300, deadline=None)
@given(
    url=st.from_regex(
        r"https?://(www\.|WWW\.)?[0-9a-z.-]{1,12}(:80|:443|:0?[1-9][0-9]{1,3}|:[3-5][0-9]{4})?"
        r"(/[0-9A-Za-z._~/-]{0,12}|/\.\./|//|/;sid=[a-f]+)?(\?((id|b|utm_source|sid|=)(=[a-z0-9~]{0,3})?&?){1,4})?",
        fullmatch=True,
    )
)
def test_the_key_of_a_tidy_address_is_that_of_the_same_one_untidy(url: str) -> None:
    """What is told by its form alone is what comes out where a fragment makes it be taken apart."""
    assert url_key(url) == url_key(url + "#top")


@settings(max_examples=300, deadline=None)
@given(url=st.from_regex(r"https?://[0-9A-Za-z.-]{0,8}(:[0-9]{0,5})?([/?#][a-z@:\n]{0,5}|\n)?", fullmatch=True))
def test_a_host_that_is_told_by_the_form_of_its_address_is_that_of_the_one_taken_apart(url: str) -> None:
    # The form of this one tells nothing: there is a user in it.
    named = url.replace("://", "://user@")
    assert host_of(url) == host_of(named)
    assert is_http(url) == is_http(named)
