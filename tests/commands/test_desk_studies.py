"""The studies of the desk: how many are kept and how long, rules tried on samples, the source that comes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kitewire.article import PageLink
from kitewire.commands import desk_studies
from kitewire.commands.desk_studies import KeptStudies
from kitewire.crawl import Fetched
from kitewire.desk import MENDED, Looking, NotSeen, Pointed, Study, with_rules
from kitewire.errors import DiscoveryError, UnknownIdError, UsageError
from kitewire.probe import Probe, ProbedPage
from kitewire.settings import Settings
from kitewire.source import Field, Rule, Source, Template
from tests.feeds.desk.outlet import HEADLINES, LABEL, path, story
from tests.scheduler.processes import PATIENCE, wait_until

SOURCE = Source("harbour", "http://harbour.example/")


def probed(number: int, body: bytes | None = None, is_article: bool = True) -> ProbedPage:
    url = f"http://harbour.example{path(number)}"
    raw = story(number)[2] if body is None else body
    return ProbedPage(Fetched(url, url, 200, raw, datetime.now(UTC), "utf-8"), PageLink(url, ""), is_article)


def seeing(*pages: ProbedPage) -> KeptStudies:
    return KeptStudies(Settings(), lambda source, *_: Probe(source, (), (), pages=pages))


def seen(studies: KeptStudies, key: str) -> Study:
    wait_until(lambda: not isinstance(studies.look(key), Looking), "an end of the looking")
    stands = studies.look(key)
    assert isinstance(stands, Study), stands
    return stands


def test_a_rule_reads_every_sample_and_tells_before_and_after() -> None:
    studies = seeing(*map(probed, range(3)))
    key = studies.begin(SOURCE, stored=False)
    study = seen(studies, key)
    block = next(b for b in study.samples[1].seen.blocks if b.text == HEADLINES[1])
    studies.point(key, Pointed(1, block.steps[-1].element, Field.TITLE, study.turn))
    choice = seen(studies, key).choice
    assert choice is not None and choice.proposals[0].selector == "div.headline"
    studies.add_rule(key, Field.TITLE, choice.proposals[0].selector)
    study = seen(studies, key)
    assert [one.before.title for one in study.samples] == [LABEL] * 3
    assert [one.seen.page.title for one in study.samples] == list(HEADLINES[:3])
    assert study.finds[0].counts == (1, 1, 1) and study.choice is None
    studies.add_rule(key, Field.TITLE, "xpath://h1")
    studies.add_rule(key, Field.STRIP, "span.who")
    studies.add_rule(key, Field.STRIP, "span.when")
    assert [rule.expression for rule in seen(studies, key).rules] == ["//h1", "span.who", "span.when"]
    studies.drop_rule(key, 1)
    assert [rule.expression for rule in seen(studies, key).rules] == ["//h1", "span.when"]


def test_what_cannot_be_is_told() -> None:
    studies = seeing(probed(0))
    key = studies.begin(SOURCE, stored=False)
    turn = seen(studies, key).turn
    with pytest.raises(UsageError, match="title: 'div\\[\\[' is not a CSS selector"):
        studies.add_rule(key, Field.TITLE, "div[[")
    for page, element in ((0, 10**6), (5, 0), (-1, 0)):
        with pytest.raises(UsageError, match="has no element"):
            studies.point(key, Pointed(page, element, Field.TITLE, turn))
    studies.add_rule(key, Field.STRIP, "h1")
    with pytest.raises(UsageError, match="have changed since"):
        studies.point(key, Pointed(0, 1, Field.TITLE, turn))
    for number in range(desk_studies.MOST_RULES - 1):
        studies.add_rule(key, Field.STRIP, f"p.n{number}")
    with pytest.raises(UsageError, match="are enough"):
        studies.add_rule(key, Field.STRIP, "p.one-more")
    studies.end(key)
    with pytest.raises(UnknownIdError, match="begin again"):
        studies.look(key)


def test_samples_are_articles_first_and_pages_that_can_be_read() -> None:
    poor, huge, broken = probed(3, is_article=False), probed(1, b"<p>" + b"x" * 4_000_000), probed(2, b"%PDF-1.4")
    studies = seeing(poor, huge, broken, probed(0))
    study = seen(studies, studies.begin(SOURCE, stored=False))
    assert [one.before.url for one in study.samples] == [f"http://harbour.example{path(n)}" for n in (0, 3)]


def test_a_look_that_fails_says_why() -> None:
    def fail(source: Source, *_: object) -> Probe:
        raise DiscoveryError(f"{source.home}: nothing there")

    studies = KeptStudies(Settings(), fail)
    key = studies.begin(SOURCE, stored=False)
    while isinstance(stands := studies.look(key), Looking):
        time.sleep(0.01)
    assert stands == NotSeen(SOURCE.home, "http://harbour.example/: nothing there")
    with pytest.raises(UsageError, match="not been seen"):
        studies.add_rule(key, Field.TITLE, "h1")


def test_few_sites_are_looked_at_at_once_and_one_that_is_left_is_given_up() -> None:
    given_up = threading.Event()

    def slow(source: Source, settings: Settings, tell: Callable[[str], None], going_on: Callable[[], bool]) -> Probe:
        tell(source.home)
        while going_on():
            time.sleep(0.01)
        given_up.set()
        raise DiscoveryError("given up")

    studies = KeptStudies(Settings(), slow)
    keys = [studies.begin(SOURCE, stored=False) for _ in range(desk_studies.MOST_LOOKS)]
    with pytest.raises(UsageError, match="try again in a minute"):
        studies.begin(SOURCE, stored=False)
    wait_until(lambda: studies.look(keys[0]) == Looking(SOURCE.home, (SOURCE.home,)), "that it tells what it does")
    for key in keys:
        studies.end(key)
    assert given_up.wait(PATIENCE)


def test_studies_are_forgotten_by_age_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    time_now = [0.0]
    studies = KeptStudies(
        Settings(), lambda source, *_: Probe(source, (), (), pages=(probed(0),)), clock=lambda: time_now[0]
    )
    keys = []
    for _ in range(desk_studies.MOST_STUDIES + 1):
        keys.append(studies.begin(SOURCE, stored=False))
        seen(studies, keys[-1])
    with pytest.raises(UnknownIdError):
        studies.look(keys[0])
    time_now[0] = desk_studies.LONGEST_KEPT - 1
    assert studies.look(keys[1])
    time_now[0] = desk_studies.LONGEST_KEPT + 1
    assert studies.look(keys[1]), "it was used since"
    with pytest.raises(UnknownIdError):
        studies.look(keys[2])
    monkeypatch.setattr(desk_studies, "MOST_BYTES", len(story(0)[2]) + 10)
    key = studies.begin(SOURCE, stored=False)
    seen(studies, key)
    assert studies.look(key)
    with pytest.raises(UnknownIdError):
        studies.look(keys[1])


def test_the_rules_stand_before_the_templates_of_the_source_and_are_found_again() -> None:
    plain = Template("own", (Rule(Field.TITLE, "css", "h2"),))
    source = with_rules(replace(SOURCE, templates=(plain,)), [Rule(Field.TITLE, "css", "h1")], ("http://a/", "text"))
    assert [one.name for one in source.templates] == [MENDED, "own"]
    assert source.templates[0].test_contains == ("text",)
    again = with_rules(source, [Rule(Field.BODY, "css", "main")])
    assert [rule.expression for rule in again.templates[0].rules] == ["main"] and again.templates[1] == plain
    assert with_rules(again, []).templates == (plain,)
    studies = seeing(probed(0))
    assert seen(studies, studies.begin(source, stored=True)).rules == (Rule(Field.TITLE, "css", "h1"),)
