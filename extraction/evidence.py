"""What speaks for each field of a page: the rule or finder that gave it, and the places that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extraction.body import Body
from extraction.cms import cms_property, cms_text
from extraction.structured import squeezed
from extraction.templates import text_by_rules
from extraction.view import PageView
from kitewire.article import ArticlePage
from kitewire.explanation import FieldNote
from kitewire.messages import Message
from kitewire.source import Field

# Places named for one field; more say nothing new.
_MOST_PLACES = 6
_MOST_DEPTH = 6


def field_notes(view: PageView, body: Body, page: ArticlePage) -> tuple[FieldNote, ...]:
    """The fields of `page`, which was read from `view`, in the order of the record."""
    return tuple(_notes(view, body, page))


def _notes(view: PageView, body: Body, page: ArticlePage) -> Iterator[FieldNote]:
    yield FieldNote("outcome", page.outcome)
    yield _said(view, "title", page.title, _told(view, Field.TITLE, "title"))
    yield _published(view, page)
    yield FieldNote("modified", page.modified.isoformat(" ", "minutes") if page.modified else "")
    for role, names in page.bylines.by_role().items():
        by = _told(view, *_ROLE_RULES[role]) if names else ""
        yield FieldNote(
            role, ", ".join(names), by, tuple(p for name in names[:2] for p in _places(view, name))[:_MOST_PLACES]
        )
    yield _said(view, "origin", page.origin or "", _told(view, Field.ORIGIN, "origin"))
    yield _said(view, "dateline", page.dateline or "", "first lines of the text" if page.dateline else "")
    yield _said(view, "section", page.section or "", _told(view, Field.SECTION, "nodename"))
    yield FieldNote(
        "keywords", ", ".join(page.keywords), "", tuple(_places(view, page.keywords[0]) if page.keywords else ())
    )
    yield FieldNote("image", page.image or "", "", tuple(_pictured(view, page.image)))
    yield FieldNote("canonical address", page.canonical_url, "", tuple(_linked(view, page.canonical_url)))
    yield FieldNote("language", page.lang or "", "", tuple(_declared(view)))
    yield FieldNote(
        "body", f"{len(page.body)} characters", "rule of the source" if body.by_template else "block scores"
    )
    decoding = page.decoding
    lost = f", {decoding.replaced} characters lost" if decoding.replaced else ""
    yield FieldNote(
        "decoding",
        decoding.used + lost,
        Message("declared {encoding}", encoding=decoding.declared) if decoding.declared else "found out",
    )


_SYSTEM_IDS = ("author", "editor", "origin")
_ROLE_RULES = {
    "reporters": (None, "author"),
    "correspondents": (None, "author"),
    "editors": (Field.EDITOR, "editor"),
    "authors": (Field.AUTHOR, "author"),
}


def _told(view: PageView, rule: Field | None, system: str) -> str:
    """Who told a field outright: a rule of the source, or the content system's ids and comments."""
    if rule is not None and text_by_rules(view, rule):
        return "rule of the source"
    by_system = cms_property(view, system) or (system in _SYSTEM_IDS and cms_text(view, system))
    return "content system" if by_system else ""


def _said(view: PageView, name: str, value: str, by: str) -> FieldNote:
    return FieldNote(name, value, by if value else "", _places(view, value))


def _published(view: PageView, page: ArticlePage) -> FieldNote:
    published = page.published
    if published is None:
        return FieldNote("published", "")
    when = published.when.isoformat(" ", "minutes") if published.when else "the year is missing"
    day = published.when.date().isoformat() if published.when else ""
    places = tuple(_metas_with(view, day)) if day else ()
    return FieldNote("published", f"{when} ({published.precision.value})", published.found_by, places)


def _places(view: PageView, value: str) -> tuple[str, ...]:
    """Where the page says `value`, case, space and marks aside; the whole of it or, of a long one, as a part."""
    wanted = squeezed(value)
    if not wanted:
        return ()
    found = [f"meta {name}" for name, texts in view.metas.items() if any(_same(wanted, t) for t in texts)]
    found += [f"JSON-LD {path}" for item in view.json_ld for path, text in _strings(item) if _same(wanted, text)]
    if _same(wanted, view.head_title):
        found.append("<title>")
    found += [f"block {b.index} ({b.element.tag})" for b in view.blocks if b.chars < 400 and _same(wanted, b.text)]
    return tuple(dict.fromkeys(found))[:_MOST_PLACES]


def _same(wanted: str, text: str) -> bool:
    said = squeezed(text)
    return wanted == said or (len(wanted) > 3 and wanted in said and len(said) < 4 * len(wanted) + 40)


def _strings(item: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(path, text) of the strings within a JSON-LD object."""
    if isinstance(item, str):
        yield path, item
    elif isinstance(item, list) and depth < _MOST_DEPTH:
        for value in item[:20]:
            yield from _strings(value, path, depth + 1)
    elif isinstance(item, dict) and depth < _MOST_DEPTH:
        for key, value in item.items():
            yield from _strings(value, f"{path}.{key}".strip("."), depth + 1)


def _metas_with(view: PageView, text: str) -> Iterator[str]:
    yield from (f"meta {name}" for name, texts in view.metas.items() if any(text in t for t in texts))
    yield from dict.fromkeys(f"JSON-LD {p}" for item in view.json_ld for p, said in _strings(item) if text in said[:40])
    if text in view.url or text.replace("-", "/") in view.url or text.replace("-", "") in view.url:
        yield "address"
    yield from (f"<time> {e.get('datetime')}" for e in view.root.iter("time") if text in (e.get("datetime") or ""))


def _pictured(view: PageView, url: str | None) -> Iterator[str]:
    if not url:
        return
    yield from (f"meta {n}" for n, texts in view.metas.items() if any(view.absolute(t) == url for t in texts))
    if any(view.absolute(i.get("src") or i.get("data-src")) == url for i in view.root.iter("img")):
        yield "picture of the page"


def _linked(view: PageView, url: str) -> Iterator[str]:
    for link in view.root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and view.absolute(link.get("href")):
            yield "link rel=canonical"
    if view.meta("og:url"):
        yield "meta og:url"
    if url and not view.meta("og:url"):
        yield "address as fetched"


def _declared(view: PageView) -> Iterator[str]:
    if lang := view.root.get("lang"):
        yield f'<html lang="{lang}">'
    yield from (f"meta {n} {view.meta(n)}" for n in ("content-language", "og:locale", "language") if view.meta(n))
