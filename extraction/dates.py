"""Dates as pages print them: ISO, Chinese, European, American, with month names of many languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from extraction.letters import Words
from extraction.native import part_in_c
from kitewire.article import Precision

_lines = part_in_c("_lines")
_MONTH_NAMES = (
    "january jan jänner januar januari janvier janv enero ene janeiro gennaio gen januar stycznia styczeń "
    "ocak января leden ledna"
    " tammikuuta janv. januarie ianuarie gener января янв sausio Ιανουαρίου",
    "february feb februar februari février févr fév fevrier febrero fevereiro febbraio lutego luty şubat "
    "февраля únor února"
    " helmikuuta februarie фев vasario Φεβρουαρίου",
    "march mar märz maerz mrz maart mars marzo março marca marzec mart марта březen března maaliskuuta "
    "martie мар kovo Μαρτίου",
    "april apr avril avr abril aprile kwietnia kwiecień nisan апреля duben dubna huhtikuuta aprilie апр "
    "balandžio Απριλίου",
    "may mai mei mayo maio maggio mag maja maj mayıs мая květen května toukokuuta май gegužės Μαΐου",
    "june jun juni juin junio junho giugno giu czerwca czerwiec haziran июня červen června kesäkuuta iunie "
    "июн birželio Ιουνίου",
    "july jul juli juillet juil julio julho luglio lug lipca lipiec temmuz июля červenec července "
    "heinäkuuta iulie июл liepos Ιουλίου",
    "august aug août aout agosto ago augustus sierpnia sierpień ağustos августа srpen srpna elokuuta авг "
    "rugpjūčio Αυγούστου augusti",
    "september sep sept septembre septiembre setembro set settembre września wrzesień eylül сентября září "
    "syyskuuta septembrie сен"
    " rugsėjo Σεπτεμβρίου setiembre",
    "october oct oktober okt octobre octubre outubro out ottobre ott października październik ekim октября "
    "říjen října lokakuuta"
    " octombrie окт spalio Οκτωβρίου",
    "november nov novembre noviembre novembro listopada listopad kasım ноября listopadu marraskuuta "
    "noiembrie ноя lapkričio"
    " Νοεμβρίου",
    "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudnia grudzień "
    "aralık декабря prosinec"
    " prosince joulukuuta decembrie дек gruodžio Δεκεμβρίου desember des",
)
MONTHS = {name.rstrip(".").lower(): n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# `KASIM` in small letters is no Turkish word.
MONTHS |= {name.replace("ı", "i"): n for name, n in MONTHS.items() if "ı" in name}
NAMED_MONTHS = Words(MONTHS)


def one_of(words: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest; by their first letters, each of which is looked at once."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in groups.items())


_NAMES = one_of(MONTHS)
_CLOCK = (
    r"(?:\.?[\sT,;|(（–-]*+(?:um|at|às|à|kl\.?|o|•|·|—"
    r"|(?:(?:周|週|星期).|[月火水木金土日월화수목금토일](?:曜日?|요일)?)[)）]?)?[\s|]*+"
    r"(?:(?P<before_noon>上午|午前|早上|凌晨|오전)|(?P<after_noon>下午|午[後后]|傍晚|晚上|中午|오후))?\s*+"
    r"(?P<hour>[01]?\d|2[0-3])\s?[:：.时時시hH]\s?(?P<minute>[0-5]\d)"
    r"(?:\s?[:：分]\s?(?P<second>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    r"(?P<zone>Z\b|[+-][01]\d:?[0-5]\d|[+-][01]\d\b|GMT|UTC|CEST|CET|BST|EDT|EST|CDT|CST|MDT|MST|PDT|PST"
    r"|JST|KST|HKT|IST)?)?"
)
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        r"(?<![\d/])(?P<year>(?:19|20)\d\d)\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日號号일]?",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª)?[\s-]{{0,2}}(?:de |d')?\b(?P<name>"
        rf"{_NAMES})\b\.?,?[\s-](?:de |del )?(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"\b(?P<name>{_NAMES})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d./-])(?P<first>\d{1,2})\s?(?P<mark>[./|-])\s?(?P<other>\d{1,2})\s?(?P=mark)\s?(?P<year>"
        r"(?:19|20)\d\d)(?!\d)",
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[./])(?P<other>\d{1,2})(?P=mark)(?P<year>[012]\d)(?![\d./])",
    )
)
# What each form needs: the cheap test before the dear one. They begin with characters that the search jumps to.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d\s?[-/.年년]")
_DAY_THEN_YEAR = re.compile(r"\d(?:st|nd|rd|th)?,?\s(?:19|20)\d\d", re.IGNORECASE)
_YEAR_LAST = re.compile(r"[./|-]\s?(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"\d[./]\d{1,2}[./][012]\d(?!\d)")
# Years in Taiwan are counted from 1912 on.
_REPUBLIC = re.compile(r"民國\s?(\d{2,3})\s?年")
_ISO = re.compile(
    r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:[.,]\d+)?\s?"
    r"(Z|[+-][01]\d:?[0-5]\d)?)?"
)
# The first digits of all three.
_STAMPS_BEGIN = ("1", "2")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z)?$")
_ZONES = {
    "Z": 0, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "HKT": 8, "IST": 5.5,
}  # fmt: skip
# China and America's middle write the same letters, CST.
_CHINA_STANDARD = timedelta(hours=8)
_EARLIEST = 1990


class Reading(NamedTuple):
    """A date that stood in a text."""

    when: datetime
    """Aware."""
    precision: Precision
    start: int
    """Where in the text it begins."""

    @property
    def clock(self) -> bool:
        """Whether it tells a time of day other than midnight, which systems write where they know only the day."""
        when = self.when
        return self.precision is not Precision.DAY and (when.hour, when.minute, when.second) != (0, 0, 0)


class Habits(NamedTuple):
    """How a page's dates are to be read where they do not say it themselves."""

    zone: tzinfo = UTC
    month_first: bool = False
    """Whether 3/4/2024 is the fourth of March."""


