"""A scheduler in a process of its own whose crawls only note that they ran: `python dispatching.py URL NOTES`."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from typing import cast

from kitewire.settings import Settings
from scheduler.children import Children
from scheduler.crew import Crew
from scheduler.forking import Process
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.service import Clocks, Service
from storage import open_database


def main(url: str, notes: str) -> None:
    """Dispatch until SIGTERM; a line `NAME PID-OF-THE-SCHEDULER` in `notes` for each crawl."""
    logging.basicConfig(level="WARNING")
    settings = Settings(KITEWIRE_TAKE_OVER=60)

    def begin(name: str) -> Process:
        words = ["/bin/sh", "-c", f"echo {name} {os.getpid()} >> {notes}; sleep 0.1"]
        return cast(Process, subprocess.Popen(words, stderr=subprocess.PIPE))

    with open_database(url) as database:
        crew = Crew(database, Children(settings.max_crawls, begin), Clocks().now)
        service = Service(database, LocalQueue(crew), Leadership(database.leases, settings.take_over), crew)
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        service.start()
        stop.wait()
        service.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
