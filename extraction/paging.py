"""Turning pages: the next page of an article, and what lists share with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from extraction.body import Body
from extraction.native import part_in_c
from extraction.structured import has_word, told_links
from extraction.templates import elements_by_rules, text_by_rules
from extraction.view import HtmlElement, PageView
from kitewire.source import Field
from kitewire.urls import host_of

_texts = part_in_c("_texts")
_Key = TypeVar("_Key")
MOST_PAGES = 500
"""A number in an address above this is an id, not a page's number."""

_NEXT_WORDS = re.compile(
    r"(?:下一?[页頁]|后一?[页頁]|後一?頁|下一张|次(?:の)?(?:ページ|頁)?へ?|続きを読む|다음 ?(?:페이지|쪽)?|"
    r"next(?: page)?|older(?: posts| entries| articles| stories)?"
    r"|(?:nächste|naechste) seite|weiter(?: zur nächsten seite| auf seite \d+)?|(?:page |pagina |página "
    r")?(?:suivante?|successiv[ao]|siguiente|próxima|proxima|seguinte|volgende)"
    r"(?: page| pagina| página| pág\.?)?|nästa(?: sida)?|neste(?: side)?|næste(?: side)?|seuraava(?: "
    r"sivu)?|następna(?: strona)?|dalej|sonraki(?: sayfa)?"
    r"|selanjutnya|berikutnya|halaman berikutnya|следующая(?: страница)?|вперед|вперёд|далее|наступна|"
    r"التالي|الصفحة التالية|trang sau|ถัดไป|›|»|>|>>|→|next ?[›»>→])"
)
_PARAMETER = re.compile(
    r"(?:page|p|pn|pg|pageno|page_no|pagenum|pageindex|currentpage|paged|seite|pagina|curpage|pageid)"
)
_FILE_NUMBER = re.compile(r"^(?P<stem>.+?)[_-](?P<number>\d{1,3})(?P<ext>\.\w{2,6})?$")
_LIST_NAME = re.compile(r"index|list|page|column|channel|node|more", re.IGNORECASE)
_PATH_NUMBER = re.compile(r"^(?P<stem>.*?)/(?:(?:page|seite|pagina|p)[/-]?)?(?P<number>\d{1,3})$", re.IGNORECASE)
# Of the second page, which content systems count from one or from nought.
_FIRST_NUMBERS = frozenset(("1", "2"))
# Without query, fragment and what is written in signs of its own.
_ASKS_NOTHING = re.compile(r"https?://[0-9A-Za-z._~/,:+-]+")
_DIGITS = "0123456789"
# A relative link to the next page is hardly longer.
_SHORT = 24
_NUMBER_TEXT = re.compile(r"\W{0,2}\d{1,3}\W{0,2}")
_TURNS = "createPage"
_CALL = re.compile(
    r"createPage(?:HTML|Html)?\w*\s*\(\s*['\"]?(?P<total>\d{1,5})['\"]?\s*,\s*['\"]?(?P<current>\d{1,5})['\"]?\s*,\s*"
    r"['\"](?P<name>[^'\"]+)['\"]\s*,\s*['\"](?P<ext>\w+)['\"]"
)


class Numbered(NamedTuple):
    """An address without its page number, and that number; None where it bears none."""

    stem: str
    number: int | None


