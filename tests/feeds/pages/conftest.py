"""One archive, one server and one browser for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from feeds.access import COOKIE, Level
from feeds.web import create_app
from kitewire.article import PageLink, Precision, PublicationDate
from kitewire.settings import Settings
from kitewire.source import Source
from storage import Database
from tests.feeds.archive import BRIDGE, DAY, KITES, RIVER, WEIFANG, fill, page, save
from tests.feeds.chromium import chromium
from tests.feeds.pages.hostile import HOSTILE, hostile_page
from tests.feeds.serving import serving

DAMAGED = (
    "奎文區開發(fā)區(qū)的新項目昨日開工。記者從管委會了解(jiě)到，"
    "項目占地(dì)五百畝，將建設(shè)風箏產(chǎn)業(yè)園。"
)


@dataclass(frozen=True)
class Site:
    """A service that serves the archive."""

    address: str
    database: Database
    session: str
    """The cookie of somebody who may change things."""
    numbers: dict[str, int]
    """What articles and stories are called in tests → their numbers."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The archive of `tests.feeds.archive`, and in it: a text that was corrected twice and then taken down, a damaged
    one, a story of many copies, and a hostile outlet."""
    database = fill(tmp_path_factory.mktemp("pages"))
    numbers = _more(database)
    app = create_app(database, Settings(KITEWIRE_TOKEN="a token of twenty-four characters"))
    with serving(app) as address:
        yield Site(address, database, f"{COOKIE}={app.state.access.session(Level.WRITE)}", numbers)
    database.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder."""
    with chromium() as opened:
        yield opened


def _more(database: Database) -> dict[str, int]:
    bridge = page("https://river.example.org/news/ferry", "Ferry to run", f"{BRIDGE}\nIt is free of charge.", lang="en")
    link = (PageLink("https://river.example.org/news/bridge", "old iron bridge"),)
    for hours, end in enumerate(("free of charge", "one coin a ride", "two coins a ride")):
        text = replace(bridge, body=f"{BRIDGE}\nIt is {end}.", title=f"Ferry to run, {end}", body_links=link)
        (ferry,) = save(database, RIVER, text, now=DAY + timedelta(days=1, hours=hours))
    (damaged,) = save(database, WEIFANG, page("http://wf.example.cn/d.htm", "產(chǎn)業(yè)園開工", DAMAGED))
    _copies(database)
    hostile = save(database, HOSTILE, *(hostile_page(number) for number in (1, 2)), now=DAY + timedelta(days=4))
    stories = {story.lead.source: story.id for story in database.stories.recent(20)}
    return {
        "ferry": ferry, "damaged": damaged, "hostile": hostile[0], "kites": 1,
        "story": stories["weifang"], "hostile story": stories[HOSTILE.name],
    }  # fmt: skip


def _copies(database: Database) -> None:
    """Fourteen outlets copy one text, more than have a lane of their own in the drawing."""
    for number in range(14):
        source = Source(f"county{number}", f"http://c{number}.example.cn/", title=f"{number}縣融媒", region="山東")
        when = PublicationDate(DAY + timedelta(hours=2 + number * number), Precision.MINUTE, "cms")
        text = page(f"http://c{number}.example.cn/1.htm", f"風箏博物館重新開放（{number}）", KITES, published=when)
        save(database, source, text, now=when.when + timedelta(minutes=5) if when.when else DAY)
