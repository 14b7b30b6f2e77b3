"""How much room the disk of an embedded database has left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from storage.engine import read_url


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the disk that the database is on."""

    path: Path
    free: int
    total: int


def room_of(url: str) -> Room | None:
    """The room for the database at `url`; None for one on a server, whose keeper must look. Raises `DatabaseError` for
    an address that is none."""
    address = read_url(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return None
    path = Path(address.database).absolute()
    try:
        usage = shutil.disk_usage(path.parent)
    except OSError:
        return None
    return Room(path, usage.free, usage.total)
