"""When the article was published: an ordered list of finders, each with its name; the first good date wins.

A date of the related list or of the page's furniture is never taken: text is read only around the headline, above the
body, and in lines under it that say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property

from extraction.blocks import Block
from extraction.body import Body
from extraction.cms import cms_property, cms_text
from extraction.credit_line import is_credit_line
from extraction.credits import dateline_in, without_pinyin
from extraction.dates import Habits, Reading, read_date, zone_named
from extraction.frame import above_body, below_body, is_own
from extraction.structured import article_objects, text_value, types_of
from extraction.templates import text_by_rules
from extraction.view import HtmlElement, PageView
from extraction.years import settle_year
from kitewire.article import Precision, PublicationDate
from kitewire.source import Field

# Offsets of the zones where most outlets sit, nearest to UTC first in each direction.
_ZONE_HOURS = (1, 2, -5, -4, 8, 9, -8, -7, 10, 12)
_EUROPEAN = frozenset("de fr it es nl pl sv da no cs hu ro fi lt el uk".split())
_CHINA = timezone(timedelta(hours=8))
_METAS = (
    "article:published_time og:article:published_time article:published og:published_time datepublished "
    "pubdate publishdate "
    "publish_date publish-date publication_date parsely-pub-date sailthru.date cxenseparse:recs:publishtime "
    "dc.date.issued dcterms.issued dcterms.created dc.date.created "
    "article_date_original article.published "
    "bt:pubdate citation_publication_date citation_date date_published datecreated dc.created "
    "publishtime pub_date "
    "published_at article:post_date displaydate _pubtime apub:time og:regdate iso-8601-publish-date"
).split()
# Systems fill these with the day of the last change as often as with the first: what the page prints comes before.
_VAGUE_METAS = ("date", "dc.date", "dcterms.date")
_MODIFIED_METAS = (
    "article:modified_time og:article:modified_time og:updated_time datemodified lastmod last-modified "
    "dcterms.modified "
    "dc.date.modified revised"
).split()
_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0[1-9]|1[0-2]|(?<=[-/])[1-9](?=[-/]))\2(0[1-9]|[12]\d|3[01]"
    r"|(?<=/)[1-9](?=/))(?!\d)"
)
_URL_SPLIT_DAY = re.compile(
    r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])/|/((?:19|20)\d\d)[-/](0[1-9]"
    r"|1[0-2])(0[1-9]|[12]\d|3[01])/"
)
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_](0[1-9]|1[0-2])[-_](20\d\d)(?!\d)")
_CHANGED = re.compile(
    r"updated?\b|aktualisiert|geändert|modifi|mis à jour|actualizad|aggiornat|更新|修改|last edit|bearbeitet",
    re.IGNORECASE,
)
_SAYS_PUBLISHED = re.compile(
    r"publi|posted|veröffentlicht|erstellt|geschrieben|verfasst|\bam\b|\bvom\b|\bon\b|dodano|发布|發布"
    r"|发表|時間|时间|日期|datum|date|stand\b|投稿|公開|掲載",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:published|posted|publication date|veröffentlicht|erschienen|erstellt|publié|publicado"
    r"|pubblicato|opublikowano)\b|发布时间|發布時間|发布日期|发表于|公開日|掲載日",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(r"\W*\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}日?\W*(?:\d{1,2}:\d\d\W*)?")
_OPENS = re.compile(r"[^.!?]{0,40}?(?:,|\||/|\bvom|\bden|\(|^)?\s*(?:den\s|am\s)?", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:[\w.\s/-]{8,20}?\d{4}|\d{4}年\d{1,2}月\d{1,2}日)\s*(?:[.|:–—(/)-]|$)")
_BARE = re.compile(r"^[\s（(\[]*(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日號号][\s）)\]]*$")
_DATE_CLASS = re.compile(r"date|datum|publish|posted-on|timestamp|entry-meta", re.IGNORECASE)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d/(?:0[1-9]|1[0-2]))/")
_SHORT_LINE = 40
_NEAR = 8
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class _Finder:
    """The finders of one page, with what they share."""

    def __init__(self, view: PageView, body: Body, title: str) -> None:
        self.view, self.body, self.title = view, body, title
        self.habits = habits_of(view)
        self.limit = (view.hints.seen or datetime(2100, 1, 1, tzinfo=UTC)) + timedelta(days=1)

    def read(self, text: str) -> Reading | None:
        reading = read_date(text, self.habits) if text else None
        return reading if reading and reading.when <= self.limit else None

    def by_template(self) -> Reading | None:
        return self.read(text_by_rules(self.view, Field.PUBLISHED))

    def by_json_ld(self) -> Reading | None:
        for item in article_objects(self.view):
            for key in ("datePublished", "dateCreated", "uploadDate"):
                if reading := self.read(text_value(item.get(key))):
                    return reading
        for item in self.view.json_ld:
            if types_of(item) & {"webpage", "videoobject", "itempage"} and (
                reading := self.read(text_value(item.get("datePublished")))
            ):
                return reading
        return None

    def by_meta(self) -> Reading | None:
        for name in _METAS:
            if reading := self.read(self.view.meta(name)):
                return reading
        return None

    def by_vague_meta(self) -> Reading | None:
        return next((r for name in _VAGUE_METAS if (r := self.read(self.view.meta(name)))), None)

    def by_cms(self) -> Reading | None:
        return self.read(cms_property(self.view, "date")) or self.read(cms_text(self.view, "published"))

    def by_url(self) -> Reading | None:
        path = "/" + self.view.url.partition("://")[2].partition("/")[2]
        found = _URL_DAY.search(path) or _URL_SPLIT_DAY.search(path)
        numbers = [int(g) for g in found.groups() if g and g.isdigit()] if found else []
        if not numbers and (backwards := _URL_DAY_FIRST.search(path)):
            numbers = [int(g) for g in reversed(backwards.groups())]
        try:
            when = datetime(numbers[0], numbers[1], numbers[2], tzinfo=self.habits.zone)
        except (ValueError, IndexError):
            return None
        return Reading(when, Precision.DAY, 0) if datetime(1995, 1, 1, tzinfo=UTC) < when <= self.limit else None

    def by_element(self) -> Reading | None:
        """`itemprop=datePublished`, then `<time>` in the article's frame."""
        for element in self.view.root.xpath(
            "//*[@itemprop='datePublished' or @pubdate or @property='dc:date dc:created']"
        ):
            reading = self.read(element.get("datetime") or element.get("content") or self.view.text_of(element))
            if reading:
                return reading
        for element in self._times():
            reading = self.read(element.get("datetime") or "") or self.read(self.view.text_of(element))
            if reading:
                return reading
        return None

    def _times(self) -> Iterator[HtmlElement]:
        """`<time>` elements near the headline and above the body; those that tell of a change come last."""
        near = {b.element for b in above_body(self.view, self.body, self.title)}
        found = [t for t in self.view.root.iter("time") if self._stands_in(t, near)]
        yield from sorted(
            found,
            key=lambda t: bool(
                _CHANGED.search(f"{t.get('class')} {t.get('itemprop')} {self.view.text_of(t.getparent())[:80]}")
            ),
        )

    def _stands_in(self, element: HtmlElement, blocks: set[HtmlElement]) -> bool:
        node: HtmlElement | None = element
        for _ in range(4):
            if node is None:
                return False
            if node in blocks:
                return True
            node = node.getparent()
        return False

    def by_text(self) -> Reading | None:
        """The likeliest date in the lines above the body: of the day or month that the address names, not of a change,
        and in a line that only tells when and by whom.
        """
        lines = [b.spaced for b in above_body(self.view, self.body, self.title)]
        same_day, month = self.by_url(), _URL_MONTH.search(self.view.url)
        found = [(t, r) for t in lines if len(t) < 250 and (r := self.read(t))]
        if same_day:
            found = [(t, r) for t, r in found if r.when.date() == same_day.when.date()]

        def rank(line: tuple[str, Reading]) -> tuple[bool, bool, bool]:
            text, reading = line
            elsewhere = bool(month) and f"{reading.when:%Y/%m}" != (month[1] if month else "")
            return elsewhere, bool(_CHANGED.search(text[: reading.start][-30:])), not _is_line_of_date(text)

        return min(found, key=rank)[1] if found else None

    def with_time_of_day(self, day: Reading) -> Reading:
        """`day` with the time that the content system or the lines around headline and body print beside that same day.

        Many systems put the day alone, or its midnight, into the metas.
        """
        when = day.when
        if day.precision is not Precision.DAY and (when.hour, when.minute, when.second) != (0, 0, 0):
            return day
        lines = [b.spaced for b in above_body(self.view, self.body, self.title) if b.chars < 250]
        lines += [b.spaced for b in below_body(self.view, self.body) if b.chars < 160]
        texts = [cms_property(self.view, "date"), cms_text(self.view, "published")]
        texts += [line for line in lines if not _CHANGED.search(line)]
        told = (r for text in texts if (r := self.read(text)) and r.precision is not Precision.DAY)
        found = next((r for r in told if r.when.date() == when.date() and r.when.time() != time.min), None)
        if found is None:
            return day
        zone = when.tzinfo if found.when.tzinfo is self.habits.zone else found.when.tzinfo
        return Reading(found.when.replace(tzinfo=zone), found.precision, found.start)

    def by_opening(self) -> Reading | None:
        """A full date that opens the text: `Hamburg, den 2. Dezember 2022` or `31. Oktober 2023. Es folgt …`."""
        for line in self.body.text.split("\n")[:3]:
            reading = self.read(line[:80])
            before = line[: reading.start] if reading else ""
            if reading and len(before) <= 40 and _OPENS.fullmatch(before) and _GOES_ON.match(line[reading.start :]):
                return reading
        return None

    def by_label(self) -> Reading | None:
        """Lines outside of lists that say when the page was published, or, from headline to a little under the body,
        are nothing but a date or marked as one by class; where all agree on the day."""
        found = [
            reading
            for block in self.view.blocks
            if block.chars < 120
            and block.index not in self.view.listed
            and (_LABEL.search(block.text) or (block in self.near and self._is_date(block)))
            and (reading := self.read(block.spaced))
            and is_own(block.element)
        ]
        return found[0] if found and len({r.when.date() for r in found}) == 1 else None

    @cached_property
    def near(self) -> set[Block]:
        """Blocks from a little over the headline to a little under the body: above stands the page's own furniture,
        such as today's date."""
        if not self.body.lines:
            return set()
        first, last = self.body.lines[0].index, self.body.lines[-1].index
        return set(self.view.blocks[max(0, first - _NEAR) : last + _NEAR])

    def _is_date(self, block: Block) -> bool:
        return bool(
            _ONLY_DATE.fullmatch(block.text)
            or (block.chars < 80 and _DATE_CLASS.search(block.element.get("class") or ""))
        )

    def by_text_below(self) -> Reading | None:
        for block in below_body(self.view, self.body):
            reading = self.read(block.text) if block.chars < 160 else None
            if reading and (_SAYS_PUBLISHED.search(block.text) or block.chars < 30) and block.link_density < 0.5:
                return reading
        return None

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


