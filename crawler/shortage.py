"""What the machine lacks, told from the errors that it gives."""

from __future__ import annotations

import errno

from kitewire.errors import MachineError


def shortage(error: BaseException | None) -> MachineError | None:
    """What the machine lacks, where that is why something failed."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return MachineError("too many files are open: raise the limit (`ulimit -n`, or LimitNOFILE of systemd)")
    return None
