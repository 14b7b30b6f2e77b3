"""Documents kept in memory until what they show has changed: rendered and compressed once, not once a reader."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from feeds.conditional import MAX_AGE, Rendered

MOST_BYTES = 64_000_000
"""Of rendered text, over all documents; the one unused for longest goes first."""


@dataclass(frozen=True, slots=True)
class _Entry:
    state: Hashable
    made: float
    rendered: Rendered


class Kept:
    """A bounded store of documents, safe to use from several threads.

    A state says when articles came or changed, not when a link between two old ones did, so a document is
    trusted for no longer than we allow our clients to trust it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._clock = clock

    def get(self, key: Hashable, state: Hashable, render: Callable[[], Rendered]) -> Rendered:
        """The document of `key` in `state`; rendered where none is kept, or one of another state or too old."""
        with self._lock:
            entry = self._entries.get(key)
            if entry and entry.state == state and self._clock() - entry.made < MAX_AGE:
                self._entries.move_to_end(key)
                return entry.rendered
        rendered = render()
        with self._lock:
            self._drop(key)
            self._entries[key] = _Entry(state, self._clock(), rendered)
            self._bytes += len(rendered.body)
            while self._bytes > self._most_bytes and self._entries:
                self._drop(next(iter(self._entries)))
        return rendered

    def _drop(self, key: Hashable) -> None:
        if entry := self._entries.pop(key, None):
            self._bytes -= len(entry.rendered.body)