def find_published(view: PageView, body: Body, title: str) -> PublicationDate | None:
    """The publication date, None where the page tells none."""
    finder = _Finder(view, body, title)
    finders: tuple[tuple[str, Callable[[], Reading | None]], ...] = (
        ("template", finder.by_template),
        ("json-ld", finder.by_json_ld),
        ("meta", finder.by_meta),
        ("cms", finder.by_cms),
        ("meta", finder.by_element),
        ("text", finder.by_text),
        ("meta", finder.by_vague_meta),
        ("url", finder.by_url),
    )
    for name, find in finders:
        if reading := find():
            reading = finder.with_time_of_day(reading)
            return PublicationDate(_in_page_zone(finder, reading), reading.precision, name)
    dated = finder.by_dateline()
    if dated is not None:
        return dated
    last = finder.by_opening() or finder.by_text_below() or finder.by_label()
    return PublicationDate(last.when, last.precision, "text") if last else None


def _in_page_zone(finder: _Finder, reading: Reading) -> datetime:
    """The same instant, in the zone where it falls on the day that the address names: systems often write UTC."""
    told = finder.by_url()
    when = reading.when
    if reading.precision is not Precision.DAY and _is_midnight_in_europe(when, finder.view.lang):
        return when.astimezone(timezone(timedelta(hours=24 - when.hour)))
    if told is None or reading.precision is Precision.DAY or when.utcoffset() or when.date() == told.when.date():
        return when
    hours = next((h for h in _ZONE_HOURS if (when + timedelta(hours=h)).date() == told.when.date()), 0)
    return when.astimezone(timezone(timedelta(hours=hours))) if hours else when


