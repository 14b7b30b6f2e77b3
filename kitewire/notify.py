"""Tells systemd how this process stands, by the protocol of sd_notify(3); without systemd nothing is done."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


class ServiceManager:
    """The other end of the socket that `NOTIFY_SOCKET` names."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")

    def ready(self) -> None:
        """All that was asked for runs."""
        self._tell("READY=1")

    def alive(self) -> None:
        """For a unit with `WatchdogSec`: to be called more often than that; the process is restarted otherwise."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """We are about to end."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        # A name that begins with @ has no file (unix(7): abstract).
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            try:
                channel.sendto(message.encode(), address)
            except OSError:
                return  # a manager that does not listen is no reason to stop working
