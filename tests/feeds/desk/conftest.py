"""One service with a desk for all tests of its pages, and an outlet that it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
from playwright.sync_api import Browser, Page

from feeds.access import COOKIE, Level
from feeds.web import create_app
from kitewire.commands.desk_looking import look
from kitewire.commands.desk_studies import KeptStudies
from kitewire.desk import Desk
from kitewire.errors import DiscoveryError
from kitewire.probe import Probe
from kitewire.settings import Settings
from kitewire.source import Limits, Source
from storage import Database, open_database
from tests.crawler.small_site import serve
from tests.feeds.chromium import chromium
from tests.feeds.desk.outlet import outlet
from tests.feeds.serving import serving

TOKEN = "a token of twenty-four characters"


@dataclass(frozen=True)
class Service:
    """A service under test."""

    address: str
    database: Database
    settings: Settings
    session: str
    """Value of the cookie of somebody who may change things."""
    outlet: str
    """Address of the outlet."""

    def client(self, session: bool = True) -> httpx.Client:
        cookies = {COOKIE: self.session} if session else {}
        return httpx.Client(base_url=self.address, cookies=cookies, headers={"Accept": "text/html"}, timeout=60)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder."""
    with chromium() as opened:
        yield opened


class HastyLook:
    """As the real one, in a process of its own, but without a pause between requests, and once for each address."""

    def __init__(self) -> None:
        self._seen: dict[str, Probe] = {}

    def __call__(
        self, source: Source, settings: Settings, tell: Callable[[str], None], going_on: Callable[[], bool]
    ) -> Probe:
        if source.home.endswith("/nothing/"):
            raise DiscoveryError(f"{source.home}: http 404")
        if source.home not in self._seen:
            self._seen[source.home] = look(replace(source, limits=Limits(delay=0)), settings, tell, going_on)
        found = self._seen[source.home]
        return replace(found, source=replace(found.source, name=source.name))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    url = f"sqlite:///{tmp_path_factory.mktemp('desk')}/kitewire.db"
    settings = Settings(KITEWIRE_TOKEN=TOKEN, KITEWIRE_ALLOW_HOSTS="127.0.0.1", DATABASE_URL=url, KITEWIRE_WORKERS=1)
    with open_database(url) as database, serve(outlet()) as (outlet_address, _):
        app = create_app(database, settings, Desk(KeptStudies(settings, HastyLook()), lambda: "", lambda s, now: ()))
        with serving(app) as address:
            yield Service(address, database, settings, app.state.access.session(Level.WRITE), outlet_address)


@contextmanager
def watched(
    browser: Browser, service: Service, lang: str = "en", width: int = 1280, session: bool = True
) -> Iterator[Page]:
    """A tab that must not complain: nothing on the console, no request that fails or leaves for another host, and
    nothing of a foreign page has run."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=lang)
    if session:
        context.add_cookies([{"name": COOKIE, "value": service.session, "url": service.address}])
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(service.address) else told.append(sent.url))
    yield page
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert told == []
    context.close()
