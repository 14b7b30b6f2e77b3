"""Requests that are not to be made now."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Postponed(IgnoreRequest):
    """A request for another run: its page stays in the frontier and is not counted, its list waits."""

    def __init__(self, reason: str, excused: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.excused = excused
        """Whether nothing is wrong: the host asked to wait, or a limit of the source is reached."""
