"""A process that does what it is told, one task after the other, over a socket pair.

A pool of the standard library has two threads and five locks for each of its processes: measured, they take a fifth of
the processor time of the process that fetches.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import struct
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from crawler.fork_server import fork_server

T = TypeVar("T")

_SIZE = struct.Struct("!i")
"""What stands before each message, as `multiprocessing.connection` reads and writes it (below 2 GB)."""


class WorkerDied(Exception):
    """It ended before it answered."""


class Worker:
    """One such process; it ends when the other end of its socket does."""

    def __init__(self, prepare: Callable[..., None], *arguments: Any) -> None:
        """`prepare(*arguments)` is called in it first. Raises OSError where it cannot be started."""
        self.connection, theirs = Pipe()
        try:
            self._process = fork_server().Process(target=_serve, args=(theirs, prepare, arguments), daemon=True)
            self._process.start()
        except BaseException as error:
            self.connection.close()
            if isinstance(error, EOFError):
                raise OSError("the fork server has ended") from error
            raise
        finally:
            theirs.close()

    def do(self, task: Callable[[], T]) -> T:
        """What `task` gives in the process; waits for it. Raises what it raises, and `WorkerDied`."""
        packed = pickle.dumps(task)
        try:
            self.connection.send_bytes(packed)
            answer = self.connection.recv_bytes()
        except (OSError, EOFError) as error:
            raise WorkerDied from error
        made: T = _unpacked(answer)
        return made

    def close(self) -> None:
        """Have it end, and wait for that: after what it is doing."""
        self.connection.close()
        self._process.join()

    def kill(self) -> None:
        """End it at once."""
        with suppress(OSError):  # it has gone
            self._process.kill()
        self.close()


class LoopWorker(asyncio.Protocol):
    """The same for an event loop: nothing waits in a thread."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._came = bytearray()
        self.alive = True

    @classmethod
    async def begin(cls, prepare: Callable[..., None], *arguments: Any) -> LoopWorker:
        """As `Worker`. Raises OSError."""
        made = cls(Worker(prepare, *arguments))
        try:
            # The transport has the socket for its own, and closes it.
            sock = socket.socket(fileno=os.dup(made._worker.connection.fileno()))
            made._worker.connection.close()
            await made._loop.create_unix_connection(lambda: made, sock=sock)
        except BaseException:
            made.kill()
            raise
        return made

    async def do(self, packed: bytes) -> Any:
        """What a pickled task gives in the process. Raises what it raises, and `WorkerDied`."""
        if not self.alive or self._transport is None:
            raise WorkerDied
        self._answer = self._loop.create_future()
        self._transport.writelines((_SIZE.pack(len(packed)), packed))
        return _unpacked(await self._answer)

    def kill(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()
        self._worker.kill()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the event loop calls it; so are the next two."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A part of an answer."""
        self._came += data
        if len(self._came) < _SIZE.size or len(self._came) < _SIZE.size + _SIZE.unpack_from(self._came)[0]:
            return
        answer, self._came = bytes(memoryview(self._came)[_SIZE.size :]), bytearray()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """It has ended."""
        self.alive = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(WorkerDied())


def _serve(connection: Connection, prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """In the process."""
    prepare(*arguments)
    with suppress(EOFError, OSError):  # whoever gave the tasks has gone
        while True:
            connection.send_bytes(_answer(connection.recv_bytes()))


def _answer(packed: bytes) -> bytes:
    try:
        return pickle.dumps((pickle.loads(packed)(), None, ""))
    except BaseException as error:
        told = traceback.format_exc()
        try:
            return pickle.dumps((None, error, told))
        except Exception:
            return pickle.dumps((None, RuntimeError(repr(error)), told))


def _unpacked(answer: bytes) -> Any:
    made, error, told = pickle.loads(answer)
    if error is not None:
        error.add_note(told)
        raise error
    return made
