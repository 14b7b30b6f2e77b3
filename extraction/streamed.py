"""Pages that arrive in parts: React writes late parts as hidden elements, and a script moves them into place."""

from __future__ import annotations

from extraction.native import part_in_c

_texts = part_in_c("_texts")
_SCRIPT, _SHOWN = '$RC("B:', '<div id="S:'
_HIDDEN = ('<div hidden id="S:', '<div hidden="" id="S:')


def with_late_parts(text: str, data: bytes | None = None) -> str:
    """The page's source with those parts visible (React 18, `completeBoundary`); `data` is the same in UTF-8 where it
    is at hand."""
    if _SCRIPT in text if data is None or _texts is None else _texts.holds(data, _SCRIPT.encode()):
        for hidden in _HIDDEN:
            text = text.replace(hidden, _SHOWN)
    return text
