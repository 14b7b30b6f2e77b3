"""What a page means for the stored article, as a table."""

from __future__ import annotations

import itertools

import pytest

from storage.claims import Change, Standing, change, speaker, text_hash


@pytest.mark.parametrize(
    ("speaks", "spoke", "same_text", "same_bytes", "outdated", "expected"),
    [
        (True, True, True, True, False, Change.REFRESH),
        (True, True, True, False, False, Change.REFRESH),
        (True, True, False, False, False, Change.REVISE),
        (True, True, False, True, False, Change.REREAD),
        (True, True, False, False, True, Change.NOTHING),
        (True, False, False, False, False, Change.TAKE_OVER),
        (True, False, True, False, False, Change.TAKE_OVER),
        (False, True, False, False, False, Change.NOTHING),
        (False, False, True, True, False, Change.NOTHING),
    ],
)
def test_change(speaks: bool, spoke: bool, same_text: bool, same_bytes: bool, outdated: bool, expected: Change) -> None:
    assert change(Standing(speaks, spoke, same_text, same_bytes, outdated)) is expected


@pytest.mark.parametrize("keys", list(itertools.permutations(["z.example/1", "a.example/1", "m.example/1"])))
def test_the_canonical_page_speaks_then_the_smallest(keys: tuple[str, ...]) -> None:
    assert speaker("m.example/1", keys) == "m.example/1"
    assert speaker("other", keys) == "a.example/1"


def test_title_and_body_do_not_run_together() -> None:
    assert text_hash("ab", "c") != text_hash("a", "bc")