def _is_midnight_in_europe(when: datetime, lang: str | None) -> bool:
    """Whether a UTC time is midnight in central or eastern Europe: then only the day was known."""
    on_the_hour = when.utcoffset() == timedelta(0) and when.hour >= 22 and when.minute == when.second == 0
    return on_the_hour and lang in _EUROPEAN


def find_modified(view: PageView) -> datetime | None:
    """When the article was last changed, as structured data or metas tell."""
    habits = habits_of(view)
    told = [text_value(item.get("dateModified")) for item in article_objects(view)] + [
        view.meta(name) for name in _MODIFIED_METAS
    ]
    reading = next((r for text in told if text and (r := read_date(text, habits))), None)
    limit = (view.hints.seen or datetime(2100, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    return reading.when if reading and reading.when <= limit else None


def habits_of(view: PageView) -> Habits:
    """The zone of dates without one (the source's, else China's for Chinese, else UTC) and the order of 3/4/2024."""
    zone: tzinfo = zone_named(view.hints.zone) or (_CHINA if view.lang == "zh" else UTC)
    declared = (view.root.get("lang") or view.root.get("xml:lang") or view.meta("og:locale")).lower().replace("_", "-")
    host = view.url.partition("://")[2].partition("/")[0]
    elsewhere = (declared.startswith("en-") and declared != "en-us") or host.endswith(
        (".uk", ".au", ".nz", ".in", ".ie", ".za")
    )
    return Habits(zone, month_first=view.lang == "en" and not elsewhere)


def _is_line_of_date(text: str) -> bool:
    """Whether a line is there for its date: captions and leads name days too."""
    return len(text) < _SHORT_LINE or bool(_SAYS_PUBLISHED.search(text[:40])) or is_credit_line(text)


def _bare_date(finder: _Finder) -> re.Match[str] | None:
    """A paragraph that is nothing but `10月28日`, above or at the begin of the body."""
    lines = [b.text for b in above_body(finder.view, finder.body, finder.title)] + finder.body.text.split("\n")[:3]
    return next((m for line in lines if (m := _BARE.match(line))), None)
