"""robots.txt by RFC 9309: asked for once a day a place, for all runs; what it comes to says `crawler.robots_rules`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from crawler.downloading import ENOUGH
from crawler.fetching import reason_of
from crawler.hosts import utc_now
from crawler.manners import manners_of
from crawler.postponed import Postponed
from crawler.refusals import Refused
from crawler.robots_rules import MOST_BYTES, after_answer, holds_until, is_fresh, text_of, verdict
from kitewire.crawl import Outcome
from kitewire.errors import ForbiddenAddressError
from kitewire.urls import place_of

LONGEST_DELAY = 30.0
"""Seconds. A longer Crawl-delay is taken as this: some sites ask for a day, to be left alone by careless robots."""
TRIES = 3
PAUSE = 1.0
"""Seconds before another try; doubled for the next."""
HOPS = 5
"""Redirects that are followed (2.3.1.2); what is found holds for the place that was asked."""
UNREACHABLE = "robots.txt unreachable"
NOWHERE = 310
"""Stands for a status where there were more redirects."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request for a robots.txt."""

    status: int | None
    body: bytes = b""
    trouble: str = ""
    """Why there is no status."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a place: rules, an error that refuses everything, or None: all is allowed."""

    rules: ProtegoRobotParser | Refused | Postponed | None
    until: datetime


class RobotsMiddleware:
    """Asks each place once, and has every other request to it wait for the answer.

    Not a subclass of Scrapy's middleware: there (2.19, asyncio) all who wait share one Deferred, of which only the
    first gets the rules; the others get None, which allows everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._standings: dict[str, asyncio.Task[Standing]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """As Scrapy builds its middlewares."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `Refused` where the address may not be fetched, `Postponed` where that is not known now."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = (await self._standing(place_of(request.url))).rules
        if isinstance(rules, Refused):
            raise Refused(rules.outcome, rules.reason)
        if isinstance(rules, Postponed):
            if not rules.excused and _is_sent_on(request):
                # The page's own host has answered. It waits for no other, which may never come back.
                raise Refused(Outcome.FAILED, rules.reason)
            raise Postponed(rules.reason, rules.excused)
        if rules is not None:
            if not rules.allowed(request.url, self._agent):
                raise Refused(Outcome.SKIPPED, "robots.txt")
            self._slow_down(rules, request)

    async def _standing(self, place: str) -> Standing:
        task = self._standings.get(place)
        if task is None or (task.done() and self._is_over(task)):
            task = self._standings[place] = asyncio.create_task(self._read(place))
        # The first to ask may be cancelled; the others still want the answer.
        return await asyncio.shield(task)

    def _is_over(self, task: asyncio.Task[Standing]) -> bool:
        return task.cancelled() or task.exception() is not None or task.result().until <= utc_now()

    async def _read(self, place: str) -> Standing:
        memory = manners_of(self._crawler).memory
        state, why = await memory.state(place), ""
        if not is_fresh(state, utc_now()):
            try:
                answer = await self._ask(f"{place}/robots.txt")
            except (Refused, Postponed) as refused:
                return Standing(refused, utc_now())
            new = after_answer(state, answer.status, answer.body, utc_now())
            if new != state:
                await memory.keep_robots(place, new)
            state = new
            why = answer.trouble or f"http {answer.status}"
        found = verdict(state, utc_now())
        if not found.allowed:
            reason = f"{UNREACHABLE} ({why})" if why else UNREACHABLE
            return Standing(Postponed(reason, excused=False), holds_until(state, utc_now()))
        rules = None if found.text is None else parse(found.text)
        return Standing(rules, holds_until(state, utc_now()))

    async def _ask(self, url: str) -> Answer:
        for turn in range(TRIES):
            answer = await self._once(url)
            if answer.status is not None and answer.status < 500 and answer.status != 429:
                break
            await asyncio.sleep(PAUSE * 2**turn if turn < TRIES - 1 else 0)
        return answer

    async def _once(self, url: str) -> Answer:
        try:
            response: Response = await self._crawler.engine.download_async(_request(url))
        except ForbiddenAddressError as error:
            raise Refused(Outcome.SKIPPED, "address not public") from error
        except (Refused, Postponed):
            raise
        except IgnoreRequest as ignored:
            return Answer(NOWHERE) if "redirections" in str(ignored) else Answer(None, trouble="no answer")
        except Exception as error:
            return Answer(None, trouble=reason_of(error))  # no answer, for whatever reason (2.3.1.4)
        return Answer(response.status, response.body)

    def _slow_down(self, rules: ProtegoRobotParser, request: Request) -> None:
        """Crawl-delay is no part of RFC 9309, but sites that write it mean it."""
        asked = rules.crawl_delay(self._agent)
        if asked:
            _, slot = self._crawler.engine.downloader._get_slot(request)
            slot.delay = max(slot.delay, min(float(asked), LONGEST_DELAY))


def _is_sent_on(request: Request) -> bool:
    """Whether another place has redirected to this one."""
    asked = request.meta.get("redirect_urls") or [request.url]
    return place_of(asked[0]) != place_of(request.url)


def parse(body: bytes) -> ProtegoRobotParser:
    """The rules of a file."""
    return ProtegoRobotParser(text_of(body).encode(), None)


def _request(url: str) -> Request:
    meta = {"dont_obey_robotstxt": True, "redirect_ttl": HOPS, ENOUGH: MOST_BYTES}
    # Plain, so that a file that is cut off can be read.
    return Request(url, headers={"Accept-Encoding": "identity"}, meta=meta, callback=NO_CALLBACK, dont_filter=True)
