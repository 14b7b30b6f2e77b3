"""Floors of quality on a sample of the development data: lowering one is a decision, not an accident."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from linking import Text, fingerprint, fold, likeness

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "linking"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared, which is there only for developers and CI")

SAMPLE = 10
"""One pair in so many, chosen by the hash of its ids."""
FLOORS = {"zh": 0.985, "en": 0.99}
"""F1; a little below what is measured, since the sample is small."""
MOST_TEMPLATES = 0.03
LEAST_REAL = 0.9
LEAST_CANDIDATES = 0.99


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def _documents() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in _rows("docs")}


@cache
def _text(name: str) -> Text:
    document = _documents()[name]
    return Text(fold(document["title"], document["text"]))


@cache
def _pairs(lang: str) -> list[dict[str, Any]]:
    return [
        pair
        for pair in _rows("pairs_dup")
        if _documents()[pair["a"]]["lang"] == lang and zlib.crc32(f"{pair['a']} {pair['b']}".encode()) % SAMPLE == 0
    ]


@cache
def _scores(lang: str) -> list[float]:
    return [likeness(_text(pair["a"]), _text(pair["b"])) for pair in _pairs(lang)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_copies_are_told_from_other_texts(lang: str) -> None:
    said = [score >= 0.5 for score in _scores(lang)]
    true = [bool(pair["dup"]) for pair in _pairs(lang)]
    right = sum(one and other for one, other in zip(said, true, strict=True))
    assert 2 * right / (sum(said) + sum(true)) >= FLOORS[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_templates_are_not_taken_for_copies(lang: str) -> None:
    templates = [
        score >= 0.5
        for pair, score in zip(_pairs(lang), _scores(lang), strict=True)
        if pair["kind"].startswith("template")
    ]
    assert sum(templates) / len(templates) <= MOST_TEMPLATES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_copies_share_keys(lang: str) -> None:
    pairs = [pair for pair in _pairs(lang) if pair["dup"]]
    found = [
        bool(set(fingerprint(_text(pair["a"]).folded).sketch) & set(fingerprint(_text(pair["b"]).folded).sketch))
        for pair in pairs
    ]
    assert sum(found) / len(found) >= LEAST_CANDIDATES


@pytest.mark.parametrize("kind", ["real_reprint", "real_dxy"])
def test_what_other_outlets_really_printed_again_is_found(kind: str) -> None:
    pairs = [pair for pair in _rows("pairs_dup") if pair["kind"] == kind]
    assert sum(likeness(_text(pair["a"]), _text(pair["b"])) >= 0.5 for pair in pairs) / len(pairs) >= LEAST_REAL
