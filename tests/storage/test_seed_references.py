"""The ten related entries of the reference article find their articles, whichever is ingested first."""

from __future__ import annotations

from pathlib import Path

import pytest
from opencc import OpenCC

from extraction import extract
from kitewire.crawl import Outcome, PageRead
from linking import repair
from storage import Database
from tests.storage.link_world import NOW, text
from tests.storage.making import source

SEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed" / "article.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="needs ../shared, which is there only for developers and CI")


def _seed() -> PageRead:
    title, *lines = SEED.read_text("utf-8").strip().split("\n")
    body = "".join(f"<p>　　{line}</p>" for line in lines if not line.startswith("- "))
    entries = [(line[2:-10], line[-10:]) for line in lines if line.startswith("- ")]
    items = "".join(f'<li><a href="/old/{i}.htm">{t}</a><span>{day}</span></li>' for i, (t, day) in enumerate(entries))
    return _read("/seed.htm", f'<h1>{title}</h1><div class="TRS_Editor">{body}</div><ul>{items}</ul>', title)


def _targets(simplified: bool) -> list[PageRead]:
    """A page for each entry, of that title and day under another address, with an invented text."""
    seed = _seed().article
    assert seed is not None
    assert len(seed.related) == 10
    pages = []
    for number, entry in enumerate(seed.related):
        title = OpenCC("t2s").convert(repair(entry.title).text) if simplified else entry.title
        body = "".join(f"<p>{line}</p>" for line in text(900 + number).split("\n"))
        top = f"<h1>{title}</h1><p>{entry.date} 09:00 来源：濰坊新聞</p>"
        pages.append(_read(f"/n/{number}.htm", f'{top}<div class="TRS_Editor">{body}</div>', title))
    return pages


def _read(path: str, inner: str, title: str) -> PageRead:
    url = f"http://city.example.cn{path}"
    page = f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{inner}</body></html>'
    return PageRead(url, Outcome.NEW, article=extract(page.encode(), url))


@pytest.mark.parametrize("simplified", [False, True], ids=["as printed", "clean"])
@pytest.mark.parametrize("first", ["seed", "targets"])
def test_all_ten_entries_resolve(any_database: Database, first: str, simplified: bool) -> None:
    pages = [_seed(), *_targets(simplified)] if first == "seed" else [*_targets(simplified), _seed()]
    any_database.sources.save(source("city", home="http://city.example.cn/"))
    run = any_database.runs.start("city", "ingest", "test", NOW)
    saved = [one for page in pages for one in any_database.writer.save("city", run, [page], NOW)]
    assert [one.outcome for one in saved] == [Outcome.NEW] * 11
    ids = {one.url: one.article_id for one in saved}
    shown = any_database.articles.get(ids["http://city.example.cn/seed.htm"] or 0)
    assert [one.target_id for one in shown.related] == [ids[f"http://city.example.cn/n/{n}.htm"] for n in range(10)]
    assert {one.resolved_by for one in shown.related} == {"title"}
    assert any_database.articles.referring(ids["http://city.example.cn/n/3.htm"] or 0)[0].id == shown.id
