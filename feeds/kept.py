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


@dataclass(slots=True)
class _Entry:
    rendered: Rendered
    stamp: Hashable
    """Of the archive, when it was known last that the document is as it should be."""
    state: Hashable
    good: float
    """When it was last known to be as it should be."""
    vouched: bool = False
    """Whether something else was committed since it was made, and only its state says that it is good."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document, and how to find out whether a kept one is still good."""

    key: Hashable
    stamp: Hashable
    """Of the whole archive (`storage.changes`), taken before anything of the document was read."""
    state: Callable[[], Hashable]
    """Of what the document shows."""
    render: Callable[[], Rendered]


class Kept:
    """A bounded store of documents, safe to use from several threads.

    While the archive's stamp is the same, so is the document. Where something else was committed, a state says whether
    articles came or changed, not whether a link between two old ones did, so from then on a document is
    trusted for no longer than we allow our clients to trust it.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._clock = clock

    def known(self, key: Hashable, stamp: Hashable) -> Rendered | None:
        """The document of `key`, if the one kept is good by its stamp alone. Waits for nothing."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry.stamp != stamp or self._is_old(entry):
                return None
            if not entry.vouched:
                entry.good = self._clock()
            self._entries.move_to_end(key)
            return entry.rendered

    def get(self, wanted: Wanted) -> Rendered:
        """The document wanted; rendered where none is kept, or one of another state or too old."""
        known = self.known(wanted.key, wanted.stamp)
        if known is not None:
            return known
        state = wanted.state()
        with self._lock:
            entry = self._entries.get(wanted.key)
            if entry is not None and entry.state == state and self._clock() - entry.good < MAX_AGE:
                entry.stamp, entry.vouched = wanted.stamp, True
                self._entries.move_to_end(wanted.key)
                return entry.rendered
        rendered = self._compressed(wanted.key, wanted.render())
        self._keep(wanted.key, _Entry(rendered, wanted.stamp, state, self._clock()))
        return rendered

    def _compressed(self, key: Hashable, rendered: Rendered) -> Rendered:
        """The one kept where it is the same to the last byte, since that is compressed already; else `rendered`."""
        with self._lock:
            entry = self._entries.get(key)
        return entry.rendered if entry is not None and entry.rendered == rendered else rendered

    def _is_old(self, entry: _Entry) -> bool:
        return entry.vouched and self._clock() - entry.good >= MAX_AGE

    def _keep(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            self._drop(key)
            self._entries[key] = entry
            self._bytes += len(entry.rendered.body)
            while self._bytes > self._most_bytes and self._entries:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        if entry := self._entries.pop(key, None):
            self._bytes -= len(entry.rendered.body)
