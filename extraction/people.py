"""Who made the article, by role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from extraction.body import Body
from extraction.cms import cms_property, cms_text
from extraction.credits import bylines_in
from extraction.frame import above_body, below_body, is_own
from extraction.structured import article_objects, resolved, squeezed, text_value, types_of
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.article import Bylines
from kitewire.source import Field
from kitewire.urls import host_of

_METAS = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator citation_author byl "
    "dc.creator.name "
    "cxenseparse:author og:article:author twitter:creator_name article:author_name"
).split()
_BY = re.compile(
    r"^(?:(?:written|posted|veröffentlicht|eingetragen|erstellt|geschrieben|verfasst|published|story"
    r"|reported|words|article|review|text|foto|opinion)\s+)?(?:by|von|vom|par|por|di|da|door|av|af|od"
    r"|autor(?:in)?|author|auteur|verfasser|text)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(?:view all (?:posts|articles) by|(?:zeige )?alle (?:beiträge|artikel|posts) von|see all posts by"
    r"|more (?:posts |articles )?(?:by|from)"
    r"|posts? by|about|über|follow|contact|voir tous les articles de|profil von|author:)\s+",
    re.IGNORECASE,
)
_POSTED_BY = re.compile(
    r"(?:posted|published|written|updated|veröffentlicht|erstellt|geschrieben|verfasst|eingetragen|publié"
    r"|publicado|pubblicato|dodano|\d{4})\b[^.]{0,40}?"
    r"\b(?:by|von|durch|par|por|da|przez|door|av)\s*:?\s+(\w[\w.'-]*(?: (?!am\b|on\b|um\b|in\b|le\b|el\b"
    r"|il\b|at\b|unter\b)[\w.'-]+){0,3})",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[;|/•·]|,(?! (?:Jr|Sr|MD|PhD|Dr)\b)|\s(?:and|und|et|y|e|en|och|og|&|with|mit)\s|、|，)\s*")
_TAIL = re.compile(
    r"\s*(?:\(.*?\)|@\w+|\S+@\S+|(?:\s[-–—|]|[|:]).*|(?:\bin |aus )\b.*|\s+(?:am|on) (?:\w+tag|\w+day)\b.*"
    r"|\b(?:staff|senior|chief|special|political|correspondent|reporter|editor|redakteur|redaktion(?=\s)"
    r"|updated|published|posted|on \d|am \d|\d{1,2}[./:]).*)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|\d{3}|kommentar|comment|^(?:wordpressadmin|admin|administrator|author|unknown|none"
    r"|null|no author|redaktion|editor|staff|by|von|site|webmaster|guest|home|user|follow|all posts|more"
    r"|read|name|person|organi[sz]ation)$|©|@|<|>|cookie|taboola|outbrain|sponsored|[!！]$"
    r"|^(?:最新|相[关關]|[热熱][门門]|推[荐薦]|更多|[赞讚][赏賞]|[关關]注|本人)|红包$",
    re.IGNORECASE,
)
_HAN_LABEL = re.compile(r"^[\u4e00-\u9fff]{1,5}[:：]\s*(?=\S)")
# So many ideographs are a headline or an office; offices are named with a role.
_HAN_LINE = re.compile(r"[\u4e00-\u9fff]{9,}")
_PLACES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[@rel='author' or contains(@rel, 'author ')]",
    "//*[contains(concat(' ', @class, ' '), ' fn ') and ancestor::*[contains(@class, 'author')]]",
    "//*[contains(@class, 'byline') or contains(@class, 'Byline')]//a[not(contains(@href, 'mailto'))]",
    "//*[contains(@class, 'author-name') or contains(@class, 'author__name') or contains(@class, 'authorName')"
    " or contains(@class, 'author_name') or contains(@class, 'autor-name')]",
    "//*[contains(concat(' ', @class, ' '), ' author ') or contains(concat(' ', @class, ' '), ' autor ')"
    " or @id='author' or contains(concat(' ', @class, ' '), ' byline ') or contains(@class, 'post-author')"
    " or contains(@class, 'entry-author') or contains(@class, 'article-author') or contains(@class, "
    "'article__author')]",
)
# A name with its legal form is the company's that runs the site.
_LEGAL = re.compile(r"\W(?:inc|ltd|llc|corp|gmbh|co\. kg|ag|s\.a)\b\.?$|(?:有限公司|株式会社)$", re.IGNORECASE)
_COMPANY = re.compile(
    rf"{_LEGAL.pattern}|\W+(?:company|online|redaktion|staff|editorial team)$|の?編集部$", re.IGNORECASE
)


def find_bylines(view: PageView, body: Body, title: str) -> Bylines:
    """Reporters, correspondents and editors as the page names them, and authors where it names no role."""
    above = [b.spaced for b in above_body(view, body, title) if b.chars < 250]
    under = [b.spaced for b in below_body(view, body)]
    told = [f"作者：{value}" for value in (cms_property(view, "author"),) if value]
    told += [_with_role("编辑", text_by_rules(view, Field.EDITOR) or cms_text(view, "editor"))]
    found = bylines_in([*filter(None, told), *above, *_edges(body), *under])
    authors: tuple[str, ...] = _by_template(view) or found.authors
    if not authors and not (found.reporters or found.correspondents):
        # Systems sign with who entered the text, the desk's name before it or cut off.
        authors = tuple(n for n in _generic_authors(view, body, title) if not n.endswith(found.editors or ("\0",)))
    return Bylines(found.reporters, found.correspondents, found.editors, authors)


def _edges(body: Body) -> list[str]:
    """The first 100 and the last 50 characters of the body: there stand its credits (field notes)."""
    lines = body.text.split("\n")
    return [lines[0][:100], *[line for line in lines[-3:-1] if len(line) < 80], lines[-1][-60:]] if lines[0] else []


def _with_role(role: str, text: str) -> str:
    return text if not text or re.search("编|編|辑|輯", text) else f"{role}：{text}"


def _by_template(view: PageView) -> tuple[str, ...]:
    text = text_by_rules(view, Field.AUTHOR)
    return clean_names([text]) or bylines_in([text]).authors if text else ()


def _generic_authors(view: PageView, body: Body, title: str) -> tuple[str, ...]:
    """Authors without a role. An outlet's own name is taken only where nobody else is named, and never in Chinese:
    there it is the origin, and systems fill it in by themselves.
    """
    site = _outlet_names(view)
    persons, outlets = _json_authors(view)
    finders: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: persons,
        lambda: view.metas.get("author", ()),
        lambda: _by_places(view),
        lambda: _by_lines(view, body, title),
        lambda: (value for name in _METAS[1:] for value in view.metas.get(name, ())),
        lambda: [cms_text(view, "author")],
    )
    for finder in finders:
        names = tuple(n for n in clean_names(finder()) if not _is_outlet(n, site))
        if names:
            return names
    told = clean_names(outlets) or clean_names(persons) or clean_names(view.metas.get("author", ()))
    return tuple(n for n in told if not _LEGAL.search(n) and not (view.lang == "zh" and _is_outlet(n, site)))


def _outlet_names(view: PageView) -> frozenset[str]:
    """What the page's own outlet is called: by metas, structured data and address."""
    host = host_of(view.url).removeprefix("www.")
    named = [view.meta("og:site_name"), view.meta("application-name"), host, *host.split(".")[:-1]]
    named += [text_value(resolved(view, item.get("publisher"))) for item in article_objects(view)]
    named += [text_value(i) for i in view.json_ld if types_of(i) & {"website", "organization", "newsmediaorganization"}]
    return frozenset(squeezed(_COMPANY.sub("", name)) for name in named if name) - {""}


