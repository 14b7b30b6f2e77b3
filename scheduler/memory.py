"""How much memory a process takes with all that it started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import psutil


def memory_of(pid: int, limit: int) -> int:
    """Bytes that the process `pid` and its descendants take; 0 where it is gone.

    The sum of what each has in memory counts pages twice that they share, so only where that sum is beyond `limit` is
    it taken exactly (each shared page in parts: proc_pid_smaps_rollup(5)): for that the kernel walks through all pages.
    """
    tree = tree_of(pid)
    rough = sum(_resident(process) for process in tree)
    return rough if rough <= limit else sum(_proportional(process) for process in tree)


def tree_of(pid: int) -> list[psutil.Process]:
    """The process, its descendants, and the others of the group that it leads; none where it is gone."""
    try:
        process = psutil.Process(pid)
        return list({process, *process.children(recursive=True), *_group_of(pid)})
    except psutil.Error:
        return []


def _group_of(pid: int) -> Iterator[psutil.Process]:
    if _leader(pid) == pid:
        for other in psutil.pids():
            if _leader(other) == pid:
                with suppress(psutil.Error):
                    yield psutil.Process(other)


def _leader(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def kill_tree(pid: int) -> None:
    """SIGKILL to the process and all its descendants."""
    for process in tree_of(pid):
        try:
            process.kill()
        except psutil.Error:
            continue  # it has ended by itself


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return _resident(process)
    return int(getattr(full, "pss", full.rss))
