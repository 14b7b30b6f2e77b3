"""The demo: the world is crawled on a schedule for two rounds, then read with Kitewire's own commands."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demo_world import promises
from demo_world.promises import require
from demo_world.serve import write_sources
from demo_world.service import HTTP_PATIENCE, MANY, Run, Service, local_opener, serving
from demo_world.session import SERVICE, Session
from demo_world.world import World, serve_world

EVERY = timedelta(seconds=15)
"""Between two runs of a source: long enough to tell the rounds apart, short enough to wait for."""
FORMATS = ("rss", "atom", "json")
QUERY = "摆渡人"
"""In simplified characters; the world has one text about a ferryman in each script."""


def run_demo(folder: Path) -> None:
    """Run it all, with what it makes in `folder`. Raises `BrokenPromiseError` where something is not as promised."""
    _make_room(folder)
    with serve_world(every=EVERY) as world:
        session = Session(folder, world.hosts)
        _add_sources(session, world, folder)
        served = _crawl_two_rounds(session, world, folder)
        _read(session, world, session.records("export", "--format", "jsonl"))
        _show_feeds(session, folder, served)
        _say_what_next(session)


def _make_room(folder: Path) -> None:
    """A fresh database; nothing else in the folder is ours to remove."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("kitewire.db*"):
        old.unlink()


def _add_sources(session: Session, world: World, folder: Path) -> None:
    session.chapter("A small news world", "Three invented outlets of one city, each on an address of its own.")
    for source in world.sources():
        count = sum(article.outlet == source.name for article in world.articles)
        session.say(f"  {source.home:<24} {source.title}, {count} articles")
    for name, value in session.settings.items():
        session.prompt(f"export {name}={value}")
    paths = write_sources(world, folder / "sources")
    session.show("source", "import", *map(str, paths))
    session.show("source", "list")


def _crawl_two_rounds(session: Session, world: World, folder: Path) -> Served:
    """Two rounds under `kitewire serve`, which is ended by SIGTERM. A run that this cuts off has nothing to find."""
    seconds = int(EVERY.total_seconds())
    session.chapter("Two rounds on a schedule", f"The service crawls each source every {seconds} seconds.")
    log, begin = folder / "serve.log", datetime.now(UTC) - timedelta(seconds=1)
    with serving(session, log) as service:
        session.prompt(f"{' '.join(f'{name}={value}' for name, value in SERVICE.items())} kitewire serve 2> {log}")
        session.say(f"Kitewire serves on {service.wait_for_address()}")
        first = _wait(session, service, begin, "round one")
        promises.check_first_round(first, world)
        pause = datetime.now(UTC)
        world.next_round()
        session.say("… now one outlet publishes an article, and another corrects one")
        promises.check_runs_ended_well(_wait(session, service, pause, "round two"))
        served = _fetch_twice(service)
        code = service.stop()
    require(code == 0, f"kitewire serve ended with {code} after SIGTERM")
    known = {run["id"] for run in first}
    runs = session.records("runs", "--json", "--limit", MANY)
    promises.check_second_round([run for run in runs if run["id"] not in known])
    session.say("… stopped by SIGTERM")
    session.show("runs", "--limit", str(len(runs)))
    return served


def _wait(session: Session, service: Service, since: datetime, name: str) -> list[Run]:
    if session.console.is_terminal:
        with session.console.status(f"{name}: crawling"):
            runs = service.wait_for_runs(since)
    else:
        runs = service.wait_for_runs(since)
    found = promises.outcomes(runs)
    session.say(f"… {name} is over: {found['new']} new, {found['revised']} revised, {found['unchanged']} unchanged")
    return runs


@dataclass(frozen=True, slots=True)
class Served:
    """A feed as the service gave it while it ran."""

    address: str
    """Of the service."""
    feed: str
    tag: str
    size: int
    """In bytes."""


def _fetch_twice(service: Service) -> Served:
    """Fetch a feed, then ask again with its ETag. Raises `BrokenPromiseError` where that is not answered with 304."""
    feed = f"{service.address}articles.rss"
    with local_opener().open(feed, timeout=HTTP_PATIENCE) as answer:
        tag, size = answer.headers["ETag"], len(answer.read())
    status = 200
    try:
        again = urllib.request.Request(feed, headers={"If-None-Match": tag})
        local_opener().open(again, timeout=HTTP_PATIENCE).close()
    except urllib.error.HTTPError as error:
        status = error.code
        error.close()
    require(status == 304, f"asked again with its ETag, {feed} answered {status} instead of 304")
    return Served(service.address, feed, tag, size)


def _read(session: Session, world: World, records: list[dict[str, Any]]) -> None:
    """One article, its edited follow-up, its story, and a search."""
    ids = promises.check_every_article_kept(records, world)
    shown = next(article for article in world.articles if article.key == "bridge-opening")
    record = next(record for record in records if record["id"] == ids[shown.key])
    promises.check_article(record, shown)
    session.chapter(
        "An article", "Roles kept apart, dates with their evidence, the related list marked: ● stored, ○ open."
    )
    session.show("show", str(ids["bridge-opening"]))

    session.chapter("What was edited", "The follow-up that was corrected in round two.")
    session.show("show", str(ids["bridge-traffic"]), "--history")

    session.chapter("A story", "Who told it first, who copied it (here in the other script), who points at whom.")
    promises.check_story(session.records("story", str(record["story"]), "--json")[0], ids, world)
    session.show("story", str(record["story"]))

    session.chapter("A search", "Asked in simplified characters; finds both scripts.")
    promises.check_search(session.records("search", QUERY, "--flat", "--reprints", "all", "--json"), ids)
    session.show("search", QUERY, "--flat", "--reprints", "all")
    session.say("\nWithout the options: each story once.")
    session.show("search", QUERY)


def _show_feeds(session: Session, folder: Path, served: Served) -> None:
    session.chapter("Feeds", "As files, and over HTTP: every list and search, a source, a story.")
    for form in FORMATS:
        path = folder / f"articles.{form}"
        session.show("export", "--format", form, "-o", str(path))
        require(path.stat().st_size > 1000, f"{path} is nearly empty")
        session.say(f"  {path}, {path.stat().st_size:,} bytes")
    session.say("\nWhile it ran, the service offered these, and pages for people:")
    for name in ("", "articles.rss", "articles.atom", "articles.json", "sources/xiuan.atom", "sources.opml"):
        session.say(f"  {served.address}{name}")
    session.prompt(f"curl {served.feed}")
    session.say(f"200 OK, {served.size:,} bytes, ETag {served.tag}")
    session.prompt(f"curl -H 'If-None-Match: {served.tag}' {served.feed}")
    session.say("304 Not Modified")


def _say_what_next(session: Session) -> None:
    session.chapter("Your turn", "The database stays: with the first line, all commands work on it.")
    session.prompt(f"export DATABASE_URL={session.settings['DATABASE_URL']}")
    session.prompt("kitewire search 大桥")
    session.say("\nAnd with a site of your own, into an archive of your own:")
    session.prompt("unset DATABASE_URL KITEWIRE_ALLOW_HOSTS")
    session.prompt("kitewire source add http://news.example.com/")
    session.prompt("kitewire crawl")
    session.say("")
