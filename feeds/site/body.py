"""A text in paragraphs of pieces: plain, mended on the way, or a link. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kitewire.archive_view import ArticleView, BodyLinkView, MendView

MOST_LINKS = 200
"""Links of one text that are looked for in it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one paragraph. At most one of `mend` and `link` is there."""

    text: str
    mend: MendView | None = None
    """The place stood there as `mend.before`, and reads `mend.after`."""
    link: BodyLinkView | None = None


Paragraph = tuple[Piece, ...]


def read_body(article: ArticleView, repaired: bool) -> list[Paragraph]:
    """The body of an article, as published or, with `repaired`, as mended; each mended place is a piece of its own,
    and the words that its page linked are links again, as far as they stand there once more in their order."""
    pieces = _mended(article.body, _mends(article, "body"), repaired)
    return _paragraphs(_linked(pieces, article.links))


def read_title(article: ArticleView, repaired: bool) -> Paragraph:
    """The headline in pieces."""
    pieces = _mended(article.title, _mends(article, "title"), repaired)
    return tuple(replace(piece, text=piece.text.replace("\n", " ")) for piece in pieces)


def _mends(article: ArticleView, part: str) -> list[MendView]:
    return [one for one in article.repaired.mends if one.part == part] if article.repaired else []


def _mended(text: str, mends: Sequence[MendView], repaired: bool) -> list[Piece]:
    pieces, at = [], 0
    for mend in sorted(mends, key=lambda one: one.start):
        end = mend.start + len(mend.before)
        if mend.start < at or text[mend.start : end] != mend.before:
            continue
        pieces += [Piece(text[at : mend.start]), Piece(mend.after if repaired else mend.before, mend=mend)]
        at = end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text or piece.mend]


def _linked(pieces: list[Piece], links: Sequence[BodyLinkView]) -> list[Piece]:
    """Each link at the first place behind the link before it where its words stand; one that is not found is left."""
    done: list[Piece] = []
    waiting = [link for link in links[:MOST_LINKS] if link.title.strip()]
    for piece in pieces:
        while piece.mend is None and (found := _next(piece.text, waiting)):
            number, at = found
            link = waiting[number]
            end = at + len(link.title)
            done += [Piece(piece.text[:at]), Piece(link.title, link=link)]
            piece = Piece(piece.text[end:])
            del waiting[: number + 1]
        done.append(piece)
    return [piece for piece in done if piece.text or piece.mend]


def _next(text: str, waiting: Sequence[BodyLinkView]) -> tuple[int, int] | None:
    for number, link in enumerate(waiting):
        if (at := text.find(link.title)) >= 0:
            return number, at
    return None


def _paragraphs(pieces: list[Piece]) -> list[Paragraph]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *more = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += [[replace(piece, text=one)] for one in more]
    return [tuple(line) for line in lines if any(piece.text.strip() or piece.mend for piece in line)]


def marked_pieces(snippet: str, opening: str, closing: str) -> Iterator[tuple[str, bool]]:
    """A snippet in stretches, each with whether it is what matched. Marks that have no partner are left out."""
    for number, part in enumerate(snippet.split(opening)):
        inside, found, outside = part.partition(closing)
        if number and found:
            yield inside, True
            yield outside.replace(closing, ""), False
        else:
            yield part.replace(closing, ""), False
