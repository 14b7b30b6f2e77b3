"""Prints what a scheduled crawl that finds nothing new costs: forked, as the service begins it, and by a command line.

    python bench/crawl/beginning.py [--rounds 7]

A site on loopback has one list page without an article, as most are at most times. The two ways take turns; printed are
the medians of the processor time of all processes of the crawl, of the time from start to end, and what the fork server
took once to begin.
"""

from __future__ import annotations

import argparse
import http.server
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import psutil

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))

from kitewire.source import Limits, Source, StartKind, StartPoint  # noqa: E402
from scheduler.forking import ForkedCrawl  # noqa: E402
from storage import open_database  # noqa: E402


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"" if self.path == "/robots.txt" else b"<html><ul><li>Nothing today</li></ul></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is to be said."""


def by_command() -> tuple[float, float]:
    """Processor and real seconds of `python -m crawler`."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "crawler", "empty", "--trigger", "schedule"]
    subprocess.run(command, cwd=TOP, check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds


def forked() -> tuple[float, float, psutil.Process]:
    """The same of a forked crawl, and the fork server."""
    began = time.perf_counter()
    crawl = ForkedCrawl("empty")
    server = psutil.Process(crawl.pid).parent()
    assert server is not None
    before = server.cpu_times()
    while crawl.poll() is None:
        time.sleep(0.005)
    seconds = time.perf_counter() - began
    if code := crawl.poll():
        sys.exit(f"the crawl ended with {code}: {crawl.stderr.read().decode()}")
    crawl.stderr.close()
    after = server.cpu_times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, seconds, server


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as site, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{site.server_port}/"
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/kitewire.db", "KITEWIRE_ALLOW_HOSTS": "127.0.0.1"}
        with open_database(os.environ["DATABASE_URL"]) as database:
            start = StartPoint(StartKind.LIST, f"{base}list/")
            database.sources.save(Source("empty", base, starts=(start,), limits=Limits(delay=0)))
        server = forked()[2]
        once = server.cpu_times()
        ran = [(by_command(), forked()[:2]) for _ in range(asked.rounds)]
        site.shutdown()
    for name, which in (("by a command line", 0), ("forked", 1)):
        used, seconds = (median(one[which][part] for one in ran) for part in (0, 1))
        print(f"{name}: {used:.2f} s of processor time, {seconds:.2f} s")
    print(f"the fork server, once: {once.user + once.system:.2f} s of processor time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
