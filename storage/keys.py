"""The key under which an address is stored and looked up."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from kitewire.urls import is_http, url_key

# A PostgreSQL index entry holds 2,704 bytes at most.
_MOST = 1000


@lru_cache(maxsize=10_000)  # a batch asks for the key of each of its pages some four times
def address_key(url: str) -> str:
    """`kitewire.urls.url_key`, of bounded length: the tail of a very long one is replaced by its hash."""
    return bounded(url_key(url))


def address_key_or_none(url: str | None) -> str | None:
    """`address_key`, or None where `url` is no web address."""
    try:
        return address_key(url) if url and is_http(url) else None
    except ValueError:
        return None


def bounded(key: str) -> str:
    """`key`, short enough for an index. `#` stands in no `url_key`, so no two keys become one."""
    if len(key.encode()) <= _MOST:
        return key
    return f"{key[:200]}#{hashlib.sha256(key.encode()).hexdigest()}"
