"""What a command says beside its work when the archive wants care: one line on standard error, and no failure."""

from __future__ import annotations

from kitewire.commands.terminal import err
from storage import Database
from storage.relinking import relink_wanted


def hint_relink(archive: Database) -> None:
    """Say that `kitewire relink` is wanted, where it is."""
    if why := relink_wanted(archive):
        err.print(f"{why}: run `kitewire relink`", markup=False)
