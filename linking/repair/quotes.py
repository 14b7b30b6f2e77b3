"""Quotes and brackets that have no partner."""

from __future__ import annotations

_OPENED_BY = {"”": "“", "’": "‘", "》": "《", "）": "（", "」": "「", "』": "『", "】": "【", "〉": "〈"}
_CLOSED_BY = {one: other for other, one in _OPENED_BY.items()}


def unpaired(text: str, since: int) -> int:
    """Full-width quotes and brackets of `text[since:]` that close none of their kind, or open within one."""
    count = 0
    for at in range(since, len(text)):
        sign = text[at]
        other = _OPENED_BY.get(sign) or _CLOSED_BY.get(sign)
        if other is not None:
            others, same = text.rfind(other, 0, at), text.rfind(sign, 0, at)
            count += others <= same if sign in _OPENED_BY else same > others
    return count
