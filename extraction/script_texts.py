"""Long texts in the state that a framework's scripts make a page from: Next, Nuxt and others write it as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from extraction.view import PageView

# What React's server components push piece by piece, and a text in the whole: a row with its length in bytes
# (`23:T14a0,…`); no line end parts it from the next.
_PUSHED = re.compile(r'\b__next_f\.push\(\[1,\s*("[^"\\]*(?:\\.[^"\\]*)*")\]\)', re.DOTALL)
_ROW = re.compile(rb"[0-9a-f]{1,6}:T([0-9a-f]{2,6}),")
# Names under which scripts keep the text of an article.
_NAMED = re.compile(
    r"[\"']?\b(?:article_?(?:Body|Content|Text)|body(?:_?(?:Html|Text))?|content(?:_?(?:Html|Text))?|html(?:_?Content)?"
    r"|full_?text|text|rendered)[\"']?\s*:\s*(?=\")",
    re.IGNORECASE,
)
# The whole script, or all of it behind a name; a row of what is pushed.
_ASSIGNED = re.compile(
    r"\s*(?:(?:(?:var|let|const)\s+)?[\w.$]{1,80}(?:\[[^\]]{1,80}\])?\s*=\s*|[0-9a-f]{1,6}:)?(?=[{\[])"
)
_JSON = json.JSONDecoder(strict=False)
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
# Names of a piece's text. An object with one of the others is a teaser of another page.
_PIECE = ("text", "content", "html", "body", "value", "children")
_LEADS = frozenset(("url", "href", "link", "slug", "headline"))
_LEAST_PIECES, _DEEPEST = 2, 6
_LEAST, _MOST_CHARS, _MOST_TEXTS = 200, 3_000_000, 5


def texts_of_scripts(view: PageView) -> list[str]:
    """The longest texts of the page's scripts, and of the JSON in its attributes, the longest first; at most five. What
    they are the text of is not known."""
    scripts = view.scripts()
    # Inertia and others hand their state over in an attribute.
    scripts += [
        value for e in view.root.iter() for value in e.attrib.values() if len(value) > _LEAST and value[:1] == "{"
    ]
    if sum(map(len, scripts)) > _MOST_CHARS:
        return []
    found = {text for script in scripts for text in _of_script(script)}
    pushed = "".join(text for script in scripts if "__next_f" in script for text in _pushed(script))
    found.update(_rows(pushed), *map(_of_script, pushed.split("\n")))
    return sorted((text for text in found if len(text) >= _LEAST), key=lambda text: (-len(text), text))[:_MOST_TEXTS]


def _of_script(script: str) -> Iterator[str]:
    """Any long string of a script that is JSON or gives a name to some, named ones of others."""
    start = _ASSIGNED.match(script)
    try:
        value, _ = _JSON.raw_decode(script, start.end()) if start else (None, 0)
    except (ValueError, RecursionError):
        value = None
    return _named(script) if value is None else _strings(value)


def _strings(value: Any) -> Iterator[str]:
    """The long strings in a value, and the pieces of each list of pieces as one text."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if len(one) >= _LEAST:
                yield one
        elif isinstance(one, dict | list):
            left += one.values() if isinstance(one, dict) else one
            if isinstance(one, list) and (text := _joined(one)):
                yield text


def _joined(pieces: list[Any]) -> str:
    """The text that is kept paragraph by paragraph, as markup; empty for a list of anything else."""
    objects = [piece for piece in pieces if isinstance(piece, dict)]
    own = [piece for piece in objects if _LEADS.isdisjoint(piece)]
    if 2 * len(own) <= len(objects):
        return ""
    texts = [text for piece in own if (text := _piece(piece)).strip()]
    if len(texts) < _LEAST_PIECES:
        return ""
    return "".join(f"<div>{text if '<' in text else escape(text, quote=False)}</div>" for text in texts)


def _piece(piece: dict[str, Any], depth: int = 0) -> str:
    """The text of a paragraph, which may be kept as runs of letters in one style."""
    for name in _PIECE:
        value = piece.get(name)
        if isinstance(value, list) and depth < _DEEPEST:
            value = "".join(_piece(one, depth + 1) for one in value if isinstance(one, dict))
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _named(script: str) -> Iterator[str]:
    for name in _NAMED.finditer(script):
        match = _STRING.match(script, name.end())
        if match and match.end() - match.start() > _LEAST:
            yield _unquoted(match[0])


def _pushed(script: str) -> Iterator[str]:
    return (_unquoted(m[1]) for m in _PUSHED.finditer(script))


def _rows(pushed: str) -> Iterator[str]:
    data = pushed.encode("utf-8", "replace")
    row = _ROW.search(data)
    while row:
        end = row.end() + int(row[1], 16)
        yield data[row.end() : end].decode("utf-8", "ignore")
        row = _ROW.search(data, end)


def _unquoted(quoted: str) -> str:
    """The text of a JSON string; empty where it is none."""
    try:
        text = json.loads(quoted, strict=False)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""
