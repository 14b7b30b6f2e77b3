"""From what is known of a source to findings that people can read, and what has changed of those that stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kitewire.health import Evidence, Finding, FindingKind
from kitewire.messages import Message, as_message, numbered
from kitewire.run_measures import Part, RunRecord
from scheduler.expectation import Expectation
from scheduler.monitor import Monitor
from scheduler.observing import (
    BLOCKED,
    BUDGET,
    EMPTY,
    ENCODING,
    FIELDS,
    FUTURE,
    LAYOUT,
    LENGTH,
    PAGES,
    REACH,
    LayoutChange,
    is_refusal,
    rule_of,
)

MOST_EVIDENCE = 12
"""Pieces told of one finding: a source can have a hundred lists."""
_KINDS = {
    FIELDS: FindingKind.FIELDS,
    EMPTY: FindingKind.EMPTY,
    FUTURE: FindingKind.FUTURE_DATES,
    ENCODING: FindingKind.ENCODING,
    LAYOUT: FindingKind.LAYOUT_CHANGED,
    BUDGET: FindingKind.BUDGET,
    "failing": FindingKind.FAILING,
    "blocked": FindingKind.BLOCKED,
}
_PARTS = {
    Part.TITLE: "a title",
    Part.DATE: "a date",
    Part.TIME: "a time of day",
    Part.ORIGIN: "an origin",
    Part.BYLINE: "a byline",
    Part.RELATED: "a related list",
    Part.IMAGE: "an image",
}


_DAYS, _HOURS, _MINUTES = ("{n} day", "{n} days"), ("{n} hour", "{n} hours"), ("{n} minute", "{n} minutes")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run has changed of the findings of its source."""

    raised: tuple[Finding, ...] = ()
    kept: tuple[Finding, ...] = ()
    """Those that stand and showed again."""
    cleared: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.raised or self.kept or self.cleared)


def changes(standing: Sequence[Finding], now_found: Iterable[Finding], shown: Collection[str], at: datetime) -> Changes:
    """What becomes of the findings that stood, given those that hold after a run that ended `at`; `shown` names the
    kinds that the run itself showed."""
    found = {one.kind: one for one in now_found}
    known = {one.kind: one for one in standing}
    return Changes(
        raised=tuple(replace(one, raised=at) for kind, one in found.items() if kind not in known),
        kept=tuple(
            replace(one, evidence=_with_samples(found[kind].evidence, one.evidence), seen=at, proofs=one.proofs + 1)
            for kind, one in known.items()
            if kind in found and kind.value in shown
        ),
        cleared=tuple(replace(one, cleared=at) for kind, one in known.items() if kind not in found),
    )


def findings(expected: Expectation, run: RunRecord, layout: LayoutChange | None = None) -> list[Finding]:
    """What is wrong with a source after `run`, each kind once."""
    by_kind: defaultdict[FindingKind, list[tuple[str, Monitor]]] = defaultdict(list)
    for name, monitor in expected.monitors.items():
        if monitor.raised:
            by_kind[kind_of(name, monitor)].append((name, monitor))
    found = [_finding(kind, watched, After(expected, run, layout)) for kind, watched in by_kind.items()]
    quiet = expected.quiet
    if quiet.raised and quiet.last:
        found.append(Finding(FindingKind.SILENT, quiet.last, run.ended, quiet.runs, (_silence(expected, run),)))
    return found


def kind_of(name: str, monitor: Monitor) -> FindingKind:
    """Which kind of finding a monitor makes."""
    start = name.partition(":")[0]
    if start == REACH:
        return FindingKind.BLOCKED if is_refusal(monitor.note) else FindingKind.UNREACHABLE
    return _KINDS[start]


def kinds_shown(names: Iterable[str], before: Expectation, after: Expectation) -> set[str]:
    """The kinds of finding that the monitors of these names, and the quiet of the source, have shown in a run."""
    kinds = {kind_of(name, after.monitors[name]).value for name in names}
    quieter = after.quiet.runs > before.quiet.runs
    return kinds | ({FindingKind.SILENT.value} if quieter else set())


@dataclass(frozen=True, slots=True)
class After:
    """What is known after a run."""

    expected: Expectation
    run: RunRecord
    layout: LayoutChange | None


def _finding(kind: FindingKind, watched: Sequence[tuple[str, Monitor]], after: After) -> Finding:
    run, layout = after.run, after.layout
    worst = sorted(watched, key=lambda one: (one[1].since or run.ended, one[0]))[:MOST_EVIDENCE]
    since = min(one.since or run.ended for _, one in watched)
    if kind is FindingKind.LAYOUT_CHANGED and layout is not None:
        since = min(since, layout.since)
    evidence = tuple(_evidence(name, one, after) for name, one in worst)
    if len(watched) > len(worst):
        evidence = (*evidence, Evidence("", "", Message("and {n} more", n=len(watched) - len(worst))))
    return Finding(kind, since, run.ended, max(one.shown for _, one in watched), evidence)


