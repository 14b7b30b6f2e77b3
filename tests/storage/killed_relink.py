"""Relinks an archive in small batches, as a process of its own so that a test can kill it at any instant."""

from __future__ import annotations

import sys

from storage import open_database
from storage.relinking import relink

if __name__ == "__main__":
    with open_database(sys.argv[1]) as opened:
        relink(opened, on_progress=lambda done, total: print(done, flush=True), batch=2)
