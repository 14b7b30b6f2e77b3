"""The world itself: three outlets, each with its own server on loopback, and the rounds that they publish in."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from demo_world import courier, xiuan, yuanwang
from demo_world.articles import OUTLETS, Article, last_round
from demo_world.edition import Edition
from demo_world.server import BROKEN, NOT_FOUND, Hit, OutletServer, Resource
from kitewire.source import Limits, Schedule, ScheduleKind, Source, StartKind, StartPoint

HOSTS = dict(zip(OUTLETS, ("127.0.0.1", "127.0.0.2", "127.0.0.3"), strict=True))
RECHECKS = (timedelta(milliseconds=100),) * 15 + (timedelta(hours=1),)
"""Every run looks at every article again, for more runs than a demo makes. The last one is long: storage takes a
page for an old one, not worth a re-check, when it was fetched longer ago than all of them together."""
_PAGES = {"yuanwang": yuanwang.pages, "xiuan": xiuan.pages, "courier": courier.pages}
_ABOUT = {
    "yuanwang": ("鸢网·云岫频道", "zh", [(StartKind.LIST, f"/{section}/") for section in yuanwang.SECTIONS]),
    "xiuan": ("岫岸新闻", "zh", [(StartKind.FEED, "/feed.xml"), (StartKind.SITEMAP, "/sitemap.xml")]),
    "courier": ("The Yunxiu Courier", "en", [(StartKind.LIST, "/local/")]),
}


class World:
    """Three outlets that are being served, made by `serve_world`. `hits` may be read from any thread."""

    def __init__(self, servers: dict[str, OutletServer], every: timedelta) -> None:
        self.addresses = {outlet: server.address for outlet, server in servers.items()}
        """Outlet → `http://host:port`."""
        self._every = every
        self._lock = threading.Lock()
        self._hits: list[Hit] = []
        self._failed: Counter[tuple[str, str]] = Counter()
        self._publish(1)
        for outlet, server in servers.items():
            server.answer = lambda path, outlet=outlet: self._answer(outlet, path)  # type: ignore[misc]
            server.record = self._record

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that a crawl must be allowed to fetch (`KITEWIRE_ALLOW_HOSTS`)."""
        return tuple(HOSTS.values())

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Every request answered so far, in the order of their ends."""
        with self._lock:
            return tuple(self._hits)

    @property
    def round(self) -> int:
        """The present round, from 1."""
        return self.edition.round

    @property
    def articles(self) -> tuple[Article, ...]:
        """What is out now, oldest first, as printed: what a perfect reader would get."""
        return self.edition.articles

    def url(self, article: Article) -> str:
        """The address of an article."""
        return self.edition.url(article)

    def home(self, outlet: str) -> str:
        """The home page of `yuanwang`, `xiuan` or `courier`."""
        return self.addresses[outlet] + "/"

    def next_round(self) -> int:
        """Publish one new article and edit one; the new round's number. Raises `IndexError` after the last round."""
        if self.round >= last_round():
            raise IndexError(f"the world has no more than {last_round()} rounds")
        self._publish(self.round + 1)
        return self.round

    def sources(self) -> list[Source]:
        """The three outlets as sources: no delay between requests, every article looked at again in every run."""
        return [self._source(outlet) for outlet in OUTLETS]

    def _source(self, outlet: str) -> Source:
        title, lang, starts = _ABOUT[outlet]
        at = self.addresses[outlet]
        return Source(
            name=outlet,
            home=self.home(outlet),
            title=title,
            region="云岫",
            lang=lang,
            zone="Asia/Shanghai",
            starts=tuple(StartPoint(kind, at + path) for kind, path in starts),
            schedule=Schedule(ScheduleKind.INTERVAL, every=self._every),
            limits=Limits(delay=0.0, connections=4, rechecks=RECHECKS),
        )

    def _publish(self, round_number: int) -> None:
        self.edition = Edition(round_number, self.addresses)
        self._pages: dict[str, dict[str, Resource]] = {name: make(self.edition) for name, make in _PAGES.items()}

    def _answer(self, outlet: str, path: str) -> Resource:
        pages = self._pages[outlet]
        resource = pages.get(path) or pages.get(path.partition("?")[0], NOT_FOUND)
        if resource.failures:
            with self._lock:
                self._failed[outlet, path] += 1
                if self._failed[outlet, path] <= resource.failures:
                    return BROKEN
        return resource

    def _record(self, hit: Hit) -> None:
        with self._lock:
            self._hits.append(hit)


@contextmanager
def serve_world(port: int = 0, every: timedelta = timedelta(seconds=5)) -> Iterator[World]:
    """Serve the world on 127.0.0.1, 127.0.0.2 and 127.0.0.3 until the block is left.

    `port` is the same on all three hosts; with 0 each takes a free one. `every` is the interval in the sources'
    schedules. Raises OSError where a port is taken.
    """
    with ExitStack() as stack:
        servers = {}
        for outlet, host in HOSTS.items():
            servers[outlet] = OutletServer(outlet, host, port)
            stack.callback(servers[outlet].stop)
        world = World(servers, every)
        for server in servers.values():
            server.start()
        yield world
