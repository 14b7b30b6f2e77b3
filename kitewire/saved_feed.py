"""A feed that somebody gave a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from kitewire.errors import UsageError
from kitewire.messages import Message

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?")
_ENDINGS = (".rss", ".atom", ".json", ".opml")
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SavedFeed:
    """A name for a list of articles. Its address, `/feeds/NAME`, and the ids in it stay when the parameters change."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name → text, as in the address of any feed: `{"q": "風箏", "region": "山東"}`."""
    title: str = ""
    """For people; empty: made of the parameters."""
    created: datetime = _NEVER
    """Set when it is first saved, and so is `changed`."""
    changed: datetime = _NEVER


def check_feed_name(text: str) -> str:
    """`text` as the name of a saved feed. Raises `UsageError` where it is none."""
    if not _NAME.fullmatch(text):
        template = (
            "{name!r} is not a name for a feed: use up to 100 lower-case letters, digits, hyphens and dots; "
            "its title may be anything"
        )
        raise UsageError(Message(template, name=text))
    if text.endswith(_ENDINGS):
        template = "{name!r} is not a name for a feed: its address ends in .rss, .atom or .json already"
        raise UsageError(Message(template, name=text))
    return text
