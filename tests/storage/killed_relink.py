"""Relinks an archive in small batches, as a process of its own so that a test can kill it at any instant.

After each batch it tells how far it is and waits for a line: it never comes to its end before it is killed.
"""

from __future__ import annotations

import sys

from storage import open_database
from storage.relinking import relink


def tell_and_wait(done: int, total: int) -> None:
    print(done, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    with open_database(sys.argv[1]) as opened:
        relink(opened, on_progress=tell_and_wait, batch=2)
