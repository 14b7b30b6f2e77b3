"""What is remembered within a process: so many, and what was asked for longest ago goes first."""

from __future__ import annotations

from linking import Folded, fold
from storage.link_reprints import folded, remember
from storage.remembered import Remembered


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept = Remembered[str](2)
    kept.keep("ferry", "f")
    kept.keep("pier", "p")
    assert kept.get("ferry") == "f"
    kept.keep("fog", "o")
    assert (kept.get("ferry"), kept.get("pier"), kept.get("fog")) == ("f", None, "o")


def test_a_text_that_somebody_has_folded_is_not_folded_again() -> None:
    title, body = "Ferry hits the pier at Hewan", "The ferry hit the pier in dense fog.\nNobody was hurt."
    assert folded(title, body) == fold(title, body)
    handed = Folded("handed", "on")
    remember(title, body, handed)
    assert folded(title, body) is handed
    assert folded(title, body, frozenset({1})) == fold(title, body)
