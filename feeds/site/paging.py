"""Long lists in pages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    number: int
    """From 1."""
    pages: int
    """1 at least."""
    total: int
    """Items of the whole list."""
    first: int
    """Number of the first of `items` in it, from 1."""


def part_of(items: Sequence[T], number: int, size: int) -> Part[T]:
    """Page `number` of `items` with `size` on each; behind the end, the last one."""
    pages = max(1, -(-len(items) // size))
    number = min(number, pages)
    first = (number - 1) * size
    return Part(items[first : first + size], number, pages, len(items), first + 1)