def _evidence(name: str, monitor: Monitor, after: After) -> Evidence:
    start, _, subject = name.partition(":")
    samples, sizes = after.run.measures.samples, after.expected.sizes
    found = Message("{note} in {bad} of {of} runs", note=numbered(monitor.note), bad=_bad(monitor), of=_of(monitor))
    well = _percent(1 - monitor.usual(rule_of(name)))
    if start == REACH:
        return Evidence(subject, Message("to be read, as in {share} of the runs", share=well), found, (subject,))
    if start == EMPTY:
        usual = Message("about {n} links", n=f"{sizes[f'list:{subject}'].usual:.0f}")
        return Evidence(subject, usual, found, (subject,))
    if name == LENGTH:
        usual = Message("texts of about {n} characters", n=f"{sizes['length'].usual:.0f}")
        return Evidence("length", usual, found)
    if start == FIELDS:
        return _field(Part(subject), monitor, samples.get(subject, ()))
    if start == LAYOUT:
        return _layout(after.layout)
    if name in _TOLD:
        return _share(name, monitor, samples)
    return Evidence("", Message("no such runs, as in {share} of the runs", share=well), found)


def _bad(monitor: Monitor) -> str:
    return f"{monitor.now_bad:.0f}"


def _of(monitor: Monitor) -> str:
    return f"{monitor.now:.0f}"


_TOLD = {
    FUTURE: ("date", "{bad} of {of} articles have a date in the future", "future"),
    ENCODING: ("encoding", "{bad} of {of} articles are garbled", "garbled"),
    PAGES: ("pages", "{bad} of {of} pages could not be had", ""),
    BLOCKED: ("pages", "{bad} of {of} pages were refused", ""),
}


def _share(name: str, monitor: Monitor, samples: Mapping[str, tuple[str, ...]]) -> Evidence:
    subject, what, sample = _TOLD[name]
    usual = _percent(monitor.usual(rule_of(name)))
    found = Message(what, bad=_bad(monitor), of=_of(monitor))
    if monitor.note:
        found = Message("{found} ({why})", found=found, why=numbered(monitor.note))
    return Evidence(subject, Message("{share} at most", share=usual), found, samples.get(sample or monitor.note, ()))


def _field(part: Part, monitor: Monitor, samples: tuple[str, ...]) -> Evidence:
    usual = _percent(1 - monitor.usual(rule_of(f"{FIELDS}:{part}")))
    there = {"n": f"{monitor.now - monitor.now_bad:.0f}", "of": _of(monitor)}
    if part is Part.TEXT:
        expected = Message("a readable article on {share} of the pages", share=usual)
        return Evidence("text", expected, Message("on {n} of {of} pages", **there), samples)
    expected = Message("{what} in {share} of the articles", what=as_message(_PARTS[part]), share=usual)
    return Evidence(part.value, expected, Message("in {n} of {of} articles", **there), samples)


def _layout(layout: LayoutChange | None) -> Evidence:
    if layout is None:
        return Evidence("layout", "", "the articles no longer look as before")
    found = Message(
        "the text no longer stands in {place}, as it did in {pages} articles until {when} UTC",
        place=layout.place,
        pages=layout.pages,
        when=f"{layout.since:%Y-%m-%d %H:%M}",
    )
    return Evidence("layout", "", found)


def _silence(expected: Expectation, run: RunRecord) -> Evidence:
    quiet = expected.quiet
    assert quiet.last is not None
    pause = words(run.ended - quiet.last)
    expected_one = as_message("one earlier")
    if quiet.until:
        expected_one = Message("one before {when} UTC", when=f"{quiet.until:%Y-%m-%d %H:%M}")
    if quiet.longest:
        longest = words(timedelta(hours=quiet.longest))
        expected_one = Message("{one}; the longest pause so far was {pause}", one=expected_one, pause=longest)
    lists = tuple(url for url, one in run.measures.lists.items() if not one.error)
    found = Message("no new article for {pause}, though the lists answer", pause=pause)
    return Evidence("articles", expected_one, found, lists[:3])


def words(span: timedelta) -> Message:
    """A length of time for people: `3 days 4 hours`, `50 minutes`."""
    minutes = int(span.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    smaller = [(hours, _HOURS), (0 if hours > 5 else minutes, _MINUTES)]
    parts = [(days, _DAYS), (hours, _HOURS)] if days else smaller
    told = [Message(one if number == 1 else many, n=number) for number, (one, many) in parts if number]
    if len(told) < 2:
        return told[0] if told else as_message("a moment")
    return Message("{longer} {shorter}", longer=told[0], shorter=told[1])


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _with_samples(new: tuple[Evidence, ...], old: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """What the last run has no address for keeps those of the runs before."""
    known = {one.subject: one.samples for one in old}
    return tuple(one if one.samples else replace(one, samples=known.get(one.subject, ())) for one in new)
