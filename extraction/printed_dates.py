"""Dates in the lines that a page prints around its text: between headline and text, at its begin, right under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from extraction.blocks import Block
from extraction.body import Body
from extraction.credit_line import is_credit_line, without_dates
from extraction.dates import Reading
from extraction.frame import above_body, below_body, is_own
from extraction.letters import has_digit
from extraction.once import once
from extraction.view import PageView

CHANGED = re.compile(
    r"updated?\b|aktualisiert|geändert|modifi|mis à jour|actualizad|aggiornat|güncelle|更新|修改|last edit|bearbeitet",
    re.IGNORECASE,
)
_SAYS_PUBLISHED = re.compile(
    r"publi|posted|veröffentlicht|erstellt|geschrieben|verfasst|\bam\b|\bvom\b|\bon\b|dodano|发布|發布"
    r"|发表|時間|时间|日期|datum|date|stand\b|投稿|公開|掲載",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:published|posted|publication date|veröffentlicht|veröffentlichung|erschienen|erstellt|publié|publicado"
    r"|pubblicato|opublikowano)\b|发布时间|發布時間|发布日期|发表于|公開日|掲載日|^(?:date|datum|fecha|日期)[\s:：]{1,3}\d",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^.!?]{0,40}?(?:,|\||/|\bvom|\bden|\(|^)?\s*(?:den\s|am\s)?", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:[\w.\s/-]{2,20}?\d{4}|\d{4}年\d{1,2}月\d{1,2}日)\s*(?:[.|:–—(/)-]|$)|\d\d?\.\d\d?\.\d{4} [„“\"»A-ZÄÖÜ]"
)
_DATE_CLASS = re.compile(r"date|datum|publish|posted-on|timestamp|entry-meta", re.IGNORECASE)
# A line of facts parts them by such marks.
_FACTS = re.compile(r"\s[|·⋅•–—-]\s|[|⋅•]|, ?\d\d?:\d\d")
_SHORT_LINE, _LINE, _BELOW_LINE = 40, 250, 160
_NEAR = 8


# Chinese pages for telephones leave the year out.
_SHORT = re.compile(r"(?<![\d.:/-])(\d{1,2})[-月](\d{1,2})日?\s{1,3}([012]?\d:[0-5]\d(?::[0-5]\d)?)(?![\d:])")
_WHOLE = r"\1-\2 \3"


class Line(NamedTuple):
    """A printed line with the date in it."""

    block: Block
    text: str
    reading: Reading


class PrintedDates:
    """The dated lines of one page, each read once."""

    def __init__(self, view: PageView, body: Body, title: str, read: Callable[[str], Reading | None]) -> None:
        self.view, self.body, self.title, self.read = view, body, title, read

    def _dated(self, blocks: Iterable[Block], longest: int) -> Iterator[Line]:
        for block in blocks:
            if len(block.text) <= longest and has_digit(block.text):
                text = block.spaced
                if reading := self.read(text):
                    yield Line(block, text, reading)

    @once
    def above(self) -> tuple[Line, ...]:
        """Lines from the headline to the text, and those right over the headline."""
        return tuple(self._dated(above_body(self.view, self.body, self.title), _LINE))

    @once
    def below(self) -> tuple[Line, ...]:
        """Lines right under the text."""
        return tuple(self._dated(below_body(self.view, self.body), _BELOW_LINE))

    def best(self, day: Reading | None, month: str) -> Reading | None:
        """The likeliest date above the text: of the day or month (`2024/05`) that the address names, not of a change,
        and in a line that only tells when and by whom. Captions and leads name days too: they count only for the day
        of the address."""
        found = [line for line in self.above if not day or line.reading.when.date() == day.when.date()]

        def rank(line: Line) -> tuple[bool, bool, bool]:
            elsewhere = bool(month) and f"{line.reading.when:%Y/%m}" != month
            return elsewhere, _is_change(line), not _tells_when(line)

        likeliest = min(found, key=rank, default=None)
        return likeliest.reading if likeliest and (day or _tells_when(likeliest)) else None

    def passing(self) -> Reading | None:
        """A day that a longer line above the text names."""
        return min(self.above, key=_is_change).reading if self.above else None

    def plain(self) -> Iterator[Line]:
        """The lines above the text that are there for their date and tell of no change."""
        return (line for line in self.above if not CHANGED.search(line.text) and _is_line_of_date(line.text))

    def with_clock(self, day: datetime) -> Iterator[Reading]:
        """What lines around the text tell to the minute, those of a change left out; lines without a year (`11-09
        15:22`) are of the year of `day`."""
        for line in (*self.above, *self.below):
            if line.reading.clock and not CHANGED.search(line.text):
                yield line.reading
        for block in above_body(self.view, self.body, self.title):
            if len(block.text) > _LINE or ":" not in block.text or CHANGED.search(block.spaced):
                continue
            if (short := _SHORT.search(block.spaced)) and (reading := self.read(f"{day.year}-{short.expand(_WHOLE)}")):
                yield reading

    def opening(self) -> Reading | None:
        """A full date that opens the text: `Hamburg, den 2. Dezember 2022` or `31. Oktober 2023. Es folgt …`."""
        for line in self.body.text.split("\n", 3)[:3]:
            line = line[:80]
            reading = self.read(line) if has_digit(line) else None
            before = line[: reading.start] if reading else ""
            if reading and len(before) <= 40 and _OPENS.fullmatch(before) and _GOES_ON.match(line[reading.start :]):
                return reading
        return None

    def under(self) -> Reading | None:
        """The first date under the text in a line that says what it is, or that is nothing else."""
        for line in self.below:
            if (_SAYS_PUBLISHED.search(line.text) or len(line.text) < 30) and line.block.link_density < 0.5:
                return line.reading
        return None

    def said(self) -> Reading | None:
        """The day that lines outside of lists call the day of publication, where all agree on it."""
        return _agreed([line for line in self._labelled if _LABEL.search(line.text)])

    def labelled(self) -> Reading | None:
        """Lines outside of lists that say when the page was published, or, from a little over the text to a little
        under it, are nothing but a date, marked as one by class, or a line of facts; where all agree on the day, or all
        that stand within the text."""
        lines = self.body.lines
        within = [n for n in self._labelled if lines and lines[0].index <= n.block.index <= lines[-1].index]
        return _agreed(self._labelled) or _agreed(within)

    @once
    def _labelled(self) -> list[Line]:
        lines = self.body.lines
        near = range(max(0, lines[0].index - _NEAR), lines[-1].index + _NEAR) if lines else range(0)
        listed = self.view.listed
        said = [
            b
            for b in self.view.blocks
            if len(b.text) <= 120
            and has_digit(b.text)
            and b.index not in listed
            and (b.index in near or _LABEL.search(b.text))
        ]
        return [
            line
            for line in self._dated(said, 120)
            if (_is_date(line) or _LABEL.search(line.text)) and is_own(self.view, line.block.node)
        ]


def _agreed(lines: Sequence[Line]) -> Reading | None:
    """What the first of the lines tells, where all tell the same day."""
    return lines[0].reading if len({line.reading.when.date() for line in lines}) == 1 else None


def _is_change(line: Line) -> bool:
    return bool(CHANGED.search(line.text[: line.reading.start][-30:]))


def _is_line_of_date(text: str) -> bool:
    """Whether a line is there for its date: captions and leads name days too."""
    return len(text) < _SHORT_LINE or bool(_SAYS_PUBLISHED.search(text[:40])) or is_credit_line(text)


def _tells_when(line: Line) -> bool:
    """Whether a line is there for its date, or begins with it."""
    return line.reading.start == 0 or _is_line_of_date(line.text) or _is_date(line)


def _is_date(line: Line) -> bool:
    text = line.block.text
    if not any(map(str.isalnum, without_dates(text))) or is_credit_line(line.text):
        return True
    if len(text) < 80 and _DATE_CLASS.search(line.block.element.get("class") or ""):
        return True
    return line.reading.start < 40 and not text.endswith((".", "!", "?")) and bool(_FACTS.search(text))
