"""Fingerprints: what two texts share shows in their sketches, and sketches stay small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linking import fingerprint, fold, prints_of, title_key
from linking.folding import fold_opening
from linking.sketch import LEAST_KEYS, WINDOW, WINDOWS_A_TEXT, shingles
from linking.ties import OPENING
from tests.linking.texts import folded, paragraphs


def test_keys_are_signed_64_bit_and_ascending() -> None:
    prints = fingerprint(folded("\n".join(paragraphs(1, 40))))
    assert list(prints.sketch) == sorted(set(prints.sketch))
    assert all(-(1 << 63) <= key < 1 << 63 for key in (*prints.sketch, prints.text_key, prints.title_key))


def test_the_hash_never_changes() -> None:
    """Stored keys of an archive must go on being found: a change here needs a new `linking.VERSION`."""
    assert title_key("河灣石橋 修好了") == title_key("河湾石桥修好了") == KNOWN_TITLE_KEY
    assert title_key(" …") == 0


KNOWN_TITLE_KEY = 6334657658317258661


@given(st.integers(0, 200), st.integers(0, 60), st.integers(0, 60))
def test_any_run_of_a_window_and_more_gives_a_common_key(seed: int, before: int, after: int) -> None:
    shared = folded("\n".join(paragraphs(seed, 1))).text[: WINDOW + 4]
    one = folded(folded("\n".join(paragraphs(1000, 2))).text[:before] + shared)
    other = folded(shared + folded("\n".join(paragraphs(1001, 2))).text[:after])
    assert set(fingerprint(one).sketch) & set(fingerprint(other).sketch)


@given(st.integers(0, 500), st.integers(1, 60))
def test_a_sketch_holds_shingles_of_its_text_and_stays_small(seed: int, count: int) -> None:
    text = folded("\n".join(paragraphs(seed, count)))
    prints = fingerprint(text)
    assert prints.size == len(set(shingles(text.text)))
    assert min(LEAST_KEYS, prints.size) <= len(prints.sketch) <= LEAST_KEYS + 4 * prints.size / WINDOW


def test_a_very_long_text_gets_no_more_keys_and_still_shares_them_with_an_excerpt() -> None:
    body = paragraphs(7, 900)
    long, excerpt = fingerprint(folded("\n".join(body))), fingerprint(folded("\n".join(body[400:404])))
    assert len(long.sketch) < 3 * WINDOWS_A_TEXT
    assert set(long.sketch) & set(excerpt.sketch)


@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint(text: str) -> None:
    prints = fingerprint(folded(text))
    assert (prints.size == 0) == (not prints.sketch)


def test_a_fingerprint_made_of_the_published_text_brings_what_was_folded() -> None:
    title, body = "渡船撞上码头", "本报讯（记者 林一苇）" + "大雾中一艘渡船撞上东码头。" * 100
    prints, opening = prints_of(title, body), fold_opening(title, body[:OPENING])
    assert prints == fingerprint(fold(title, body))
    assert prints.opening == f"{opening.title}\n{opening.text}"
    assert prints.text == fold(title, body).text
    assert opening.text.startswith("大雾中")
    assert prints.event == fingerprint(fold(title, body)).event
