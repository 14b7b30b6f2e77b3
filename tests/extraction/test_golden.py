"""Recorded pages and what is read of them lie side by side; `write_golden.py` writes the records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.extraction.write_golden import FOLDER, record


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.html")), ids=lambda p: p.stem)
def test_page_reads_as_recorded(page: Path) -> None:
    assert record(page) == json.loads(page.with_suffix(".json").read_text("utf-8"))


def test_every_record_has_its_page() -> None:
    assert {p.stem for p in FOLDER.glob("*.json")} == {p.stem for p in FOLDER.glob("*.html")}
