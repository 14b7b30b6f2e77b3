"""The demo's own checks can fail."""

from __future__ import annotations

from typing import Any

import pytest

from demo_world import World, promises
from demo_world.session import BrokenPromiseError
from tests.demo_world.conftest import article


def _run(source: str, status: str = "finished", **outcomes: int) -> dict[str, Any]:
    every = {"new": 0, "revised": 0, "unchanged": 0, "not_article": 0, "skipped": 0, "failed": 0}
    return {"id": 1, "source": source, "status": status, "error": "", "outcomes": every | outcomes}


def test_round_one_wants_every_article(world: World) -> None:
    runs = [_run("yuanwang", new=49, not_article=1, failed=1), _run("xiuan", new=31), _run("courier", new=15)]
    promises.check_first_round(runs, world)
    with pytest.raises(BrokenPromiseError, match="round one: 80 new, the world has 95"):
        promises.check_first_round(runs[:2], world)


def test_round_two_wants_one_new_and_one_revised() -> None:
    promises.check_second_round([_run("xiuan", new=1, unchanged=31), _run("yuanwang", revised=1)])
    with pytest.raises(BrokenPromiseError, match="2 new articles instead of one"):
        promises.check_second_round([_run("xiuan", new=2), _run("yuanwang", revised=1)])
    with pytest.raises(BrokenPromiseError, match="0 revised articles"):
        promises.check_second_round([_run("xiuan", new=1)])


def test_a_failed_run_is_told() -> None:
    with pytest.raises(BrokenPromiseError, match="run 1 of xiuan is failed"):
        promises.check_runs_ended_well([_run("xiuan", status="failed")])


def _record(world: World, **changes: Any) -> dict[str, Any]:
    one = article(world, "bridge-opening")
    related = [{"article": number if number < 3 else None} for number in range(10)]
    bylines = {"reporters": ["沈砚秋"], "correspondents": ["纪同舟"], "editors": ["韩疏影"], "authors": []}
    told = {"id": 7, "title": one.title, "bylines": bylines, "dateline": one.dateline, "related": related}
    return told | {"published": "2026-10-28T01:15:00Z"} | changes


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"dateline": None}, "the dateline is None"),
        ({"published": "2025-03-05T00:00:00Z"}, "published 2025-03-05"),
        ({"related": []}, "0 related entries, the page shows ten"),
        ({"related": [{"article": None}] * 10}, "0 of 10 related entries are resolved"),
        ({"bylines": {"reporters": ["沈砚秋", "纪同舟"], "correspondents": [], "editors": []}}, "reporters are"),
    ],
)
def test_an_article_with_a_mistake_is_told(world: World, changes: dict[str, Any], complaint: str) -> None:
    one = article(world, "bridge-opening")
    promises.check_article(_record(world), one)
    with pytest.raises(BrokenPromiseError, match=complaint):
        promises.check_article(_record(world, **changes), one)


def _story(**changes: Any) -> dict[str, Any]:
    articles = [{"id": n, "source": name} for n, name in enumerate(("yuanwang", "xiuan", "courier", "xiuan"), 1)]
    links = [{"a": 4, "b": 1, "kind": "reprint"}, {"a": 1, "b": 2, "kind": "reference"}]
    return {"id": 1, "lead": 1, "articles": articles, "links": links} | changes


def test_a_story_without_its_reprint_or_an_outlet_is_told(world: World) -> None:
    ids = {"bridge-opening": 1, "bridge-own": 2, "bridge-opens": 3, "bridge-hant": 4}
    promises.check_story(_story(), ids, world)
    with pytest.raises(BrokenPromiseError, match="the lead is article 2"):
        promises.check_story(_story(lead=2), ids, world)
    with pytest.raises(BrokenPromiseError, match="linked as None"):
        promises.check_story(_story(links=[]), ids, world)
    with pytest.raises(BrokenPromiseError, match="told by"):
        promises.check_story(_story(articles=[{"id": 1, "source": "yuanwang"}]), ids, world)


def test_the_archive_must_hold_the_world(world: World) -> None:
    records = [
        {"id": number, "canonical_url": world.url(one), "title": one.title}
        for number, one in enumerate(world.articles, start=1)
    ]
    ids = promises.check_every_article_kept(records, world)
    assert ids["bridge-opening"] == 1 + [one.key for one in world.articles].index("bridge-opening")
    with pytest.raises(BrokenPromiseError, match="is not in the archive"):
        promises.check_every_article_kept(records[1:], world)
    with pytest.raises(BrokenPromiseError, match="holds what is no article"):
        promises.check_every_article_kept([*records, {"id": 0, "canonical_url": "http://x/", "title": ""}], world)
