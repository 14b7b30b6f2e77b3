"""The pure rules of health: monitors, patience, what is kept and what it means."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import log
from zoneinfo import ZoneInfo

import pytest

from kitewire.crawl import Appeared, RunStatus
from kitewire.health import Finding, FindingKind
from kitewire.run_measures import ListMeasure, Part, RunMeasures, RunRecord
from scheduler.assessment import Surroundings, assess
from scheduler.cadence import Past, Patience, improbable, patience
from scheduler.days_off import days_off
from scheduler.expectation import Expectation, Quiet, from_dict, to_dict
from scheduler.findings import changes, findings, words
from scheduler.monitor import RAISED, Monitor, Rule, observe
from scheduler.quiet import listen, wants_past

START = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEIJING = ZoneInfo("Asia/Shanghai")
URL = "http://a.example/news/"
RULE = Rule(span=2 * HOUR, broken=0.99, prior_bad=0.5, prior=10)


def no_day_off(day: date) -> bool:
    return False


def watched(bad: Sequence[bool], every: timedelta = HOUR, rule: Rule = RULE) -> Monitor:
    """A monitor after a hundred good runs and these."""
    monitor = Monitor()
    for n, trouble in enumerate([False] * 100 + list(bad)):
        monitor = observe(monitor, float(trouble), 1, START + every * n, rule)
    return monitor


def test_three_bad_runs_raise_and_two_do_not() -> None:
    assert not watched([True, True]).raised
    assert watched([True, True, True]).raised


def test_blips_do_not_add_up() -> None:
    assert not watched([True, False, False, False] * 40).raised
    assert not watched([True, True, False, False] * 10).raised


def test_no_run_is_enough_however_many_pages_it_read() -> None:
    monitor = observe(watched([]), 1000, 1000, START + 200 * HOUR, RULE)
    assert not monitor.raised and monitor.doubt <= 4


def test_quick_pollers_wait_for_the_span() -> None:
    minutes = timedelta(minutes=10)
    assert not watched([True] * 12, every=minutes).raised
    assert watched([True] * 13, every=minutes).raised


def test_two_good_runs_clear_and_one_does_not() -> None:
    assert watched([True] * 9 + [False]).raised
    assert not watched([True] * 9 + [False, False]).raised


def test_broken_state_is_not_learned() -> None:
    before, after = watched([]), watched([True] * 500)
    assert after.raised and (after.bad, after.seen) == (before.bad, before.seen)
    mended = watched([True] * 500 + [False] * 3)
    assert mended.usual(RULE) == pytest.approx(before.usual(RULE), abs=0.01)


def test_usual_trouble_is_learned_and_not_found() -> None:
    flaky = Monitor()
    for n in range(3000):
        flaky = observe(flaky, float(n % 5 == 0), 1, START + HOUR * n, RULE)
        assert not flaky.raised
    assert flaky.usual(RULE) == pytest.approx(0.2, abs=0.05)
    for n in range(3000, 3012):
        flaky = observe(flaky, 1, 1, START + HOUR * n, RULE)
    assert flaky.raised


def test_there_is_no_expectation_from_few_observations_or_within_a_day() -> None:
    rule = replace(RULE, warm=20)
    few = Monitor()
    for n in range(10):
        few = observe(few, 0, 1, START + DAY * n, rule)
    assert not few.is_warm(rule, START + 11 * DAY)
    quick = Monitor()
    for n in range(40):
        quick = observe(quick, 0, 5, START + timedelta(minutes=n), rule)
    assert not quick.is_warm(rule, START + HOUR)
    assert quick.is_warm(rule, START + DAY)


def test_clock_that_is_put_back_raises_nothing_early() -> None:
    monitor = watched([True])
    for _ in range(5):
        monitor = observe(monitor, 1, 1, START, RULE)
    assert monitor.doubt == RAISED and not monitor.raised


def every_workday(weeks: int, hour: int = 2) -> list[datetime]:
    days = (START + DAY * n for n in range(weeks * 7))
    return [day + hour * HOUR for day in days if day.weekday() < 5]


def allowed(events: Sequence[datetime], zone: ZoneInfo = BEIJING, **more: object) -> Patience | None:
    appeared = [Appeared(when, when) for when in events]
    return patience(Past(appeared, **more), max(events), zone, no_day_off)  # type: ignore[arg-type]


def test_outlet_that_rests_at_weekends_is_not_silent_on_them() -> None:
    events = every_workday(8)
    assert max(events).weekday() == 4
    known = allowed(events)
    assert known is not None
    monday = max(events) + 3 * DAY
    assert monday < known.until < monday + 2 * DAY


def test_daily_outlet_is_not_silent_over_night_but_the_day_after() -> None:
    events = [START + DAY * n for n in range(40)]
    known = allowed(events)
    assert known is not None and DAY < known.until - max(events) < 2 * DAY


def test_weekly_outlet_has_weeks() -> None:
    events = [START + 7 * DAY * n for n in range(15)]
    known = allowed(events)
    assert known is not None and 7 * DAY < known.until - max(events) < 21 * DAY


def test_busy_outlet_has_hours_by_day_and_the_night() -> None:
    day = [START + DAY * d + timedelta(minutes=15 * n) for d in range(21) for n in range(56)]
    noon = [when for when in day if when < START + 20 * DAY + 6 * HOUR]
    by_day, by_night = allowed(noon), allowed(day)
    assert by_day is not None and by_night is not None
    assert by_day.until - max(noon) < 5 * HOUR
    assert by_night.until > START + 21 * DAY, "the next morning"


def test_public_holiday_counts_as_a_sunday() -> None:
    events = every_workday(8)
    week = {(max(events) + DAY * n).date() for n in range(10)}
    appeared = [Appeared(when, when) for when in events]
    rests = patience(Past(appeared), max(events), BEIJING, lambda day: day in week)
    works = patience(Past(appeared), max(events), BEIJING, no_day_off)
    assert rests is not None and works is not None and rests.until - works.until > 4 * DAY


@pytest.mark.parametrize(("day", "off"), [(date(2026, 10, 2), True), (date(2026, 11, 3), False)])
def test_days_off_are_those_of_the_country(day: date, off: bool) -> None:
    assert days_off("Asia/Shanghai")(day) is off
    assert not days_off("UTC")(day)


def test_pauses_that_were_trouble_are_not_learned() -> None:
    # A daily outlet that was silent for three weeks once.
    events = [START + DAY * n for n in range(60) if not 20 < n < 41]
    silence = (START + 20 * DAY, START + 41 * DAY)
    spoiled, clean = allowed(events), allowed(events, silences=(silence,))
    assert spoiled is not None and clean is not None
    assert clean.until - max(events) < 3 * DAY < spoiled.until - max(events)


def test_few_pauses_tell_nothing() -> None:
    assert allowed([START + DAY * n for n in range(7)]) is None
    assert allowed([START + HOUR * n for n in range(30)]) is None, "a day is too short"


def test_articles_of_the_first_day_count_when_they_were_published() -> None:
    """And those without a time of day not at all: they would all have appeared at once."""
    seen = START + 60 * DAY
    timed = [Appeared(START + DAY * n + 3 * HOUR, seen) for n in range(59)]
    assert patience(Past(timed), seen, BEIJING, no_day_off) is not None
    undated = [Appeared(START + DAY * n - 8 * HOUR, seen) for n in range(59)]
    assert patience(Past(undated), seen, BEIJING, no_day_off) is None


def test_bound_of_a_poisson_process_is_near_its_true_quantile() -> None:
    """2,000 pauses a year, of which less than 0.02 may be longer: -ln(1e-5) = 11.5 means."""
    pauses = [-log(1 - (n + 0.5) / 1000) for n in range(1000)]
    assert 10 < improbable(pauses, years=0.5) < 15


def run_at(hours: float, measures: RunMeasures, found: int = 0) -> RunRecord:
    ended = START + hours * HOUR
    return RunRecord(1, RunStatus.FINISHED, ended, ended, "", found, 1, measures)


NOTHING_NEW = RunMeasures(lists={URL: ListMeasure(links=30, pages=1)})


def test_silence_is_told_after_three_runs_beyond_the_bound_and_over_with_one_article() -> None:
    quiet = Quiet(last=START, until=START + 10 * HOUR)
    raised = []
    for hours in (8, 9, 11, 12, 13):
        quiet = listen(quiet, run_at(hours, NOTHING_NEW), None, None)
        raised.append(quiet.raised)
    assert raised == [False, False, False, False, True]
    quiet = listen(quiet, run_at(14, replace(NOTHING_NEW, new=1, read=1)), None, None)
    assert not quiet.raised and quiet.last == START + 14 * HOUR


@pytest.mark.parametrize(
    "run",
    [
        run_at(20, RunMeasures(lists={URL: ListMeasure(error="timeout")})),
        run_at(20, replace(NOTHING_NEW, read=3)),
        run_at(20, NOTHING_NEW, found=3),
        replace(run_at(20, NOTHING_NEW), status=RunStatus.INTERRUPTED),
    ],
    ids=["lists fail", "pages are no articles", "pages wait", "cut off"],
)
def test_silence_is_not_proven_by(run: RunRecord) -> None:
    quiet = Quiet(last=START, until=START + 10 * HOUR, runs=2, first=START + 11 * HOUR)
    assert listen(quiet, run, None, None) == quiet


def test_the_past_is_looked_up_seldom() -> None:
    quiet = Quiet(last=START)
    assert not wants_past(quiet, run_at(1, NOTHING_NEW)) and wants_past(quiet, run_at(3, NOTHING_NEW))
    known = listen(quiet, run_at(3, NOTHING_NEW), START, Patience(START + 9 * HOUR, HOUR))
    assert not wants_past(known, run_at(4, NOTHING_NEW))
    unknown = listen(quiet, run_at(3, NOTHING_NEW), START, None)
    assert not wants_past(unknown, run_at(4, NOTHING_NEW)) and wants_past(unknown, run_at(30, NOTHING_NEW))


def ordinary(articles: int = 3, **more: object) -> RunMeasures:
    filled = {part.value: articles for part in Part if part is not Part.IMAGE}
    size = log(1200)
    whole = RunMeasures(
        read=articles,
        articles=articles,
        new=articles,
        filled=filled,
        log_length=articles * size,
        log_length_squares=articles * size**2,
        attempts=articles,
        lists={URL: ListMeasure(links=40, pages=1)},
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def lived(*later: RunMeasures, runs: int = 60, around: Surroundings | None = None) -> Iterator[Expectation]:
    """The expectation after each of `later`, three hours apart, which follow `runs` ordinary runs."""
    expected = Expectation()
    for n, measures in enumerate([ordinary()] * runs + list(later)):
        expected = assess(expected, run_at(3 * n, measures), around or Surroundings({URL}))
        if n >= runs:
            yield expected


def kinds(expected: Expectation, measures: RunMeasures) -> set[FindingKind]:
    return {one.kind for one in findings(expected, run_at(1000, measures))}


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (ordinary(filled={Part.TEXT: 3, Part.TITLE: 3}), FindingKind.FIELDS),
        (ordinary(articles=0, new=0, read=3), FindingKind.FIELDS),
        (ordinary(log_length=3 * log(200)), FindingKind.FIELDS),
        (ordinary(garbled=3), FindingKind.ENCODING),
        (ordinary(future=3), FindingKind.FUTURE_DATES),
        (ordinary(0, attempts=4, troubles={"http 429": 4}), FindingKind.BLOCKED),
        (ordinary(0, attempts=4, troubles={"timeout": 4}), FindingKind.FAILING),
        (ordinary(0, lists={URL: ListMeasure(links=4, pages=1)}), FindingKind.EMPTY),
        (ordinary(0, lists={URL: ListMeasure(error="no such host")}), FindingKind.UNREACHABLE),
        (ordinary(0, lists={URL: ListMeasure(error="a.example asked to wait until 12:00 UTC")}), FindingKind.BLOCKED),
        (ordinary(cut="stopped after 2000 pages"), FindingKind.BUDGET),
    ],
)
def test_kinds_of_trouble(broken: RunMeasures, kind: FindingKind) -> None:
    after = list(lived(*[broken] * 20))
    assert kinds(after[0], broken) == set() == kinds(after[1], broken)
    assert kind in kinds(after[-1], broken)
    (told,) = [one for one in findings(after[-1], run_at(1000, broken)) if one.kind is kind]
    assert all(str(one) for one in told.evidence)
    healthy = list(lived(*[broken] * 20, *[ordinary(6)] * 4))
    assert kinds(healthy[-1], ordinary()) == set()


def test_lengths_are_learned_from_short_texts_too() -> None:
    """Were those left out that give some doubt, the usual length would grow until every text is too short."""
    chance, expected = random.Random(3), Expectation()
    for n in range(800):
        size = chance.gauss(log(900), 0.6)
        one = ordinary(1, log_length=size, log_length_squares=size**2)
        expected = assess(expected, run_at(n, one), Surroundings({URL}))
        assert kinds(expected, one) == set()
    assert expected.sizes["length"].usual == pytest.approx(900, rel=0.15)
    short = ordinary(3, log_length=3 * log(150), log_length_squares=3 * log(150) ** 2)
    for n in range(800, 900):
        expected = assess(expected, run_at(n, short), Surroundings({URL}))
    assert kinds(expected, short) == {FindingKind.FIELDS}
    assert expected.sizes["length"].usual == pytest.approx(900, rel=0.15), "the broken state is not learned"
    for n in range(900, 905):
        expected = assess(expected, run_at(n, ordinary(3)), Surroundings({URL}))
    assert expected.sizes["length"].usual == pytest.approx(900, rel=0.15), "nor afterwards"


def test_list_that_is_as_empty_as_the_last_time_goes_on_being_empty() -> None:
    """Its server sends 304: the first empty answer is all there will ever be."""
    empty, same = (ordinary(0, lists={URL: one}) for one in (ListMeasure(pages=1), ListMeasure(unchanged=True)))
    assert FindingKind.EMPTY in kinds(list(lived(empty, same, same))[-1], same)
    full = ordinary(0, lists={URL: ListMeasure(unchanged=True)})
    assert kinds(list(lived(full, full, full))[-1], full) == set()


def test_part_that_few_articles_have_is_not_missed() -> None:
    assert kinds(list(lived(*[ordinary()] * 60))[-1], ordinary()) == set(), "no article has an image"


def test_run_that_was_cut_off_says_nothing_of_pages() -> None:
    before, after = list(lived(ordinary(), ordinary()))[-1], Expectation()
    cut = replace(run_at(500, ordinary(0, read=50, attempts=50)), status=RunStatus.INTERRUPTED)
    after = assess(before, cut, Surroundings({URL}))
    changed = {name for name, one in after.monitors.items() if one != before.monitors.get(name)}
    assert changed == {"failing:cut"}


def test_start_point_that_was_taken_out_is_forgotten() -> None:
    gone = ordinary(0, lists={URL: ListMeasure(error="http 404")})
    broken = list(lived(*[gone] * 5))[-1]
    assert kinds(broken, gone) == {FindingKind.UNREACHABLE}
    other = "http://a.example/other/"
    after = assess(broken, run_at(900, ordinary(lists={other: ListMeasure(links=9)})), Surroundings({other}))
    assert kinds(after, ordinary()) == set() and not any(URL in name for name in (*after.monitors, *after.sizes))


def test_expectation_survives_being_written_down() -> None:
    broken = ordinary(lists={URL: ListMeasure(error="http 404")})
    for expected in lived(ordinary(), broken, broken, broken, broken):
        again = from_dict(json.loads(json.dumps(to_dict(expected))))
        assert again.quiet == expected.quiet and again.runs == expected.runs and again.links == expected.links
        assert {name: one.raised for name, one in again.monitors.items()} == {
            name: one.raised for name, one in expected.monitors.items()
        }
        assert to_dict(again) == to_dict(expected)
    assert from_dict({}) == from_dict({"version": 0}) == Expectation()


def test_measures_survive_being_written_down() -> None:
    whole = ordinary(
        troubles={"timeout": 1}, samples={"title": ("http://a.example/1",)}, newest=START, future=1, cut="stopped"
    )
    assert RunMeasures.from_dict(json.loads(json.dumps(whole.to_dict()))) == replace(
        whole, log_length=round(whole.log_length, 3), log_length_squares=round(whole.log_length_squares, 3)
    )
    assert RunMeasures.from_dict({}) == RunMeasures() and RunMeasures().to_dict() == {}


def test_measures_add_up() -> None:
    one = RunMeasures(read=2, articles=1, filled={"title": 1}, newest=START, samples={"title": ("a", "b")})
    two = RunMeasures(
        read=3, articles=3, filled={"title": 2, "date": 1}, newest=START + DAY, samples={"title": ("c", "d")}
    )
    both = one + two
    assert (both.read, both.articles, both.filled, both.newest) == (5, 4, {"title": 3, "date": 1}, START + DAY)
    assert both.samples == {"title": ("c", "d", "a")}


def test_changes_of_findings() -> None:
    old = Finding(FindingKind.EMPTY, START, START, 3, (), raised=START, id=7)
    other = Finding(FindingKind.SILENT, START, START, 3, (), raised=START, id=8)
    new = Finding(FindingKind.BLOCKED, START, START + HOUR, 3, ())
    told = changes([old, other], [replace(old, proofs=4), new], {"empty"}, START + HOUR)
    assert [one.kind for one in told.raised] == [FindingKind.BLOCKED] and told.raised[0].raised == START + HOUR
    assert [(one.id, one.proofs, one.seen) for one in told.kept] == [(7, 4, START + HOUR)]
    assert [(one.id, one.cleared) for one in told.cleared] == [(8, START + HOUR)]
    assert not changes([old], [old], set(), START), "a run that showed nothing changes nothing"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=3, hours=4), "3 days 4 hours"),
        (timedelta(hours=1, minutes=5), "1 hour 5 minutes"),
        (DAY, "1 day"),
    ],
)
def test_spans_in_words(span: timedelta, said: str) -> None:
    assert words(span) == said
