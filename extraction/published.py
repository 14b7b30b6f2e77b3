"""When the article was published: an ordered list of finders, each with its name; the first good date wins.

A date of the related list or of the page's furniture is never taken: text is read only around the headline, above the
body, and in lines under it that say what they are. What structured data and metas tell is checked against the line that
the page prints: outlets show the day in their own zone, and set it anew when they publish a text again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from heapq import merge
from itertools import islice

from extraction.address_day import day_of_address, month_of_address
from extraction.body import Body
from extraction.cms import cms_property, cms_text
from extraction.credits import dateline_in, without_pinyin
from extraction.dates import Habits, Reading, read_date
from extraction.frame import above_body, is_own
from extraction.habits import habits_of, is_bare_midnight, limit_of
from extraction.modified import MODIFIED_METAS
from extraction.once import once
from extraction.printed_dates import CHANGED, PrintedDates
from extraction.structured import article_objects, text_value, types_of
from extraction.templates import text_by_rules
from extraction.view import HtmlElement, PageView
from extraction.years import settle_year
from kitewire.article import Precision, PublicationDate
from kitewire.source import Field

# Offsets of the zones where most outlets sit, nearest to UTC first in each direction.
_ZONE_HOURS = (1, 2, -5, -4, 8, 9, -8, -7, 10, 12)
_EUROPEAN = frozenset("de fr it es nl pl sv da no cs hu ro fi lt el uk".split())
_METAS = tuple(
    (
        "article:published_time og:article:published_time article:published og:published_time datepublished "
        "pubdate publishdate "
        "publish_date publish-date publication_date parsely-pub-date sailthru.date cxenseparse:recs:publishtime "
        "dc.date.issued dcterms.issued dcterms.created dc.date.created "
        "article_date_original article.published "
        "bt:pubdate citation_publication_date citation_date date_published datecreated dc.created "
        "publishtime pub_date "
        "published_at article:post_date displaydate _pubtime apub:time og:regdate iso-8601-publish-date "
        "firstpublishedtime"
    ).split()
)
# Systems fill these with the day of the last change as often as with the first: what the page prints comes before.
_VAGUE_METAS = ("date", "dc.date", "dcterms.date", "dateupdate")
# `"publishedAt": "2024-05-03…`, also escaped within a string, or in seconds; `var ct` is WeChat's.
_IN_SCRIPT = re.compile(
    r"(?:(?:(?<=date)|(?<=date_))published|publi(?:sh|shed|cation)_?(?:date|at|time|on)|pub_?date|\bvar ct)"
    r"\\?[\"']?\s*[:=]\s*\\?[\"']?((?:19|20)\d\d-?[01]\d-?[0-3]\d(?!\d)[^\"'\\,;]{0,30}|1\d{9}(?:\d{3})?(?!\d))",
    re.IGNORECASE,
)
# Each begins with one of these: a source is long, and the whole expression would take as long as the parse.
_SCRIPT_SIGNS = ("pub", "Pub", "PUB", "var ct")
# More of them are a list of other articles; and the work has a bound.
_MOST_TOLD = 50
_BARE = re.compile(r"^[\s（(\[]*(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日號号][\s）)\]]*$")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PAGE_TYPES = frozenset(("webpage", "videoobject", "itempage", "howto"))
_STAMPED = frozenset(("time", "span", "abbr", "p", "div", "li", "em", "strong", "a", "td", "dd", "h5"))
_DATE_ALONE = 40
"""Characters of a date with its time, weekday and a word before it."""


class _Dates:
    """Reads the dates of one page."""

    def __init__(self, habits: Habits, limit: datetime) -> None:
        self.habits, self.limit = habits, limit
        self.future: datetime | None = None
        """What a place that holds a date and little else told of a day that has not come yet."""

    def read(self, text: str | None) -> Reading | None:
        """The date in a text; None where it lies behind the limit."""
        reading = read_date(text, self.habits) if text else None
        if text and reading and reading.when > self.limit:
            # Longer texts announce what is to come.
            self.future = self.future or (reading.when if len(text) <= _DATE_ALONE else None)
            return None
        return reading


class _Finder:
    """The finders of one page, with what they share."""

    def __init__(self, view: PageView, body: Body, title: str) -> None:
        self.view, self.body, self.title = view, body, title
        self.habits = habits_of(view)
        self.limit = limit_of(view)
        # Its method is handed on: this object's own would tie the page into a circle that only the collector ends.
        self.dates = _Dates(self.habits, self.limit)
        self.read = self.dates.read
        self.printed = PrintedDates(view, body, title, self.read)

    def by_template(self) -> Reading | None:
        return self.read(text_by_rules(self.view, Field.PUBLISHED))

    def by_json_ld(self) -> Reading | None:
        for item in article_objects(self.view):
            for key in ("datePublished", "dateCreated", "uploadDate"):
                if key in item and (reading := self.read(text_value(item[key]))):
                    return reading
        for item in self.view.json_ld:
            told = text_value(item.get("datePublished")) if not types_of(item).isdisjoint(_PAGE_TYPES) else ""
            if reading := self.read(told):
                return reading
        return None

    def _of_metas(self, names: tuple[str, ...]) -> Iterator[Reading]:
        metas = self.view.metas
        for name in names:
            if name in metas and (reading := self.read(metas[name][0])):
                yield reading

    def by_meta(self) -> Reading | None:
        return next(self._of_metas(_METAS), None)

    def by_vague_meta(self) -> Reading | None:
        return next(self._of_metas(_VAGUE_METAS), None)

    def by_cms(self) -> Reading | None:
        return self.read(cms_property(self.view, "date")) or self.read(cms_text(self.view, "published"))

    @once
    def url_day(self) -> Reading | None:
        """The day that the address names."""
        day = day_of_address(self.view.url)
        when = datetime(*day, tzinfo=self.habits.zone) if day else None
        return Reading(when, Precision.DAY, 0) if when and when <= self.limit else None

    def by_url(self) -> Reading | None:
        return self.url_day

    @once
    def stamps(self) -> tuple[Reading, ...]:
        """`itemprop=datePublished`, then `<time>` near the headline, those that tell of a change last."""
        return tuple(self._stamps())

    def _stamps(self) -> Iterator[Reading]:
        layout = self.view.layout
        for place in sorted(layout.attributes["itemprop"].keys() | layout.attributes["pubdate"].keys()):
            element = layout.elements[place]
            if layout.tags[place] in _STAMPED and _is_stamp(element) and (reading := self._stamped(element)):
                yield reading
        for element in self._times():
            if reading := self._stamped(element):
                yield reading

    def _stamped(self, element: HtmlElement) -> Reading | None:
        return self.read(element.get("datetime") or element.get("content")) or self.read(self.view.text_of(element))

    def by_element(self) -> Reading | None:
        return next(iter(self.stamps), None)

    def _times(self) -> list[HtmlElement]:
        times = self.view.tagged["time"]
        near = {b.element for b in above_body(self.view, self.body, self.title)} if times else set()
        parents = self.view.layout.parents
        found = []
        for element in times:
            node: HtmlElement | None = element
            for _ in range(4):
                if node is None or node in near:
                    break
                node = parents.get(node)
            if node is not None and node in near and is_own(self.view, self.view.layout.places[element]):
                found.append(element)
        return sorted(found, key=self._is_change)

    def by_lone_time(self) -> Reading | None:
        """The day on which all `<time>` agree that stand in no teaser, comment or list and tell of no change."""
        if len(self.view.tagged["time"]) > _MOST_TOLD:
            return None
        places, blocks = self.view.layout.places, self.view.blocks
        listed = {blocks[i].node for i in self.view.listed}
        told = [
            reading
            for element in self.view.tagged["time"]
            if (reading := self.read(element.get("datetime")))
            and places[element] not in listed
            and is_own(self.view, places[element])
            and not self._is_change(element)
        ]
        return told[0] if len({reading.when.date() for reading in told}) == 1 else None

    def by_script(self) -> Reading | None:
        """The day of publication in the data of a page that a script fills, where all such data name the same."""
        signs = [sign for sign in _SCRIPT_SIGNS if self.view.holds(sign)]
        source = self.view.source if signs else ""
        places = merge(*(_places_of(sign, source) for sign in signs))
        found = islice(filter(None, (_IN_SCRIPT.match(source, place) for place in places)), _MOST_TOLD)
        told = [r for match in found if (r := self.read(match[1]))]
        return told[0] if len({reading.when.date() for reading in told}) == 1 else None

    def _is_change(self, element: HtmlElement) -> bool:
        around = self.view.text_of(element.getparent())[:80]
        return bool(CHANGED.search(f"{element.get('class')} {element.get('itemprop')} {around}"))

    def by_text(self) -> Reading | None:
        return self.printed.best(self.url_day, month_of_address(self.view.url))

    def by_label(self) -> Reading | None:
        return self.printed.said()

    def as_printed(self, told: Reading, found_by: str) -> tuple[Reading, bool]:
        """(`told`, or what the page prints instead; whether the page prints that day): the same instant in the outlet's
        own zone, or another day that a second place for the day of publication confirms."""
        if any(line.reading.when.date() == told.when.date() for line in self.printed.above):
            return told, True
        for line in self.printed.plain():
            if local := _same_instant(told, line.reading):
                return local, True
            if self._confirms(line.reading, told, found_by):
                return line.reading, True
        return told, False

    def _confirms(self, shown: Reading, told: Reading, found_by: str) -> bool:
        day = shown.when.date()
        if told.when.utcoffset() and abs((told.when.date() - day).days) <= 1:
            # A newspaper prints the day of the issue, and puts it online the evening before.
            return False
        if found_by != "meta" and any(r.when.date() == day for r in self._of_metas(_METAS)):
            return True
        others = (*self._of_metas(_VAGUE_METAS), *self.stamps)
        return any(r.when.date() == day for r in others) and day not in self._changed_days

    @once
    def _changed_days(self) -> frozenset[object]:
        told = [text_value(item.get("dateModified")) for item in article_objects(self.view)]
        readings = [*self._of_metas(MODIFIED_METAS), *(r for text in told if (r := self.read(text)))]
        return frozenset(r.when.date() for r in readings)

    def with_time_of_day(self, day: Reading) -> Reading:
        """`day` with the time that the content system or the lines around headline and body print beside that same day.

        Many systems put the day alone, or its midnight, into the metas.
        """
        if day.clock:
            return day
        when = day.when
        system = (cms_property(self.view, "date"), cms_text(self.view, "published"))
        told = (*(r for text in system if (r := self.read(text)) and r.clock), *self.printed.with_clock(when))
        found = next((r for r in told if r.when.date() == when.date()), None)
        if found is None:
            return day
        zone = when.tzinfo if found.when.tzinfo is self.habits.zone else found.when.tzinfo
        return Reading(found.when.replace(tzinfo=zone), found.precision, found.start)

    def by_dateline(self) -> PublicationDate | None:
        found = dateline_in(self.body.text.split("\n")[:3]) or _bare_date(self)
        if found is None or not found.groupdict().get("month"):
            return None
        name = found.group("month")[:3].lower()
        month = int(name) if name.isdigit() else _MONTH_NAMES.index(name) + 1 if name in _MONTH_NAMES else 0
        day = int(found.group("day"))
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        seen = self.view.hints.seen
        year = settle_year(month, day, without_pinyin(f"{self.title}\n{self.body.text}"), self.view.url, seen)
        try:
            when = datetime(year, month, day, tzinfo=self.habits.zone) if year else None
        except ValueError:
            when = None
        if when and when > self.limit:
            when = None
        return PublicationDate(when, Precision.DAY if when else Precision.YEAR_MISSING, "dateline")


_Find = Callable[[_Finder], Reading | None]
_BY_DATA: tuple[tuple[str, _Find], ...] = (
    ("template", _Finder.by_template),
    ("json-ld", _Finder.by_json_ld),
    ("meta", _Finder.by_meta),
    ("cms", _Finder.by_cms),
)
_PRINTED: tuple[tuple[str, _Find], ...] = (
    ("meta", _Finder.by_element),
    ("text", _Finder.by_text),
    ("text", _Finder.by_label),
    ("meta", _Finder.by_vague_meta),
)
_BY_URL: tuple[tuple[str, _Find], ...] = (("url", _Finder.by_url),)
# What is printed on a page without text is about something else.
_TOLD, _OF_A_TEXT = (*_BY_DATA, *_BY_URL), (*_BY_DATA, *_PRINTED, *_BY_URL)
_CHECKED = (_Finder.by_json_ld, _Finder.by_meta)


def find_published(view: PageView, body: Body, title: str) -> tuple[PublicationDate | None, datetime | None]:
    """The publication date, None where the page tells none; and a day in the future that was not believed, if any."""
    finder = _Finder(view, body, title)
    return _published(finder), finder.dates.future


def _published(finder: _Finder) -> PublicationDate | None:
    for name, find in _OF_A_TEXT if finder.body.text else _TOLD:
        if reading := find(finder):
            checked = find in _CHECKED
            reading, shown = finder.as_printed(reading, name) if checked else (reading, False)
            reading = finder.with_time_of_day(reading)
            precision = Precision.DAY if is_bare_midnight(reading, finder.habits) else reading.precision
            return PublicationDate(_in_page_zone(finder, reading, shown), precision, name)
    return _last_resort(finder)


def _last_resort(finder: _Finder) -> PublicationDate | None:
    """What places tell that are wrong more often."""
    printed = finder.printed
    if finder.body.text:
        if dated := finder.by_dateline():
            return dated
        if last := printed.opening() or printed.under() or printed.labelled():
            return PublicationDate(last.when, last.precision, "text")
        if lone := finder.by_lone_time():
            return PublicationDate(lone.when, lone.precision, "meta")
    if data := finder.by_script():
        return PublicationDate(data.when, data.precision, "meta")
    passing = printed.passing() if finder.body.text else None
    return PublicationDate(passing.when, passing.precision, "text") if passing else None


def _places_of(sign: str, source: str) -> Iterator[int]:
    at = source.find(sign)
    while at >= 0:
        yield at
        at = source.find(sign, at + 1)


def _is_stamp(element: HtmlElement) -> bool:
    if (name := element.get("itemprop")) or element.tag != "time":
        return bool(name == "datePublished")
    return element.get("pubdate") is not None


def _same_instant(told: Reading, shown: Reading) -> Reading | None:
    """A UTC stamp in the zone in which it is the time that the page prints: a whole number of half hours away."""
    if told.when.utcoffset() or not (told.clock and shown.clock):
        return None
    gap = shown.when.replace(tzinfo=UTC, second=0) - told.when.astimezone(UTC).replace(second=0, microsecond=0)
    if gap % timedelta(minutes=30) or not timedelta(hours=-12) <= gap <= timedelta(hours=14):
        return None
    return Reading(told.when.astimezone(timezone(gap)), told.precision, told.start)


def _in_page_zone(finder: _Finder, reading: Reading, printed: bool) -> datetime:
    """The same instant, in the zone where it falls on the day that the address names: systems often write UTC. A day
    that the page prints stays."""
    told = finder.url_day
    when = reading.when
    if reading.precision is not Precision.DAY and _is_midnight_in_europe(when, finder.view.lang):
        return when.astimezone(timezone(timedelta(hours=24 - when.hour)))
    if (
        printed
        or told is None
        or reading.precision is Precision.DAY
        or when.utcoffset()
        or when.date() == told.when.date()
    ):
        return when
    hours = next((h for h in _ZONE_HOURS if (when + timedelta(hours=h)).date() == told.when.date()), 0)
    return when.astimezone(timezone(timedelta(hours=hours))) if hours else when


def _is_midnight_in_europe(when: datetime, lang: str | None) -> bool:
    """Whether a UTC time is midnight in central or eastern Europe: then only the day was known."""
    on_the_hour = when.utcoffset() == timedelta(0) and when.hour >= 22 and when.minute == when.second == 0
    return on_the_hour and lang in _EUROPEAN


def _bare_date(finder: _Finder) -> re.Match[str] | None:
    """A paragraph that is nothing but `10月28日`, above or at the begin of the body."""
    lines = [b.text for b in above_body(finder.view, finder.body, finder.title)] + finder.body.text.split("\n")[:3]
    return next((m for line in lines if (m := _BARE.match(line))), None)
