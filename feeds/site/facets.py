"""What a reader may narrow a list by, counted: sources, regions, languages, and the days as a small picture. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kitewire.archive_view import ArticleQuery, SourceLine
from kitewire.source import Source
from storage.facets import Cell, Cells

BARS = 30
"""Of a sparkline; each a day, or as many days as it takes."""
SPARK_WIDTH, SPARK_HEIGHT = 60, 14


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    articles: int
    chosen: bool
    spark: str
    """The SVG path of its days."""


@dataclass(frozen=True, slots=True)
class Facet:
    """What may be chosen of one parameter, most articles first; the chosen one first of all."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a bar stands for."""

    first: date
    last: date
    articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """All of a list."""

    facets: tuple[Facet, ...]
    spans: tuple[Span, ...]
    """By time, without gaps."""
    days: tuple[Span, ...]
    """The last days (or spans) with articles, latest first."""
    whole: bool
    """Whether all was counted; else the latest articles alone."""

    @property
    def total(self) -> int:
        """Articles that were counted."""
        return sum(span.articles for span in self.spans)

    @property
    def most(self) -> int:
        """Articles of the fullest span."""
        return max((span.articles for span in self.spans), default=0)


def read_facets(counted: Cells, query: ArticleQuery, sources: Sequence[Source | SourceLine]) -> Facets:
    """The facets of a list. Each counts what the others leave, so that one sees what another choice would give."""
    known = {source.name: source for source in sources}
    axis = _axis([cell.day for cell in counted.cells])
    keys: Mapping[str, tuple[Callable[[Cell], str | None], str | None]] = {
        "source": (lambda cell: cell.source, query.source),
        "region": (lambda cell: known[cell.source].region if cell.source in known else None, query.region),
        "lang": (lambda cell: cell.lang, query.lang),
    }

    def left(but: str = "") -> Sequence[Cell]:
        tests = [(key, chosen) for name, (key, chosen) in keys.items() if name != but and chosen]
        cells = counted.cells
        return [cell for cell in cells if all(key(cell) == chosen for key, chosen in tests)] if tests else cells

    def label(name: str, value: str) -> str:
        return known[value].label if name == "source" and value in known else value

    facets = []
    for name, (key, chosen) in keys.items():
        by_value: defaultdict[str, Counter[date]] = defaultdict(Counter)
        for cell in left(but=name):
            if value := key(cell):
                by_value[value][cell.day] += cell.articles
        found = [
            Choice(value, label(name, value), days.total(), value == chosen, spark(_counts(days, axis)))
            for value, days in by_value.items()
        ]
        found.sort(key=lambda one: (not one.chosen, -one.articles, one.label))
        facets.append(Facet(name, tuple(found)))
    all_days: Counter[date] = Counter()
    for cell in left():
        all_days[cell.day] += cell.articles
    spans = tuple(Span(*span, articles) for span, articles in zip(axis, _counts(all_days, axis), strict=True))
    days = tuple(span for span in reversed(spans) if span.articles)
    return Facets(tuple(facets), spans, days, counted.whole)


def _axis(days: Sequence[date]) -> list[tuple[date, date]]:
    """The days from the first to the last in `BARS` spans at most, all of one length; the last ends with the last."""
    if not days:
        return []
    first, last = min(days), max(days)
    length = -(-((last - first).days + 1) // BARS)
    ends = [last - timedelta(days=length * n) for n in range(((last - first).days) // length + 1)]
    return [(end - timedelta(days=length - 1), end) for end in reversed(ends)]


def _counts(days: Mapping[date, int], axis: Sequence[tuple[date, date]]) -> list[int]:
    if not axis:
        return []
    begin, length = axis[0][0], (axis[0][1] - axis[0][0]).days + 1
    counts = [0] * len(axis)
    for day, articles in days.items():
        counts[(day - begin).days // length] += articles
    return counts


def spark(counts: Sequence[int]) -> str:
    """A line over `counts` as an SVG path within `SPARK_WIDTH` by `SPARK_HEIGHT`."""
    most, last = max(counts, default=0) or 1, max(1, len(counts) - 1)
    points = [(n * SPARK_WIDTH / last, SPARK_HEIGHT - 1 - c * (SPARK_HEIGHT - 2) / most) for n, c in enumerate(counts)]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _both_ends(points))


def _both_ends(points: list[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    """A single point is drawn as a line from end to end."""
    return points if len(points) != 1 else [(0.0, points[0][1]), (float(SPARK_WIDTH), points[0][1])]