def readings(url: str) -> tuple[Numbered, ...]:
    """The ways in which `url` may bear a page number, the bare address last.

    Known are `index_2.htm`, `t20201028_123_1.htm`, `column-index-2.shtml`, `?page=2`, `/page/2/` and `/story/2`.
    """
    parts = urlsplit(url)
    host, path = host_of(url).removeprefix("www."), unquote(parts.path).rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    numbers = [v for k, v in pairs if _PARAMETER.fullmatch(k.lower()) and v.isdigit() and int(v) <= MOST_PAGES]
    query = "&".join(sorted(f"{k}={v}" for k, v in pairs if not (_PARAMETER.fullmatch(k.lower()) and v.isdigit())))
    found = []
    if numbers:
        found.append(Numbered(f"{host}{path}?{query}", int(numbers[0])))
    folder, _, name = path.rpartition("/")
    match = _file_number(name)
    if match and (len(match["number"]) < 3 or _LIST_NAME.search(match["stem"])):
        found.append(Numbered(f"{host}{folder}/{match['stem']}{match['ext'] or ''}?{query}", int(match["number"])))
    if path[-1:].isdigit() and (match := _PATH_NUMBER.match(path)):
        found.append(Numbered(f"{host}{match['stem']}?{query}", int(match["number"])))
    found.append(Numbered(f"{host}{path}?{query}", None))
    return tuple(found)


def _file_number(name: str) -> re.Match[str] | None:
    """The number at the end of a file's name; its digits, at the end or before a dot, are looked for first."""
    return _FILE_NUMBER.match(name) if _ends_in_digit(name) else None


def _ends_in_digit(name: str) -> bool:
    return name[-1:].isdigit() or name.rpartition(".")[0][-1:].isdigit()


def follows(url: str, page: str) -> bool:
    """Whether `url` is the page after `page` by its number: same stem, and the next number.

    The first page bears no number, and the second is called 2, or 1 where the content system counts from nought (TRS).
    """
    here = readings(page)
    for there in readings(url):
        if there.number is None:
            continue
        for own in here:
            if _same_stem(there.stem, own.stem):
                if own.number is None and there.number in (1, 2):
                    return not any(o.number is not None and _same_stem(o.stem, there.stem) for o in here)
                if own.number is not None and there.number == own.number + 1:
                    return True
    return False


def _same_stem(a: str, b: str) -> bool:
    return a == b or _without_index(a) == _without_index(b)


def _without_index(stem: str) -> str:
    return re.sub(r"/(?:index|default|list)(?:\.\w+)?(?=\?)", "", stem).replace("/?", "?")


@lru_cache(maxsize=16384)
def says_next(text: str) -> bool:
    """Whether a link's text is the words for the next page: 下一页, next, weiter, »; not those for the next article."""
    return bool(_NEXT_WORDS.fullmatch(" ".join(text.split()).casefold().strip(" []()（）【】")))


def script_next(scripts: str, url: str) -> str | None:
    """The next page's file by a script's call `createPageHTML(total, current, "name", "ext")`; pages count from nought.

    TRS and its kin write the links of their pages so: page one is `name.ext`, page two `name_1.ext`. None on the
    last page.
    """
    for call in _CALL.finditer(scripts):
        total, current = int(call["total"]), int(call["current"])
        # The address knows better where the call was copied from page one.
        current = max([current, *(r.number for r in readings(url)[:-1] if r.number and f"/{call['name']}." in r.stem)])
        if current + 1 < min(total, MOST_PAGES):
            return f"{call['name']}_{current + 1}.{call['ext']}"
    return None


def scripts_of(root: HtmlElement) -> str:
    """The text of the page's own scripts."""
    return "\n".join(s.text or "" for s in root.iter("script") if not s.get("src"))


def find_next_page(view: PageView, body: Body) -> str | None:
    """The address of the article's next page, where the article goes on; never another article or a list's page.

    A rule of the source comes first. Else what counts is the address: it must be this page's with the next number. So a
    list of related articles with pages of its own, and links to the next article, cannot be taken for it.
    """
    by_rule = _next_by_rule(view)
    if by_rule:
        return by_rule
    called = script_next("\n".join(view.scripts_with(_TURNS)), view.url)
    if called and (url := view.absolute(called)) and follows(url, view.url):
        return url
    for url in _turning_links(view):
        if follows(url, view.url):
            return url
    return None


