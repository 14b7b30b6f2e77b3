"""The fork server that is a copy of the command that crawls."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
LONG = 240.0
"""Seconds that anything may take on a busy machine."""

_COMMAND = """
import os, sys, types
from functools import partial

if __name__ == "__main__":
    sys.modules["loaded_before"] = types.ModuleType("loaded_before")
    from multiprocessing import forkserver
    from kitewire.forking import fork_fork_server
    from crawler.worker import Worker, WorkerDied

    fork_fork_server(("crawler.warm",))
    fork_fork_server(("crawler.warm",))  # there is one
    server = forkserver._forkserver._forkserver_pid
    looks = partial(eval, "(lambda sys, os: ('loaded_before' in sys.modules, 'crawler.warm' in sys.modules,"
                          " os.getppid()))(__import__('sys'), __import__('os'))")
    worker = Worker(print)
    assert worker.do(looks) == (True, True, server), worker.do(looks)
    os.kill(server, 9)
    os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)
    assert worker.do(os.getpid) > 0  # it lives on
    worker.kill()
    other = Worker(print)
    assert other.do(looks)[:2] == (False, True), other.do(looks)
    print(server, other.do(os.getppid), other.do(os.getpid), flush=True)
"""


def test_it_holds_what_was_loaded_and_another_follows_it_when_it_is_killed() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _COMMAND], cwd=TOP, capture_output=True, text=True, timeout=LONG, check=False
    )
    assert ended.returncode == 0, ended.stderr
    for pid in map(int, ended.stdout.split()):
        until = time.monotonic() + LONG
        while _runs(pid):
            assert time.monotonic() < until, "it outlives the command"
            time.sleep(0.02)


def test_the_process_that_fetches_loads_nothing_of_what_reads() -> None:
    looks = "import sys, crawler.door; print(*{'extraction', 'bs4', 'feedparser'} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", looks], cwd=TOP, capture_output=True, text=True, timeout=LONG, check=True
    )
    assert ended.stdout.split() == []


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
