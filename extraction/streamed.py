"""Pages that arrive in parts: React writes late parts as hidden elements, and a script moves them into place."""

from __future__ import annotations

from extraction.decoding import Decoded

_SCRIPT, _SHOWN = '$RC("B:', '<div id="S:'
_HIDDEN = ('<div hidden id="S:', '<div hidden="" id="S:')


def with_late_parts(page: Decoded) -> Decoded:
    """The page with those parts visible (React 18, `completeBoundary`)."""
    if not page.holds(_SCRIPT):
        return page
    text = page.text
    for hidden in _HIDDEN:
        text = text.replace(hidden, _SHOWN)
    return page if text is page.text else Decoded(page.how, text)
