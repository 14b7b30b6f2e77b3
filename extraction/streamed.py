"""Pages that arrive in parts: React writes late parts as hidden elements, and a script moves them into place."""

from __future__ import annotations

_SCRIPT, _SHOWN = '$RC("B:', '<div id="S:'
_HIDDEN = ('<div hidden id="S:', '<div hidden="" id="S:')


def with_late_parts(text: str) -> str:
    """The page's source with those parts visible (React 18, `completeBoundary`)."""
    if _SCRIPT in text:
        for hidden in _HIDDEN:
            text = text.replace(hidden, _SHOWN)
    return text
