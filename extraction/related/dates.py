"""The day shown beside a link, as ISO text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

# Month names by their beginnings, in the languages of the heading table; the first that fits wins.
_MONTHS = (
    "jan ene gen янв sty oca led sausio ιαν",
    "feb fév fev fevr февр фев lut şub ubat únor úno φεβ pébr peb",
    "mar mär maa mrt märz mars мар mart břez μαρ maret",
    "apr abr avr апр kwi nis dub απρ",
    "may mai mag maj mei май мая maý mayıs květ μαΐ μαι",
    "jun juin giu июн cze haz červn ιουν juni",
    "jul juil lug июл lip tem červenc ιουλ juli",
    "aug ago aoû aou авг sie ağu srp αυγ agu agt ags",
    "sep set сен wrz eyl zář σεπ",
    "oct okt out ott окт paź eki říj οκτ",
    "nov ноя lis kas λισ νοε nop",
    "dec dez dic déc des дек gru ara pros δεκ",
)
_MONTH_OF = sorted(
    ((start, number) for number, starts in enumerate(_MONTHS, 1) for start in starts.split()), key=lambda p: -len(p[0])
)
_ARABIC = dict(
    zip("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(), range(1, 13), strict=True)
)
_WORD = r"[^\W\d_]{3,12}"
_FULL = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.．年년]\s?(?P<m>[01]?\d)\s?[-/.．月월]\s?(?P<d>[0-3]?\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(
        r"(?<![\d.:])(?P<d>[0-3]?\d)\s?[./-]\s?(?P<m>[01]?\d)\s?[./-]\s?(?P<y>(?:19|20)\d\d|\d\d(?![\d:.]))(?!\d)"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª)?\s?(?:de |of |-)?(?P<w>{_WORD})[.,]?\s?(?:de |"
        rf"del )?-?(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(rf"(?P<w>{_WORD})\.?\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s(?P<y>(?:19|20)\d\d)(?!\d)"),
)
# Of these one alone does without the four digits of a year.
_SHORT_YEAR, _YEAR = _FULL[2:3], re.compile(r"(?:19|20)\d\d")
_MONTH_ONLY = (
    re.compile(rf"(?P<w>{_WORD})[.,]?\s(?:de )?(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>[01]?\d)\s?月"),
)
_NO_YEAR = (
    re.compile(r"(?<!\d)(?P<m>[01]?\d)\s?[月월]\s?(?P<d>[0-3]?\d)\s?[日일号]?"),
    re.compile(r"(?<![\d:./-])(?P<m>[01]\d)[-/.](?P<d>[0-3]\d)(?![\d:./-])"),
    re.compile(rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th|\.)?\s?(?:de )?(?P<w>{_WORD})(?![^\W\d_])"),
    re.compile(rf"(?<![^\W\d_])(?P<w>{_WORD})\.?\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%])"),
    re.compile(r"(?<![\d:./-])(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.(?!\d)"),
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# A list is printed with the page, often weeks after the article; a day this far ahead of the article still is of its
# year.
_AHEAD = timedelta(days=45)


def shown_day(text: str, near: date | None = None, month_first: bool = False) -> str | None:
    """The first date in `text`: `YYYY-MM-DD`, `YYYY-MM` for a month alone, None for none or a relative one.

    A day without a year gets that of `near` (the article's own day), or the year before where it would lie well
    after it; with `near` None it gets none. `month_first` reads 03/04/2024 as Americans do.
    """
    if not _DIGIT.search(text):
        return None
    text = unicodedata.normalize("NFKC", text).translate(_DIGITS).casefold()
    has_year = _YEAR.search(text) is not None
    for patterns, read in (
        (_FULL if has_year else _SHORT_YEAR, _read_full),
        (_MONTH_ONLY if has_year else (), _read_month),
    ):
        for match in _matches(patterns, text):
            if found := read(match, near, month_first):
                return found
    if near is None:
        return None
    return next((day for match in _matches(_NO_YEAR, text) if (day := _read_yearless(match, near))), None)


def is_date(text: str) -> bool:
    """Whether a text is nothing but a date with its year: archives link the days of their entries."""
    if len(text) > _LONGEST_DATE or not _DIGIT.search(text):
        return False
    text = unicodedata.normalize("NFKC", text).translate(_DIGITS).casefold().strip()
    return any(pattern.fullmatch(text) for pattern in (*_FULL, *_MONTH_ONLY))


_LONGEST_DATE = 30


def without_dates(text: str) -> str:
    """`text` with a full or yearless date (and a time of day) taken off its end or its beginning, where something
    remains.
    """
    if not _DIGIT.search(text):
        return text
    stripped = text.strip()
    if stripped[0] in _OPEN or stripped[0].isdecimal():
        stripped = _AT_START.sub("", stripped)
    if stripped and (stripped[-1] in _CLOSED or stripped[-1].isdecimal()):
        found = _AT_END.search(stripped, max(0, len(stripped) - _LONGEST_AT_END))
        stripped = stripped[: found.start()].strip() if found else stripped
    return stripped or text


_DATE = (
    r"[\[(（【]?\s?(?:(?:19|20)\d\d\s?[-/.年]\s?[01]?\d\s?[-/.月]\s?[0-3]?\d日?|[01]\d[-/][0-3]\d|[01]?\d月[0-3]?\d日)"
    r"(?:\s?[t,]?\s?[0-2]?\d:[0-5]\d(?::[0-5]\d)?)?\s?[\])）】]?"
)
_OPEN, _CLOSED = "[(（【", "日])）】"
_LONGEST_AT_END = 60
_DIGIT = re.compile(r"\d")
_AT_END = re.compile(rf"\s*{_DATE}\s*$")
_AT_START = re.compile(rf"^\s*{_DATE}(?!\d)[\s:：|·-]*(?=\S)")


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)


def _month(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    if groups.get("m"):
        return int(groups["m"])
    word = groups["w"]
    return _ARABIC.get(word) or next((n for start, n in _MONTH_OF if word.startswith(start)), None)


def _read_full(match: re.Match[str], near: date | None, month_first: bool) -> str | None:
    month, day, year = _month(match), int(match["d"]), int(match["y"])
    if month is None:
        return None
    if "m" in match.groupdict() and match.start("d") < match.start("m") and (month > 12 or (month_first and day <= 12)):
        month, day = day, month
    return _iso(year + 2000 if year < 100 else year, month, day)


def _read_month(match: re.Match[str], near: date | None, month_first: bool) -> str | None:
    month = _month(match)
    return f"{int(match['y'])}-{month:02d}" if month and month <= 12 else None


def _read_yearless(match: re.Match[str], near: date) -> str | None:
    month, day = _month(match), int(match["d"])
    if month is None:
        return None
    for year in (near.year + 1, near.year, near.year - 1):
        iso = _iso(year, month, day)
        if iso and date.fromisoformat(iso) <= near + _AHEAD:
            return iso
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