def _next_by_rule(view: PageView) -> str | None:
    """The address that a rule finds: of a link, of the first link in an element, or as an attribute's text."""
    for element in elements_by_rules(view, Field.NEXT_PAGE):
        link = element if element.get("href") else element.find(".//a[@href]")
        if link is not None:
            return view.absolute(link.get("href"))
    text = text_by_rules(view, Field.NEXT_PAGE)
    return view.absolute(text) if text else None


def _turning_links(view: PageView) -> Iterator[str]:
    """Addresses of links to a next page: `rel=next` first, then next words, then bare numbers.

    Only links with the next number in the address are looked at: no other can follow.
    """
    try:
        wanted, stem = _next_numbers(view.url), _name_of(view.url)
    except ValueError:
        # The page's own address is none.
        return
    layout = view.layout
    told = dict(enumerate(href for rel, href in told_links(view) if has_word(rel, "next")))
    for i in _bearing(told, stem, wanted) if told else ():
        yield from filter(None, [view.absolute(told[i])])
    by_words, by_number = [], []
    for place in _bearing(layout.attributes["href"], stem, wanted):
        if layout.tags[place] != "a":
            continue
        link = layout.elements[place]
        if has_word(link.get("rel") or "", "next"):
            yield from filter(None, [view.absolute(link.get("href"))])
        else:
            text = " ".join(("".join(link.itertext()) if len(link) else link.text or "").split())
            text = text or link.get("title") or ""
            if len(text) <= 30 and says_next(text):
                by_words.append(link)
            elif _NUMBER_TEXT.fullmatch(text) and not _in_comments(link):
                by_number.append(link)
    for link in (*by_words, *by_number):
        if url := view.absolute(link.get("href")):
            yield url


def _name_of(url: str) -> str:
    """What the address of every page of this article holds: the name of its file without number and ending, or of its
    folder where the file is called as all are."""
    path = urlsplit(url).path.rstrip("/") if url else ""
    folder, _, name = path.rpartition("/")
    match = _file_number(name)
    name = match["stem"] if match else name.rpartition(".")[0] or name
    return name if not _LIST_NAME.fullmatch(name) and not name.isdigit() else folder.rpartition("/")[2]


def _next_numbers(url: str) -> frozenset[str]:
    """The numbers that the page after `url` may bear."""
    # A number stands at the end of a file's name or in the query.
    name = url.rstrip("/").rpartition("/")[2]
    if not _ends_in_digit(name) and _ASKS_NOTHING.fullmatch(url):
        return _FIRST_NUMBERS
    told = [reading.number + 1 for reading in readings(url) if reading.number is not None]
    return _FIRST_NUMBERS.union(map(str, told)) if told else _FIRST_NUMBERS


def _bearing(hrefs: dict[_Key, str], stem: str, wanted: frozenset[str]) -> list[_Key]:
    """The keys of the addresses that may turn the page: some of a page's hundreds."""
    if _texts is not None:
        return list(_texts.bearing(hrefs, stem, _SHORT, wanted))
    return [key for key, href in hrefs.items() if href and _may_turn(href, stem, wanted)]


def _may_turn(href: str, stem: str, wanted: frozenset[str]) -> bool:
    """Whether an address may be that of a page with one of these numbers."""
    return (len(href) < _SHORT or stem in href) and _bears(href, wanted)


def _bears(href: str, wanted: frozenset[str]) -> bool:
    """Whether an address may bear one of these numbers: at the end of its path, or as a parameter's value."""
    path, _, query = href.partition("#")[0].partition("?")
    if query and any(pair.rpartition("=")[2].lstrip("0") in wanted for pair in query.split("&")):
        return True
    name = path.rstrip("/").rpartition("/")[2]
    name = name.rpartition(".")[0] or name
    return name[len(name.rstrip(_DIGITS)) :].lstrip("0") in wanted


def _in_comments(link: HtmlElement) -> bool:
    return any(
        re.search(r"comment|pinglun|reply", f"{e.get('class')} {e.get('id')}", re.I) for e in link.iterancestors()
    )
