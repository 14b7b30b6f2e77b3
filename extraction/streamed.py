"""Pages that arrive in parts: React writes late parts as hidden elements, and a script moves them into place."""

from __future__ import annotations

_SCRIPT, _HIDDEN, _SHOWN = '$RC("B:', '<div hidden id="S:', '<div id="S:'


def with_late_parts(text: str) -> str:
    """The page's source with those parts visible (React 18, `completeBoundary`)."""
    return text.replace(_HIDDEN, _SHOWN) if _SCRIPT in text else text
