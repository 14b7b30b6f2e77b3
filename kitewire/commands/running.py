"""Keeps `serve` and `worker` running until a signal, an end of the HTTP server or a crash; tells systemd meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from kitewire.commands.terminal import err
from kitewire.notify import ServiceManager

if TYPE_CHECKING:
    from scheduler.building import Parts

HUNG = 180.0
"""Seconds without a look after which the process counts as hung. A look may wait for a locked database several times
over, 30 s each."""
_PAUSE = 1.0


class Stop:
    """Set by SIGINT or SIGTERM. A second one ends the process and its crawls at once: a killed crawl loses nothing."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self._event = threading.Event()
        self._kill = kill
        self._then: Callable[[], None] = lambda: None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    @property
    def asked(self) -> bool:
        """Whether a signal came."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for a signal; whether it came."""
        return self._event.wait(seconds)

    def then(self, do: Callable[[], None]) -> None:
        """What to do as soon as a signal comes."""
        self._then = do

    def _on_signal(self, number: int, frame: object) -> None:
        if self._event.is_set():
            self._kill()
            os._exit(128 + number)
        self._event.set()
        self._then()


class Watch:
    """Looks after the parts from the main thread."""

    def __init__(self, parts: Parts, stop: Stop) -> None:
        self._parts = parts
        self._stop = stop
        self._manager = ServiceManager()

    def goes_on(self) -> bool:
        """Whether to go on; also tells systemd that we live, unless a part hangs."""
        since = self._parts.state().seconds_since_tick
        if since is None or since < HUNG:
            self._manager.alive()
        return self._parts.running and not self._stop.asked

    def ready(self) -> None:
        """Tell systemd that all runs."""
        self._manager.ready()

    def stopping(self) -> None:
        """Tell systemd, and whoever watches, that we are about to end."""
        self._manager.stopping()
        err.print("stopping: crawls under way save what they hold")


def keep_running(parts: Parts, stay: Callable[[Watch, Stop], None] | None = None) -> None:
    """Run the parts until SIGINT or SIGTERM. `stay` is what the main thread does meanwhile; it comes back when `Watch`
    says that nothing goes on. Leaves with code 1 where it was not a signal that ended it."""
    stop = Stop(parts.kill)
    watch = Watch(parts, stop)
    parts.start()
    try:
        (stay or _wait)(watch, stop)
    finally:
        watch.stopping()
        parts.stop()
    if not stop.asked:
        err.print("kitewire: ended by a failure, see the log", markup=False)
        raise typer.Exit(1)


def _wait(watch: Watch, stop: Stop) -> None:
    watch.ready()
    while watch.goes_on():
        stop.wait(_PAUSE)