def _is_outlet(name: str, site: frozenset[str]) -> bool:
    return squeezed(name) in site or squeezed(_COMPANY.sub("", name)) in site


def _json_authors(view: PageView) -> tuple[list[str], list[str]]:
    """(persons, organisations) that the structured data names as authors."""
    persons: list[str] = []
    outlets: list[str] = []
    for item in article_objects(view):
        value = item.get("author") or item.get("creator")
        publisher = squeezed(text_value(resolved(view, item.get("publisher"))))
        for author in value if isinstance(value, list) else [value]:
            author = resolved(view, author)
            name = text_value(author)
            is_outlet = isinstance(author, dict) and types_of(author) & {"organization", "newsmediaorganization"}
            if name:
                (outlets if is_outlet or squeezed(name) == publisher else persons).append(name)
    return persons, outlets


def _by_lines(view: PageView, body: Body, title: str) -> list[str]:
    """Lines around the body such as `By Ann Lee` or `Veröffentlicht am 6. Mai 2014 von Fabian`."""
    found = [b.spaced for b in above_body(view, body, title) if b.chars < 120 and _BY.match(b.spaced)]
    lines = [*above_body(view, body, title), *below_body(view, body)]
    return found[:1] or [m.group(1) for b in lines if b.chars < 160 and (m := _POSTED_BY.search(b.spaced))][:1]


def _by_places(view: PageView) -> list[str]:
    """Names in the first element that is marked as the author's, and in those beside it; none out of comments, teasers
    or side columns, none far below the body."""
    for path in _PLACES:
        found = [e for e in view.root.xpath(path) if is_own(e)][:8]
        for element in found:
            near = {element.getparent(), element.getparent().getparent()}
            beside = [e for e in found if e is element or e.getparent() in near]
            texts = [t for e in beside if (t := view.text_of(e) or (e.get("content") or "")) and len(t) < 150]
            if clean_names(texts):
                return texts
    return []


def clean_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names out of author strings: `By Ann Lee and Bo Ek, staff writer` → `Ann Lee`, `Bo Ek`; each once."""
    names: dict[str, str] = {}
    for text in texts:
        text = _BY.sub("", _CALL.sub("", " ".join(text.split()).strip()))
        if text.startswith(("http://", "https://", "#", "@", "//")):
            continue
        for part in _SPLIT.split(text):
            name = _TAIL.sub("", _BY.sub("", _HAN_LABEL.sub("", part or ""))).strip(" .,:：;-–—|\"'*")
            if (
                1 < len(name) <= 50
                and len(name.split()) <= 6
                and not _NO_NAME.search(name)
                and not _HAN_LINE.fullmatch(name)
                and any(c.isalpha() for c in name)
            ):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())[:12]
