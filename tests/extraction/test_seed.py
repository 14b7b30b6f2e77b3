"""The reference article, laid out as its outlet does: no date on the page but a dateline without a year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extraction import Hints, extract
from kitewire.article import PageKind, Precision

SEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed" / "article.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="needs ../shared, which is there only for developers and CI")


def _parts() -> tuple[str, list[str], list[tuple[str, str]]]:
    title, *lines = SEED.read_text("utf-8").strip().split("\n")
    paragraphs = [line for line in lines if not line.startswith("- ")]
    entries = [(line[2:-10], line[-10:]) for line in lines if line.startswith("- ")]
    return title, paragraphs, entries


def _page(heading: str) -> bytes:
    title, paragraphs, entries = _parts()
    body = "".join(f"<p>　　{p}</p>" for p in paragraphs)
    top = f"<h1>{title}</h1>" if heading == "h1" else ""
    first = f"<p>{title}</p>" if heading == "first paragraph" else ""
    items = "".join(f'<li><a href="/n/{i}.htm">{t}</a><span>{day}</span></li>' for i, (t, day) in enumerate(entries))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="nav"><a '
        f'href="/">首頁</a></div>'
        f'{top}<div class="TRS_Editor">{first}{body}</div><ul>{items}</ul><div>版權所有 2022</div></body></html>'
    ).encode()


@pytest.mark.parametrize("heading", ["h1", "first paragraph"])
@pytest.mark.parametrize("seen", [None, datetime(2022, 11, 5, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)])
def test_reference_article(heading: str, seen: datetime | None) -> None:
    title, paragraphs, entries = _parts()
    page = extract(_page(heading), "http://city.example.cn/channel/article.htm", Hints(seen=seen))
    assert page.kind is PageKind.ARTICLE
    assert page.title == title
    assert page.origin == "魯網"
    assert page.dateline is not None
    assert "10月28日" in page.dateline
    assert page.published is not None
    assert page.published.when is not None
    assert page.published.when.date().isoformat() == "2019-10-28"
    assert page.published.precision is Precision.DAY
    assert page.published.found_by == "dateline"
    assert page.bylines.correspondents == ("紀哲",)
    assert page.body.split("\n") == paragraphs
    assert [(e.title, e.date) for e in page.related] == entries
