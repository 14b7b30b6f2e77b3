"""The place of a text that a search has found, as published, with marks around what matched. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from storage.models import ArticleRow
from storage.search_query import Field, Term
from storage.tokens import Token, find_tokens

OPEN, CLOSE = "\ue000", "\ue001"
LENGTH = 120
"""Characters of a snippet, about."""
_LEAD = 24
"""Characters before the first match."""
_UNMARK = str.maketrans("", "", OPEN + CLOSE)


def snippet(body: str, terms: Sequence[Term]) -> str:
    """About `LENGTH` characters of `body` around the place where most of `terms` stand; its beginning without any."""
    spans = _spans(body, terms)
    start, end = _window(body, spans)
    return ("… " if start > 0 else "") + _marked(body, spans, start, end) + (" …" if end < len(body) else "")


def _marked(text: str, spans: Sequence[tuple[int, int, int]], start: int, end: int) -> str:
    parts, at = [], start
    for left, right, _ in spans:
        if at <= left and right <= end:
            parts += [_plain(text[at:left]), OPEN, _plain(text[left:right]), CLOSE]
            at = right
    parts.append(_plain(text[at:end]))
    return "".join(parts).strip()


def marked(row: ArticleRow, terms: Sequence[Term]) -> str:
    """The snippet of a stored article: of the repaired body where there is one, as that is what is searched."""
    searched = [term for term in terms if term.field is Field.TEXT]
    return snippet(row.repaired["body"] if row.repaired else row.body, searched) if terms else ""


def marked_title(row: ArticleRow, terms: Sequence[Term]) -> str:
    """The title of a stored article with marks around what matched; empty where nothing did."""
    spans = _spans(row.title, [term for term in terms if term.field is not Field.BY])
    return _marked(row.title, spans, 0, len(row.title)) if spans else ""


def _plain(text: str) -> str:
    return text.translate(_UNMARK).replace("\n", " ")


def _spans(body: str, terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """(start, end, number of the term) of every match, by place; of matches that overlap the first."""
    wanted = {token for term in terms for token in (term.tokens[:-1] if term.prefix else term.tokens)}
    found = find_tokens(body, wanted, {term.tokens[-1] for term in terms if term.prefix})
    spans = sorted(
        (found[place].start, _end(found, place, term), number)
        for number, term in enumerate(terms)
        for place in found
        if _stands(found, place, term)
    )
    kept: list[tuple[int, int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _stands(found: Mapping[int, Token], place: int, term: Term) -> bool:
    last = len(term.tokens) - 1
    for at, token in enumerate(term.tokens):
        there = found.get(place + at)
        if there is None or not (there.text == token or (term.prefix and at == last and there.text.startswith(token))):
            return False
    return True


def _end(found: Mapping[int, Token], place: int, term: Term) -> int:
    last = found[place + len(term.tokens) - 1]
    return last.start + 1 if term.prefix else last.end


def _window(body: str, spans: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Where the snippet begins and ends: the window that holds most different terms, the first of them."""
    best, most, last = 0, 0, 0
    inside: Counter[int] = Counter()
    for left, _, number in spans:
        while last < len(spans) and spans[last][0] < left + LENGTH - _LEAD:
            inside[spans[last][2]] += 1
            last += 1
        if len(inside) > most:
            best, most = left, len(inside)
        inside[number] -= 1
        if not inside[number]:
            del inside[number]
    start = max(0, best - _LEAD)
    return start, min(len(body), start + LENGTH)
