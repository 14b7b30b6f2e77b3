"""What the class and id of a box call it: an advertisement, navigation, a list of the most read, a sidebar."""

from __future__ import annotations

import re
from functools import lru_cache

from extraction.view import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WITHOUT = re.compile(r"(?:no|not|hide|has|with|without|below|above|after|before)[-_]", re.IGNORECASE)
# `block_with_ajax_pagination` is a block; Drupal's `node--promoted` was on its front page, which is no advertisement.
_WITH = re.compile(r"[-_](?:no|has|with|without)[-_]\S*|(?<!\S)node-{1,2}promoted(?!\S)", re.IGNORECASE)
_ANY_WITH = ("with", "promoted", "has", "no")
# WordPress names the tags and categories of a post in the class of its entry in a list.
_WORDPRESS = re.compile(r"\bhentry\b|\bstatus-publish\b|\btype-post\b")
_POST_CLASS = re.compile(r"(?<!\S)(?:tag|category|comments?|author|section)-\S+")
# An article's footer holds its lists; only the page's is no place for them.
_OWN_FOOTER = re.compile(r"(article|post|entry|content|story|detail|body)[-_]*footer", re.IGNORECASE)
_ANY_WITHOUT = re.compile(rf"(?<!\S){_WITHOUT.pattern}", re.IGNORECASE)

AD = frozenset(
    "ad ads adv nativead advert advertisement advertising adsense adslot adbox spons sponsor sponsored sponsors "
    "promotion promoted "
    "promotions taboola outbrain plista dianomi revcontent mgid zergnet gravity nativo commercial werbung "
    "anzeige anzeigen "
    "publicidad pubblicita reklama guanggao wangmeng trc obox adwrap affiliate shopping deals teads".split()
)
CHROME = frozenset(
    "nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs footer foot copyright comment "
    "comments disqus "
    "pinglun tag tags taglist keywords share sharing social pagination pager paging cookie cookies "
    "newsletter login signin "
    "toolbar search masthead topbar subnav sitemap banquan".split()
)
OTHER_LISTS = frozenset(
    "most mostread mostviewed popular trending latest newest recent hot hottest rank ranking toplist "
    "breaking ticker headlines "
    "paihang phb remen rmwz zuixin prevnext".split()
)
SIDE = frozenset(
    "aside sidebar side sidebars rightbar right rail rightrail rightcol secondary siderail sidecol".split()
)

TITLE_BARS = frozenset(
    (
        "title tit tt hd head header heading headline hdr tab tabs "
        "boxhead boxheader boxtitle blocktitle sectiontitle widgettitle moduletitle"
    ).split()
)


def names_of(element: HtmlElement) -> frozenset[str]:
    """The words of an element's class and id, in lower case: `relatedNews_box` is related, news and box."""
    named, marked = element.get("class"), element.get("id")
    return words_of_names(f"{named or ''} {marked or ''}") if named or marked else frozenset()


@lru_cache(maxsize=16384)
def words_of_names(raw: str) -> frozenset[str]:
    """The words in the values of a class and an id attribute, joined by a space."""
    # What a box is without, or beside, is not what it is: `no-ads`, `hide-read-more-ad`, `has-sidebar`.
    if _ANY_WITHOUT.search(raw):
        raw = " ".join(word for word in raw.split() if not _WITHOUT.match(word))
    low = raw.lower()
    if any(word in low for word in _ANY_WITH):
        raw = _WITH.sub("", raw)
        low = raw.lower()
    if ("hentry" in low or "type-post" in low or "status-publish" in low) and _WORDPRESS.search(raw):
        raw = _POST_CLASS.sub("", raw)
    if "footer" in low:
        raw = _OWN_FOOTER.sub(r"\1", raw)
    return frozenset(_NOT_WORD.split(low if low == raw else _CAMEL.sub(" ", raw).lower())) - {""}


IS_AD, IS_CHROME, IS_OTHER, IS_SIDE, IS_ASIDE = (1 << i for i in range(5))
TAGS = {"ins": IS_AD, **dict.fromkeys(("nav", "footer", "form"), IS_CHROME), "aside": IS_ASIDE}
_NAMED = ((IS_AD, AD), (IS_CHROME, CHROME), (IS_OTHER, OTHER_LISTS), (IS_SIDE, SIDE))


@lru_cache(maxsize=16384)
def kinds_of_names(named: str | None, marked: str | None) -> int:
    """The kinds of box that a class and an id speak of, as bits."""
    names = words_of_names(f"{named or ''} {marked or ''}") if named or marked else frozenset()
    return sum(bit for bit, known in _NAMED if not known.isdisjoint(names))


_DIGITS = re.compile(r"\d+")
_STATES = frozenset("active current on cur selected show hidden hide first last on1 hover now visible in fade".split())


def alike(a: HtmlElement, b: HtmlElement) -> bool:
    """Whether two elements may be parts of one list: one tag, and a name in common unless both have none."""
    if a.tag != b.tag:
        return False
    names, others = kind_of(a)[1], kind_of(b)[1]
    return not names.isdisjoint(others) or not (names or others)


def kind_of(element: HtmlElement) -> tuple[str, frozenset[str]]:
    """Tag and names of an element without numbers and states: what the items of one list, or the panes of tabs,
    share.
    """
    named, marked = element.get("class"), element.get("id")
    return element.tag, _lasting(f"{named or ''} {marked or ''}") if named or marked else frozenset()


@lru_cache(maxsize=16384)
def _lasting(raw: str) -> frozenset[str]:
    return frozenset(_DIGITS.sub("", name) for name in words_of_names(raw) - _STATES)
