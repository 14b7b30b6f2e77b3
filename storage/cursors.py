"""Cursors as addresses and answers hold them: short, of URL-safe characters, and nothing to be read into."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from kitewire.archive_view import Cursor
from kitewire.errors import BadQueryError
from kitewire.messages import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST, _RELEVANCE = b"L", b"R"
_MOST_ID = 2**63 - 1
_TIME_BYTES = 8


def write_cursor(cursor: Cursor) -> str:
    """`cursor` as text: some 16 characters. `read_cursor` reads it."""
    number = cursor.id.to_bytes((cursor.id.bit_length() + 7) // 8 or 1, "big")
    if cursor.sorted_by is None:
        return _encode(_RELEVANCE + number)
    moment = (cursor.sorted_by - _EPOCH) // timedelta(microseconds=1)
    return _encode(_LATEST + moment.to_bytes(_TIME_BYTES, "big", signed=True) + number)


def read_cursor(text: str) -> Cursor:
    """The cursor in `text`. Raises `BadQueryError` where it is none."""
    try:
        raw = _decode(text)
        kind, rest = raw[:1], raw[1:]
        moment = None
        if kind == _LATEST:
            moment, rest = (
                _EPOCH + timedelta(microseconds=int.from_bytes(rest[:_TIME_BYTES], "big", signed=True)),
                rest[_TIME_BYTES:],
            )
        number = int.from_bytes(rest, "big")
        if kind not in (_LATEST, _RELEVANCE) or not rest or number > _MOST_ID:
            raise ValueError(text)
    except (ValueError, OverflowError, binascii.Error) as error:
        template = "after: {text!r} is no cursor: give it as an earlier answer did, or leave it out"
        raise BadQueryError(Message(template, text=text[:60])) from error
    return Cursor(moment, number)


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    if not text.isascii():
        raise ValueError(text)
    return binascii.a2b_base64(text.translate(_STANDARD) + "=" * (-len(text) % 4), strict_mode=True)


_STANDARD = str.maketrans("-_+/", "+/  ")
"""URL-safe to plain Base64; what stands in plain Base64 alone becomes an error."""
