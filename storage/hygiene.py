"""What no database takes is replaced here, in one place: NUL characters and lone surrogates become U+FFFD."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_BAD = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """`text` as UTF-8 and PostgreSQL can hold it. Two surrogates that make a character become that character."""
    if not _BAD.search(text):
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _BAD.sub("\ufffd", whole)


def cleaned(value: T) -> T:
    """`value` with every string in it cleaned: a string, or records, tuples, lists and dicts of them.

    What holds nothing bad is given back as it is.
    """
    return _clean(value)  # type: ignore[no-any-return]


_NEVER_BAD = frozenset((int, float, bool, bytes, type(None)))


def _clean(value: Any) -> Any:
    # Most parameters are numbers.
    if type(value) in _NEVER_BAD:
        return value
    if isinstance(value, str):
        return clean_text(value) if type(value) is str else value
    if isinstance(value, tuple | list):
        parts = [_clean(part) for part in value]
        return value if _same(parts, value) else type(value)(parts)
    if isinstance(value, dict):
        pairs = {_clean(key): _clean(part) for key, part in value.items()}
        return value if _same(pairs.values(), value.values()) and pairs.keys() == value.keys() else pairs
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _clean(getattr(value, f.name)) for f in fields(value)}
        changed = {name: part for name, part in changed.items() if part is not getattr(value, name)}
        return replace(value, **changed) if changed else value
    return value


def _same(parts: Any, old: Any) -> bool:
    return all(a is b for a, b in zip(parts, old, strict=True))


def clean_parameters(parameters: Any) -> Any:
    """The parameters of one statement (or of a batch of them), every string cleaned."""
    return _clean(parameters)
