"""What a command says beside its work when the archive wants care: one line on standard error, and no failure."""

from __future__ import annotations

from kitewire.commands.terminal import err
from kitewire.settings import Settings
from storage import Database
from storage.relinking import relink_wanted


def hint_relink(archive: Database) -> None:
    """Say that `kitewire relink` is wanted, where it is."""
    if why := relink_wanted(archive):
        err.print(f"{why}: run `kitewire relink`", markup=False)


def hint_user_agent(loaded: Settings) -> None:
    """Say that outlets cannot tell who we are, where nobody has told them."""
    if loaded.user_agent == Settings.model_fields["user_agent"].default:
        err.print(
            "the User-Agent names no address of yours: set KITEWIRE_USER_AGENT, such as "
            "'Kitewire/0.1 (+https://your.site/about)', so that outlets can reach you",
            markup=False,
        )
