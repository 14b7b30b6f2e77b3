"""Who made the article, by role."""

from __future__ import annotations

import re

from extraction.body import Body
from extraction.byline import Candidate, Named
from extraction.cms import cms_property, cms_text
from extraction.credits import bylines_in
from extraction.frame import above_body, below_body
from extraction.han_lines import is_caption_line
from extraction.names import clean_names
from extraction.outlet import LEGAL, is_outlet
from extraction.ranking import score
from extraction.signatures import SIGNED, signed_in
from extraction.structured import squeezed
from extraction.surnames import begins_with_surname
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.article import Bylines
from kitewire.source import Field

# Log odds, in hundredths, under which nobody is named: on the development pages every third candidate there is right.
_LEAST = -250
# A line that only looks like a name, or stands beside a date, may be anything; it needs better odds.
_LEAST_UNMARKED = -100
_TOGETHER = frozenset(("above:by", "above:several", "above:inlines", "above:rels", "above:profiles"))
_PERSON = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.'’-]*(?: (?:[A-ZÀ-ÞĀ-Ž][\w.'’-]*|de|la|von|van|der|di|da|del)){1,3}")
_SURELY_MARKED = (":name", ":rel", ":itemprop")
_LONGEST_LINE = 250
_UNMARKED = (":alone", ":dated", ":dated-last")
_DESK = re.compile(
    r"(?:[网網报報社台臺刊部]|新[闻聞]|[发發]布|[综綜]合|客[户戶]端|[频頻]道|在[线線]|网络版|公司|[编編][辑輯]部)$"
)
# The last part of a page's title is the site's name: 网易新闻, whose pages are signed 网易.
_TITLE_PARTS = re.compile(r"\s*[_|｜–—-]+\s*")
# Every Chinese role holds one of these.
_ROLE_SIGNS = re.compile("[者员員辑輯编編责責稿文]")


def find_bylines(view: PageView, body: Body, title: str, origin: str | None) -> Bylines:
    """Reporters, correspondents and editors as the page names them, and authors where it names no role; whom a Chinese
    page names as its `origin` is no author."""
    found = _by_role(view, body, title)
    # Content systems give the editor, the reporter or the outlet as the author, too.
    named = {*found.editors, *found.reporters, *found.correspondents}
    authors: tuple[str, ...] = _by_template(view) or tuple(n for n in found.authors if n not in named)
    if not authors and not (found.reporters or found.correspondents):
        # Systems sign with who entered the text, the desk's name before it or cut off.
        authors = tuple(n for n in likely_authors(view, body, title) if not n.endswith(found.editors or ("\0",)))
    if view.lang == "zh":
        authors = tuple(n for n in authors if n != origin)
    elif not (authors or found.reporters or found.correspondents) and view.lang in SIGNED:
        authors = _signed(view, body, title)
    return Bylines(found.reporters, found.correspondents, found.editors, authors)


def _signed(view: PageView, body: Body, title: str) -> tuple[str, ...]:
    """Who signs in the lines around the text, or at its edges."""
    lines = body.text.split("\n")
    around = (*above_body(view, body, title), *below_body(view, body))
    return signed_in((*(b.spaced for b in around if b.chars < _LONGEST_LINE), lines[0], *lines[-3:]))


def _by_role(view: PageView, body: Body, title: str) -> Bylines:
    """People named with a Chinese role: by the content system, in the lines around the body, at its edges."""
    told = [f"作者：{value}" for value in (cms_property(view, "author"),) if value]
    told += [_with_role("编辑", text_by_rules(view, Field.EDITOR) or cms_text(view, "editor"))]
    above = _around([b.spaced for b in above_body(view, body, title) if b.chars < _LONGEST_LINE])
    under = _around([b.spaced for b in below_body(view, body)])
    lines = (*filter(_may_name_role, told), *above, *filter(_may_name_role, _edges(body)), *under)
    return bylines_in(lines) if lines else Bylines()


def _around(lines: list[str]) -> list[str]:
    return [line for line in lines if _may_name_role(line) and not is_caption_line(line)]


def _may_name_role(line: str) -> bool:
    return not line.isascii() and _ROLE_SIGNS.search(line) is not None


def _edges(body: Body) -> list[str]:
    """The first 100 and the last 50 characters of the body: there stand its credits (field notes)."""
    first = body.text.partition("\n")[0]
    lines = body.text.rsplit("\n", 3)
    return [first[:100], *[line for line in lines[-3:-1] if len(line) < 80], lines[-1][-60:]] if first else []


def _with_role(role: str, text: str) -> str:
    return text if not text or re.search("编|編|辑|輯", text) else f"{role}：{text}"


def _by_template(view: PageView) -> tuple[str, ...]:
    text = text_by_rules(view, Field.AUTHOR)
    return clean_names([text]) or bylines_in([text]).authors if text else ()


def likely_authors(view: PageView, body: Body, title: str) -> tuple[str, ...]:
    """The likeliest names without a role; none where nothing is likely enough.

    In Chinese an outlet's own name is the origin, and systems fill it in by themselves; a company is nobody's name.
    """
    named = Named(view, body, title)
    chinese = view.lang == "zh"
    site = _site_of_title(view.head_title) if chinese else ""
    best: tuple[str, ...] = ()
    most = _LEAST
    for candidate in named.found.values():
        names = tuple(n for n in candidate.names if not LEGAL.search(n))
        if chinese:
            names = tuple(n for n in names if not is_outlet(n, named.outlet) and _may_sign(n, candidate))
            names = tuple(n for n in names if not site.startswith(n))
        if not names:
            continue
        odds = score("author", named.features(candidate))
        if odds > most and (odds > _LEAST_UNMARKED or not _unmarked(candidate)):
            best, most = names, odds
    return _without_outlet(_completed(best, named), named.outlet) or clean_names([cms_text(view, "author")])


def _site_of_title(title: str) -> str:
    """The last part of a page's title; empty for one of a single part."""
    parts = _TITLE_PARTS.split(title)
    return parts[-1] if len(parts) > 1 else ""


def _without_outlet(names: tuple[str, ...], outlet: frozenset[str]) -> tuple[str, ...]:
    """`names` without the outlet's beside people's: `Ann Lee, Bay News` tells for whom she writes."""
    people = tuple(n for n in names if not is_outlet(n, outlet))
    return people if people and all(map(_PERSON.fullmatch, people)) else names


def _completed(names: tuple[str, ...], named: Named) -> tuple[str, ...]:
    """`names`, or all that a byline of the page names together with them: structured data often keep the first only."""
    if len(named.found) < 2 or not names:
        return names
    mine = frozenset(map(squeezed, names))
    for key, candidate in named.found.items():
        signed = not _TOGETHER.isdisjoint(candidate.sources)
        anew = not any(name in other for other in key - mine for name in mine)
        if mine < key and signed and anew and all(_PERSON.fullmatch(n) for n in candidate.names):
            names, mine = candidate.names, key
    return names


def _may_sign(name: str, candidate: Candidate) -> bool:
    """Whether a Chinese text may be signed so: by no outlet or desk, and where only a mark or a line says so, by a
    person's name. What stands around Chinese texts looks like a name by its length."""
    if _DESK.search(name):
        return False
    return begins_with_surname(name) or any(":" not in s or s.endswith(_SURELY_MARKED) for s in candidate.sources)


def _unmarked(candidate: Candidate) -> bool:
    return all(source.endswith(_UNMARKED) for source in candidate.sources)
