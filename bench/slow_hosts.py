"""How much two slow hosts change the pages a second of twenty fast ones: one answers after 30 s, one drips.

    python bench/slow_hosts.py [--trials 5] [--pages 100] [--shape one|many|both]

A server of this process answers on 127.0.1.1 to 127.0.1.22, the last with a byte a second. A crawl in a process of its
own fetches, reads, stores and links the pages of the fast hosts, in turn with and without the slow hosts beside them:
as one source whose list names the pages of all hosts, and as a source a host, all in one `crawl`. Counted is the time
from the first page saved to the last page of the fast hosts; then the crawl is stopped. Prints the medians and their
ratio. Exit code 1 where the slow hosts change it by a tenth or more. Give the machine nothing else to do.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from kitewire.source import Limits, Source, StartKind, StartPoint  # noqa: E402
from storage import open_database  # noqa: E402
from tests.crawler.site import listing  # noqa: E402

FAST = [f"127.0.1.{n}" for n in range(1, 21)]
LATE, DRIPPING = "127.0.1.21", "127.0.1.22"
SLOW_PAGES = 1000
"""As many as would fill what a run takes from the frontier at a time."""
ANSWERS_AFTER, BYTE_EVERY = 30.0, 1.0
LIMIT = 0.10
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
LIMITS = Limits(delay=0, connections=2, pages=100_000, list_pages=1)


class World:
    """The pages of all hosts, made once."""

    def __init__(self, pages: int) -> None:
        chance = random.Random(5)
        self.pages = pages
        self.port = 0
        self._words = ["".join(chance.choice(SYLLABLES) for _ in range(3)) for _ in range(5000)]

    def path(self, number: int) -> str:
        """Of an article."""
        return f"/news/2026/11/20/a-story-from-the-county-{number}.html"

    def urls(self, host: str) -> list[str]:
        """Of a host's articles."""
        count = self.pages if host in FAST else SLOW_PAGES
        return [f"http://{host}:{self.port}{self.path(n)}" for n in range(count)]

    def body(self, host: str, path: str) -> str | None:
        """What a host answers; None: not found."""
        if path == "/news/":
            return str(listing(self.urls(host)).body)
        if path in ("/all/", "/fast/"):
            # The slow ones first, as they would lie in a frontier that has waited for them.
            hosts = [*FAST] if path == "/fast/" else [LATE, DRIPPING, *FAST]
            return str(listing([url for one in hosts for url in self.urls(one)]).body)
        if path.startswith("/news/2026"):
            number = int(path.rpartition("-")[2].partition(".")[0])
            return self._story(random.Random(f"{host} {number}"))
        return None

    def _story(self, chance: random.Random) -> str:
        """Words of its own for each: texts that are alike would be a measurement of linking."""
        lines = [" ".join(chance.choices(self._words, k=60)).capitalize() + "." for _ in range(5)]
        title = " ".join(chance.choices(self._words, k=7)).capitalize()
        text = "".join(f"<p>{line}</p>" for line in lines)
        time_tag = "<time datetime='2026-11-20T08:00:00+00:00'>20 November 2026</time>"
        return f"<html lang='en'><title>{title}</title><article><h1>{title}</h1>{time_tag}<div>{text}</div></article>"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        host = writer.get_extra_info("sockname")[0]
        # Cancelled is what is dripping still when all is over.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = self.body(host, head.split(b" ")[1].decode())
                status = "200 OK" if body is not None else "404 Not Found"
                sent = (body or "").encode()
                kind = "Content-Type: text/html; charset=utf-8"
                top = f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(sent)}\r\n\r\n"
                await self._send(host, writer, top.encode() + sent)
        writer.close()

    async def _send(self, host: str, writer: asyncio.StreamWriter, data: bytes) -> None:
        if host == LATE:
            await asyncio.sleep(ANSWERS_AFTER)
        if host == DRIPPING:
            for byte in data:
                writer.write(bytes((byte,)))
                await writer.drain()
                await asyncio.sleep(BYTE_EVERY)
        writer.write(data if host != DRIPPING else b"")
        await writer.drain()


@contextlib.contextmanager
def served(world: World) -> Iterator[None]:
    """All hosts on one port, in a thread."""
    loop = asyncio.new_event_loop()

    async def begin() -> None:
        for host in (*FAST, LATE, DRIPPING):
            server = await asyncio.start_server(world.serve, host, world.port)
            world.port = server.sockets[0].getsockname()[1]

    loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_cut_off(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cut_off() -> None:
    """End the answers that are still dripping."""
    answering = asyncio.all_tasks() - {asyncio.current_task()}
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)


def sources(world: World, shape: str, slow: bool) -> list[Source]:
    """One source for all hosts, or one a host."""
    at = f":{world.port}"
    if shape == "one":
        start = StartPoint(StartKind.LIST, f"http://{FAST[0]}{at}/{'all' if slow else 'fast'}/")
        return [Source("all", f"http://{FAST[0]}{at}/", lang="en", starts=(start,), allow=("/2026/",), limits=LIMITS)]
    hosts = [*([LATE, DRIPPING] if slow else []), *FAST]
    starts = {host: (StartPoint(StartKind.LIST, f"http://{host}{at}/news/"),) for host in hosts}
    return [
        Source(f"host-{n:02}", f"http://{host}{at}/", lang="en", starts=starts[host], limits=LIMITS)
        for n, host in enumerate(hosts)
    ]


def rate(world: World, shape: str, slow: bool) -> float:
    """Pages of the fast hosts a second, in one crawl."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/kitewire.db"
        made = sources(world, shape, slow)
        with open_database(url) as database:
            for source in made:
                database.sources.save(source)
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "KITEWIRE_ALLOW_HOSTS": ",".join((*FAST, LATE, DRIPPING)),
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "crawler", *(source.name for source in made)]
        child = subprocess.Popen(command, cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            return watch(child, len(FAST) * world.pages)
        finally:
            child.send_signal(signal.SIGTERM)
            child.communicate()


def watch(child: subprocess.Popen[str], wanted: int) -> float:
    """Pages a second from the first ones saved to the last one wanted."""
    saved: dict[str, int] = {}
    first, began = 0, 0.0
    assert child.stdout is not None
    for line in child.stdout:
        told = json.loads(line)
        saved[told["source"]] = told["new"]
        total = sum(saved.values())
        if total and not began:
            first, began = total, time.monotonic()
        if total >= wanted:
            return (total - first) / (time.monotonic() - began)
    raise RuntimeError(f"the crawl ended with {sum(saved.values())} of {wanted} pages")


def main() -> int:
    """Measure; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument(
        "--pages", type=int, default=100, help="article pages of each fast host; of fewer the start is a large part"
    )
    parser.add_argument("--shape", choices=("one", "many", "both"), default="both")
    asked = parser.parse_args()
    bad = False
    world = World(asked.pages)
    with served(world):
        for shape in ("one", "many") if asked.shape == "both" else (asked.shape,):
            rates: dict[bool, list[float]] = {False: [], True: []}
            for _ in range(asked.trials):
                for slow in (False, True):
                    rates[slow].append(rate(world, shape, slow))
                    print(f"  {shape}, {'with' if slow else 'without'} slow hosts: {rates[slow][-1]:.1f}", flush=True)
            plain, beside = median(rates[False]), median(rates[True])
            change = beside / plain - 1
            bad = bad or change <= -LIMIT
            name = "one source of all hosts" if shape == "one" else "a source a host, in one crawl"
            print(
                f"{name}: {plain:.1f} pages a second without slow hosts, {beside:.1f} with: {change:+.1%}", flush=True
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
