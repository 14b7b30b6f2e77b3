"""Who a process is, in runs and leases, and whether it still lives."""

from __future__ import annotations

import os
from pathlib import Path


def this_process() -> str:
    """Host, process id and, where the system tells it, when the process began: ids are used again."""
    return process(os.getpid())


def process(pid: int) -> str:
    """The same for another process of this machine."""
    return ":".join((os.uname().nodename, str(pid), _began(pid)))


def is_here(owner: str) -> bool:
    """Whether that process belongs to this machine: only then `is_alive` can tell."""
    return owner.partition(":")[0] == os.uname().nodename


def is_alive(owner: str) -> bool:
    """Whether that process runs. One on another machine is taken to: only its own machine could tell."""
    node, _, rest = owner.partition(":")
    pid, _, began = rest.partition(":")
    if node != os.uname().nodename or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not began or _began(int(pid)) in ("", began)


def _began(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The 22nd field (proc_pid_stat(5)); the second, the name, may hold spaces and brackets.
    state, *fields = stat.rpartition(")")[2].split()
    return "ended" if state in "ZX" else fields[18]