def read_date(text: str, habits: Habits = Habits()) -> Reading | None:
    """The first date in `text`, None where it holds none that can be true."""
    if "民國" in text:
        text = _REPUBLIC.sub(lambda year: f"{int(year[1]) + 1911}年", text)
    if _lines is not None and not _lines.may_date(text):
        return None
    bare = text.strip()
    if bare[:1] in _STAMPS_BEGIN:
        if stamp := _ISO.fullmatch(bare) or _COMPACT.match(bare):
            year, month, day, hour, minute, second, zone = stamp.groups()
            parts = {"hour": hour, "minute": minute, "second": second, "zone": zone}
            return _made((int(year), int(month), int(day)), parts, habits, 0)
        if _SECONDS.fullmatch(bare):
            when = datetime.fromtimestamp(int(bare[:10]), UTC).astimezone(habits.zone)
            return Reading(when, Precision.SECOND, 0)
    text, found = text[:2000], None
    for form in _forms_in(text):
        reading = _first(form, text, habits)
        if reading and (found is None or reading.start < found.start):
            found = reading
    return found


def _first(form: re.Pattern[str], text: str, habits: Habits) -> Reading | None:
    """The first date of that form in a text that can be true."""
    for match in form.finditer(text):
        if reading := _reading(match, habits):
            return reading
    return None


def _forms_in(text: str) -> Iterator[re.Pattern[str]]:
    """The forms that may match, in their order: all but the last need a year, two of them a month's name."""
    if _YEAR.search(text):
        if _YEAR_FIRST.search(text):
            yield from _FORMS[:2]
        if NAMED_MONTHS.stand_in(text.lower()):
            yield _FORMS[2]
            if _DAY_THEN_YEAR.search(text):
                yield _FORMS[3]
        if _YEAR_LAST.search(text):
            yield _FORMS[4]
    if _SHORT_YEAR.search(text):
        yield _FORMS[5]


def zone_named(name: str) -> tzinfo | None:
    """The IANA zone of that name, None for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _reading(match: re.Match[str], habits: Habits) -> Reading | None:
    parts = match.groupdict()
    year = int(match["year"])
    if year < 100:
        year += 2000
    if parts.get("name"):
        # What matches without regard to case may have another small form: KASIM, or the long s.
        month, day = MONTHS.get(match["name"].lower(), 0), int(match["day"])
    elif parts.get("first"):
        month, day = _order(int(match["first"]), int(match["other"]), match["mark"], habits)
    else:
        month, day = int(match["month"]), int(match["day"])
    return _made((year, month, day), parts, habits, match.start())


def _order(first: int, other: int, mark: str, habits: Habits) -> tuple[int, int]:
    """Month and day. Dots are European; a number over twelve is a day."""
    if mark == "." or first > 12:
        return other, first
    if other > 12 or habits.month_first:
        return first, other
    return other, first


def _made(day: tuple[int, int, int], parts: dict[str, str | None], habits: Habits, start: int) -> Reading | None:
    hour = int(told) if (told := parts.get("hour")) else None
    if hour is not None and (half := parts.get("half")):
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    if hour is not None:
        hour = _in_half(hour, parts.get("before_noon"), parts.get("after_noon"))
    second = parts.get("second")
    precision = Precision.DAY if hour is None else Precision.MINUTE if second is None else Precision.SECOND
    zone = _zone(parts.get("zone"), habits) or habits.zone
    try:
        when = datetime(*day, hour or 0, int(parts.get("minute") or 0), int(second or 0), tzinfo=zone)
        # A day before the year 1 in another zone cannot be shown; no page is older than the web.
        return Reading(when, precision, start) if when.year >= _EARLIEST else None
    except (ValueError, OverflowError):
        return None


def _in_half(hour: int, before: str | None, after: str | None) -> int:
    """The hour of the day of one that is told after 上午 or 下午; 中午11:50 is before noon."""
    if before:
        return hour % 12
    return hour + 12 if after and 1 <= hour < (11 if after == "中午" else 12) else hour


def _zone(text: str | None, habits: Habits) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        hours = _ZONES.get(text.upper())
        if text.upper() == "CST" and habits.zone.utcoffset(datetime(2000, 1, 1)) == _CHINA_STANDARD:
            return habits.zone
        # The pattern also matches letters that only look like these, such as the long s.
        return None if hours is None else timezone(timedelta(hours=hours))
    return _offset(text)


@lru_cache(maxsize=256)
def _offset(text: str) -> timezone:
    """The zone of an offset such as `+08:00`."""
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
