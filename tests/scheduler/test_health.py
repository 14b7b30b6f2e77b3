"""Health by expectation, with crawls of sources that really go wrong: found after repeated proof, cleared by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kitewire.health import Finding, FindingKind
from tests.crawler.site import Page, Site
from tests.scheduler.health_site import (
    MENDED,
    ROUNDS,
    Outlet,
    Town,
    hollow,
    mojibake,
    redesigned,
    tomorrow,
    unsigned,
)

pytestmark = pytest.mark.long

SCRIPTED = Page("<html><body><div id='app'></div></body></html>")
OUTLETS = {
    FindingKind.FIELDS: Outlet("hollow", make=hollow),
    FindingKind.EMPTY: Outlet("empty", list_page=SCRIPTED),
    FindingKind.BLOCKED: Outlet("refused", all_pages=Page("no", 403)),
    FindingKind.UNREACHABLE: Outlet("moved", list_page=Page("gone", 404)),
    FindingKind.ENCODING: Outlet("mojibake", make=mojibake),
    FindingKind.FUTURE_DATES: Outlet("tomorrow", make=tomorrow),
    FindingKind.SILENT: Outlet("silent", publishes=False, blips=False, begins=2, first=20),
    FindingKind.LAYOUT_CHANGED: Outlet("redesigned", make=redesigned, blips=False, articles=6),
}
UNSIGNED, WELL = Outlet("unsigned", make=unsigned), Outlet("well", begins=ROUNDS)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with ExitStack() as opened:
        outlets = enumerate([*OUTLETS.values(), UNSIGNED, WELL])
        sites = {opened.enter_context(Site(f"127.0.0.{20 + number}")): one for number, one in outlets}
        town = Town(tmp_path_factory.mktemp("town"), sites)
        town.learn()
        for number in range(1, ROUNDS):
            town.round(number)
        yield town


def after_rounds(town: Town, name: str) -> list[list[Finding]]:
    """The findings after each round; those of the first round and after what was learned from it count as one."""
    return town.told[name][1:]


def kinds(findings: list[Finding]) -> set[FindingKind]:
    return {one.kind for one in findings}


@pytest.mark.parametrize("kind", OUTLETS)
def test_trouble_is_found_after_the_third_run_and_never_on_a_blip(town: Town, kind: FindingKind) -> None:
    told = [kinds(after) for after in after_rounds(town, OUTLETS[kind].name)]
    assert told[: MENDED - 1] == [set()] * (MENDED - 1)
    assert kind in told[MENDED - 1]


@pytest.mark.parametrize("kind", OUTLETS)
def test_it_is_cleared_by_itself_after_repeated_disproof(town: Town, kind: FindingKind) -> None:
    told = [kinds(after) for after in after_rounds(town, OUTLETS[kind].name)]
    if kind is not FindingKind.SILENT:  # one new article is all that was missing
        assert kind in told[MENDED], "one good run is no proof either"
    assert kind not in told[ROUNDS - 1]


def test_what_is_well_stays_well(town: Town) -> None:
    assert not any(after_rounds(town, "well"))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("hollow", "on 0 of 9 pages"),
        ("empty", "0 links in 3 of 3 runs"),
        ("refused", "http 403 in 3 of 3 runs"),
        ("moved", "http 404 in 3 of 3 runs"),
        ("mojibake", "9 of 9 articles are garbled"),
        ("tomorrow", "9 of 9 articles have a date in the future"),
        ("silent", "no new article for 2 days, though the lists answer"),
        ("redesigned", "the text no longer stands in div#main > article > div.content"),
        ("unsigned", "in 0 of 9 articles"),
    ],
)
def test_evidence_tells_what_was_found(town: Town, name: str, found: str) -> None:
    told = [evidence for one in after_rounds(town, name)[MENDED - 1] for evidence in one.evidence]
    assert any(evidence.found.startswith(found) for evidence in told), told


def test_evidence_names_pages_and_what_was_expected(town: Town) -> None:
    (finding,) = after_rounds(town, "unsigned")[MENDED - 1]
    (evidence,) = finding.evidence
    assert evidence.subject == "byline" and evidence.expected == "a byline in 98 % of the articles"
    assert evidence.samples and all("/unsigned/news/" in url for url in evidence.samples)
    assert finding.raised is not None and finding.raised > finding.since
    assert finding.proofs == 3
