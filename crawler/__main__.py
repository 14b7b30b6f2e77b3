"""`python -m crawler SOURCE… [--trigger schedule]`: the child process of the scheduler.

Prints one JSON object a line as the crawl goes on (`crawler.progress.Progress`). Exit code 0; 1 where a run failed; 75
where it is to be tried again: another crawl holds a source or its host, or the run was interrupted by a signal.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict

# What is loaded here stays: to look again and again whether it is garbage takes a seventh of the start.
gc.disable()

import storage  # noqa: E402, F401  what the fork server needs as well is loaded before there are two
from crawler.fork_server import begin_fork_server  # noqa: E402

if __name__ == "__main__":
    # It loads extraction while this process loads Scrapy.
    begin_fork_server()

from crawler.ancestry import end_with_parent  # noqa: E402
from crawler.door import CrawlOptions, Progress, crawl  # noqa: E402
from kitewire.crawl import RunStatus  # noqa: E402
from kitewire.errors import KitewireError  # noqa: E402
from kitewire.settings import load_settings  # noqa: E402

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl the named sources; gives the exit code."""
    gc.freeze()
    gc.enable()
    parser = argparse.ArgumentParser(prog="python -m crawler")
    parser.add_argument("source", nargs="+")
    parser.add_argument("--trigger", default="command", choices=("command", "schedule"))
    parser.add_argument("--parent", type=int, help="process id: end when that process does")
    asked = parser.parse_args(arguments)
    if asked.parent is not None and not end_with_parent(asked.parent):
        return TRY_AGAIN
    try:
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        runs = crawl(asked.source, settings, CrawlOptions(trigger=asked.trigger), tell)
    except KitewireError as error:
        sys.stderr.write(f"kitewire: {error}\n")
        return error.exit_code
    if any(run.status is RunStatus.FAILED for run in runs):
        return 1
    return TRY_AGAIN if not runs or any(run.status is RunStatus.INTERRUPTED for run in runs) else 0


def tell(progress: Progress) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(asdict(progress), ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
