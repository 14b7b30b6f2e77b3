"""Which elements say of themselves that they are not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_HIDING = re.compile(
    r"display:none|visibility:hidden|(?:left|top|text-indent):-\d{3,}|(?<![-\w])height:0(?:px)?(?:;|$)"
)


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Whether a style attribute hides its element."""
    return bool(_HIDING.search(style.replace(" ", "").lower()))


def hidden_places(attributes: Mapping[str, Mapping[int, str]]) -> frozenset[int]:
    """The places of the elements that hide themselves, by their attributes `style` and `hidden` (of `Layout`)."""
    styled = (place for place, style in attributes["style"].items() if hides(style))
    return frozenset((*styled, *attributes["hidden"]))
