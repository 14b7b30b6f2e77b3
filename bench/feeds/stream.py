"""Exports of a large archive by HTTP, streamed: `python -m bench.feeds.stream`.

Told for each format: articles a second and the most memory that `kitewire serve` takes beyond what it has at rest.
Then readers that stop reading and vanish: what the service holds for them meanwhile.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from bench.feeds.serving import kitewire
from bench.search.world import fill
from storage import open_database

FORMATS = ("jsonl", "csv", "markdown", "parquet")
_PIECE = 1 << 20


@contextmanager
def peak(process: psutil.Process) -> Iterator[list[int]]:
    """The most resident memory that `process` has meanwhile, in bytes, looked at fifty times a second."""
    most, done = [process.memory_info().rss], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], process.memory_info().rss)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def export(address: str, form: str) -> tuple[int, int]:
    """Read an export to its end; gives its bytes and line breaks."""
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as connection:
        connection.request("GET", f"/api/v1/export.{form}")
        answer = connection.getresponse()
        size = lines = 0
        while piece := answer.read(_PIECE):
            size += len(piece)
            lines += piece.count(b"\n")
        return size, lines


def begun(address: str) -> socket.socket:
    """A connection on which an export has begun, and of which nothing more is read."""
    parts = urlsplit(address)
    # A small window, so that little of the answer has room between the two.
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.connect((parts.hostname, parts.port))
    connection.sendall(b"GET /api/v1/export.jsonl HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    connection.recv(10_000)
    return connection


def stalled(address: str, process: psutil.Process, file: Path, readers: int) -> None:
    """Readers that stop: what the service holds for them, and whether the database's log can be folded in meanwhile."""
    rest, threads = process.memory_info().rss, process.num_threads()
    connections = [begun(address) for _ in range(readers)]
    time.sleep(5)
    grown, more = process.memory_info().rss - rest, process.num_threads() - threads
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("CREATE TABLE IF NOT EXISTS bench_stream (x)")
        writer.execute("INSERT INTO bench_stream VALUES (1)")
        writer.commit()
        busy = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        writer.execute("DROP TABLE bench_stream")
        writer.commit()
    log = "held" if busy else "free"
    print(f"{readers} readers that stopped: {grown / 1e6:+.0f} MB, {more:+d} threads, the database's log is {log}")
    for connection in connections:
        connection.close()
    time.sleep(3)
    left = sum(one.status == "ESTABLISHED" for one in process.net_connections())
    used = process.cpu_times()
    time.sleep(1)
    idle = sum(process.cpu_times()[:2]) - sum(used[:2])
    more = process.num_threads() - threads
    print(f"after they vanished: {left} connections, {more:+d} threads, {idle:.2f} s of CPU in a second")


def main() -> None:
    """Print a line a format, and what stopped readers cost."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--articles", type=int, default=200_000, help="a multiple of ten")
    reader.add_argument("--archive", type=Path, help="a file of SQLite to copy; one is made unless given")
    reader.add_argument("--readers", type=int, default=20)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "archive.db"
        if asked.archive:
            shutil.copy(asked.archive, file)
        with open_database(f"sqlite:///{file}") as database:
            if not asked.archive:
                fill(database, asked.articles)
            articles = sum(state.articles for state in database.sources.states())
        with kitewire(f"sqlite:///{file}", Path(temporary)) as address:
            process = next(one for one in psutil.Process(os.getpid()).children() if one.is_running())
            export(address, "csv?limit=1000")  # so that everything is loaded
            for form in FORMATS:
                rest = process.memory_info().rss
                with peak(process) as most:
                    start = time.perf_counter()
                    size, lines = export(address, form)
                    took = time.perf_counter() - start
                if form == "jsonl" and lines != articles:
                    raise SystemExit(f"{lines} lines of {articles} articles")
                print(
                    f"{form:9} {articles:,} articles, {size / 1e6:6,.0f} MB in {took:5.1f} s: {articles / took:7,.0f} "
                    f"a second; memory {rest / 1e6:.0f} MB at rest, {(most[0] - rest) / 1e6:+.0f} MB at most",
                    flush=True,
                )
            stalled(address, process, file, asked.readers)


if __name__ == "__main__":
    main()
