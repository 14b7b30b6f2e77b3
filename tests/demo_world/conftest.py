"""The world, served once for tests that change nothing in it, and clients."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from demo_world import Article, World, serve_world


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """Round one. Only for tests that neither publish nor count requests."""
    with serve_world() as served:
        yield served


@pytest.fixture
def fresh_world() -> Iterator[World]:
    """A world of the test's own."""
    with serve_world() as served:
        yield served


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """An HTTP client that follows no redirects."""
    with httpx.Client(trust_env=False, timeout=60) as opened:
        yield opened


def article(world: World, key: str) -> Article:
    """The article called `key`."""
    return next(one for one in world.articles if one.key == key)
