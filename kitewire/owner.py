"""Who a process is, in runs and leases, and whether it still lives."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path


def this_process() -> str:
    """Host, process id and, where the system tells it, when the process began: ids are used again."""
    return process(os.getpid())


def process(pid: int) -> str:
    """The same for another process of this machine."""
    return ":".join((_here(), str(pid), _began(pid)))


def is_here(owner: str) -> bool:
    """Whether that process is of this machine or container, since its start: only then can `is_alive` tell."""
    return owner.partition(":")[0] == _here()


def is_alive(owner: str) -> bool:
    """Whether that process runs. One on another machine is taken to: only its own machine could tell."""
    pid, _, began = owner.partition(":")[2].partition(":")
    if not is_here(owner) or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return not began or _began(int(pid)) in ("", began)


@cache
def _here() -> str:
    """The host's name with a mark of the system and the container in which process ids are counted: machines and
    containers of one name are told apart, so that none takes the processes of another for dead."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return os.uname().nodename
    return f"{os.uname().nodename}/{hashlib.blake2s((boot + space).encode(), digest_size=3).hexdigest()}"


def _began(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The 22nd field (proc_pid_stat(5)); the second, the name, may hold spaces and brackets.
    state, *fields = stat.rpartition(")")[2].split()
    return "ended" if state in "ZX" else fields[18]
