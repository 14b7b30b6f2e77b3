"""The repaired reading of an article as it is stored: only where something was mended, or was not all looked at."""

from __future__ import annotations

from typing import Any

from kitewire.archive_view import MendView, RepairedView
from linking import Repaired, repair

_PARTS = ("title", "body")


def repaired_column(title: str, body: str) -> dict[str, Any] | None:
    """What `articles.repaired` holds of an article; None where nothing was mended and everything looked at."""
    done = dict(zip(_PARTS, (repair(title), repair(body)), strict=True))
    untried = sum(part.untried for part in done.values())
    if not untried and not any(part.mends for part in done.values()):
        return None
    return {part: found.text for part, found in done.items()} | {
        "mends": [one for part, found in done.items() for one in _mends(part, found)],
        **({"untried": untried} if untried else {}),
    }


def _mends(part: str, found: Repaired) -> list[dict[str, Any]]:
    return [
        {"part": part, "start": one.start, "before": one.before, "after": one.after, "kind": one.kind.value}
        for one in found.mends
    ]


def repaired_view(stored: dict[str, Any] | None) -> RepairedView | None:
    """The view of what `repaired_column` made."""
    if stored is None:
        return None
    mends = tuple(MendView(**one) for one in stored["mends"])
    return RepairedView(stored["title"], stored["body"], mends, stored.get("untried", 0))


def searched(title: str, body: str, stored: dict[str, Any] | None) -> tuple[str, str]:
    """Title and body for the search index: a damaged text is found as mended and as published."""
    if stored is None:
        return title, body
    return _both(stored["title"], title), _both(stored["body"], body)


def _both(mended: str, published: str) -> str:
    return published if mended == published else f"{mended}\n{published}"
