"""What the runs of a process share: database, its threads, worker processes. Put together here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.books import Books
from crawler.readers import Readers
from crawler.saver import Saver
from kitewire.owner import this_process
from kitewire.settings import Settings
from storage import Database, open_database
from storage.database import TIMEOUT


@dataclass(frozen=True, slots=True)
class Workshop:
    """The parts, open and ready. To be made and used within one event loop."""

    settings: Settings
    database: Database
    books: Books
    saver: Saver
    readers: Readers
    owner: str


@contextmanager
def open_workshop(settings: Settings, upgrade: bool | None = None) -> Iterator[Workshop]:
    """All parts, closed at the end. `upgrade` as of `open_database`, which raises `DatabaseError`."""
    patience = settings.database_patience
    timeout = min(TIMEOUT, patience / 10)
    with open_database(settings.database_url, upgrade, timeout) as database:
        books = Books(patience)
        saver = Saver(database, settings.database_url, timeout)
        readers = Readers(settings.workers)
        try:
            yield Workshop(settings, database, books, saver, readers, this_process())
        finally:
            readers.close()
            books.close()
            saver.close()
