"""What the demo promises, checked on what the commands said. Each check raises `BrokenPromiseError` in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from demo_world.articles import Article
from demo_world.session import BrokenPromiseError
from demo_world.world import World

Record = Mapping[str, Any]
"""A run, an article or a story as the commands print it in JSON."""

LIST_LENGTHS = range(10, 11)
"""Ten lines are printed."""


def require(kept: bool, sentence: str) -> None:
    """Raises `BrokenPromiseError` with `sentence` unless `kept`."""
    if not kept:
        raise BrokenPromiseError(sentence)


def outcomes(runs: Iterable[Record]) -> Counter[str]:
    """Pages by outcome over all of `runs`."""
    total: Counter[str] = Counter()
    for run in runs:
        total.update(run["outcomes"])
    return total


def check_runs_ended_well(runs: Iterable[Record]) -> None:
    """No run failed or was cut off."""
    for run in runs:
        require(
            run["status"] == "finished",
            f"run {run['id']} of {run['source']} is {run['status']}: {run['error'] or 'no reason given'}",
        )


def check_first_round(runs: Sequence[Record], world: World) -> None:
    """Every article of the world is new, and what is none was told from them."""
    check_runs_ended_well(runs)
    found = outcomes(runs)
    require(found["new"] == len(world.articles), f"round one: {found['new']} new, the world has {len(world.articles)}")
    require(found["not_article"] == 1, f"round one: {found['not_article']} pages that are no article, there is one")
    require(found["failed"] == 1, f"round one: {found['failed']} failed pages, there is one (a 404)")
    require(not any("/preview/" in hit.path for hit in world.hits), "a page that robots.txt forbids was fetched")


def check_second_round(runs: Sequence[Record]) -> None:
    """One new, one revised, nothing else."""
    found = outcomes(runs)
    require(found["new"] == 1, f"round two: {found['new']} new articles instead of one")
    require(found["revised"] == 1, f"round two: {found['revised']} revised articles instead of one")


def check_article(record: Record, article: Article) -> None:
    """Roles, dates and text as printed; a related list that is resolved in part."""
    require(record["title"] == article.title, f"article {record['id']}: the title is {record['title']!r}")
    for role, names in (
        ("reporters", article.reporters),
        ("correspondents", article.correspondents),
        ("editors", (article.editor,)),
    ):
        told = record["bylines"][role]
        require(told == list(names), f"article {record['id']}: {role} are {told}, the page says {list(names)}")
    require(record["dateline"] == article.dateline, f"article {record['id']}: the dateline is {record['dateline']!r}")
    require(_day(record) == f"{article.at:%Y-%m-%d}", f"article {record['id']}: published {record['published']}")
    count, resolved = len(record["related"]), sum(bool(entry["article"]) for entry in record["related"])
    require(count in LIST_LENGTHS, f"article {record['id']}: {count} related entries, the page shows ten")
    require(0 < resolved < count, f"article {record['id']}: {resolved} of {count} related entries are resolved")


def _day(record: Record) -> str:
    """The day of publication; times are in UTC, and the articles checked are printed in the daytime."""
    return str(record["published"])[:10]


def check_story(story: Record, ids: Mapping[str, int], world: World) -> None:
    """The lead, a reprint in the other script, all three outlets, and references between them."""
    members = {article["id"]: article["source"] for article in story["articles"]}
    require(story["lead"] == ids["bridge-opening"], f"story {story['id']}: the lead is article {story['lead']}")
    require(set(members.values()) == set(world.addresses), f"story {story['id']}: told by {set(members.values())}")
    kinds = {(link["a"], link["b"]): link["kind"] for link in story["links"]}
    copied = kinds.get((ids["bridge-hant"], ids["bridge-opening"]))
    require(copied == "reprint", f"story {story['id']}: the copy in traditional characters is linked as {copied}")
    require("reference" in kinds.values(), f"story {story['id']}: there is no reference between its articles")


def check_search(found: Iterable[Record], ids: Mapping[str, int]) -> None:
    """A query in simplified characters finds the text in traditional ones too."""
    numbers = {article["id"] for article in found}
    require(ids["ferry-last"] in numbers, "the search does not find the article in simplified characters")
    require(ids["ferry-hant"] in numbers, "the search does not find the article in traditional characters")


def check_every_article_kept(records: Sequence[Record], world: World) -> dict[str, int]:
    """The archive holds the world's articles, each once, with its text; key → number."""
    by_url = {record["canonical_url"]: record for record in records}
    require(len(by_url) == len(records), "two articles of the archive have one address")
    ids = {}
    for article in world.articles:
        record = by_url.pop(world.url(article), None)
        require(record is not None, f"{world.url(article)} is not in the archive")
        assert record is not None
        require(record["title"] == article.title, f"{world.url(article)} has the title {record['title']!r}")
        ids[article.key] = int(record["id"])
    require(not by_url, f"the archive holds what is no article: {', '.join(by_url)}")
    return ids
