"""Files that commands write."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from kitewire.errors import OutputError


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write `pieces` to `path`, which has the old content or the new one, whole, at every moment.

    What is there and no ordinary file (a pipe, a device) is written to as it is. Raises `OutputError`.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        target = path.resolve()
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}; name another file with -o") from error
