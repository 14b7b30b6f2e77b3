"""What no database takes is replaced."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.hygiene import clean_text, cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [("plain 风筝", "plain 风筝"), ("a\x00b", "a\ufffdb"), ("\ud800x", "\ufffdx"), ("\ud83e\ude81", "🪁"), ("", "")],
)
def test_clean_text(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_encoded_and_keeps_what_is_sound(text: str) -> None:
    clean = clean_text(text)
    clean.encode()
    assert "\x00" not in clean
    if "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text):
        assert clean == text


@dataclass(frozen=True)
class _Record:
    title: str
    names: tuple[str, ...]
    more: dict[str, list[str]]
    inner: _Record | None = None


def test_records_are_cleaned_to_the_last_string() -> None:
    bad = _Record("a\x00", ("b", "\x00"), {"k\x00": ["\x00"]}, _Record("\x00", (), {}))
    clean = _Record("a\ufffd", ("b", "\ufffd"), {"k\ufffd": ["\ufffd"]}, _Record("\ufffd", (), {}))
    assert cleaned(bad) == clean
    assert cleaned(clean) is clean
    assert cleaned(("\ud83e", "\ude81", 1)) == ("\ufffd", "\ufffd", 1), "halves in two texts make no character"
