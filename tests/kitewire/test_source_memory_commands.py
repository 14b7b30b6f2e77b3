"""`kitewire source show`, `freeze` and `forget` on what a source's pages have taught."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extraction import Hints, extract
from extraction.memory import learn
from kitewire.cli import app
from kitewire.crawl import Fetched, Outcome, PageRead
from kitewire.errors import KitewireError
from kitewire.source import Field, Source, Template
from kitewire.source_files import load_source
from kitewire.source_values import read_rule
from storage import Database, open_database
from tests.extraction.site_pages import BEGAN, STANDING, listed, page, paragraphs, read, url

OWN = Template("own", (read_rule(Field.SECTION, "css:div.section"),))


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database with a source of which nothing is learned yet."""
    address = f"sqlite:///{tmp_path}/kitewire.db"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("TZ", "UTC")
    with open_database(address) as database:
        database.sources.save(Source("courier", "https://courier.example/", lang="en", templates=(OWN,)))
        yield database


def teach(database: Database, first: int, until: int, layout: str = "old") -> None:
    """Save articles of these numbers, an hour apart."""
    teach_pages(database, [page(number, layout) for number in range(first, until)], first)


def teach_pages(database: Database, pages: Sequence[bytes], first: int = 0) -> None:
    """Save articles of these pages, an hour apart."""
    run = database.runs.start("courier", "command", "host:1", BEGAN)
    for number, raw in enumerate(pages, first):
        at = BEGAN + timedelta(hours=number)
        got = Fetched(url(number), url(number), 200, b"", at)
        article = read(raw, number)
        database.writer.save("courier", run, [PageRead(url(number), Outcome.NEW, "", article, fetched=got)], at, learn)


def typed(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["source", *words])
    if isinstance(result.exception, KitewireError):
        return result.exception.exit_code, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_show_tells_what_was_learned(archive: Database) -> None:
    teach(archive, 0, 8)
    code, text = typed("show", "courier")
    assert code == 0
    comments = [line for line in text.splitlines() if line.startswith("# ")]
    assert "# learned of its pages: 8 articles, 1 layout" in comments
    assert "#   body: div.story > div.text" in comments
    assert "#   title: div.top > h1.headline (8)" in comments
    assert "#   published: div.top > div.info (8)" in comments
    assert f"#     on 8: {STANDING[:40]}" in comments
    assert not any("changed" in line for line in comments)


def test_what_show_prints_is_still_a_source_file(archive: Database, tmp_path: Path) -> None:
    teach(archive, 0, 8)
    (tmp_path / "shown.toml").write_text(typed("show", "courier")[1])
    assert load_source(tmp_path / "shown.toml") == archive.sources.get("courier")


def test_show_tells_of_a_changed_layout(archive: Database) -> None:
    teach(archive, 0, 8)
    teach(archive, 8, 14, "new")
    code, text = typed("show", "courier")
    assert code == 0
    assert "layout changed since 2026-11-01 16:00" in text
    assert "relearned from 6 articles since" in text
    record = json.loads(typed("show", "courier", "--json")[1])["memory"]
    assert record["layout_changed_since"] == (BEGAN + timedelta(hours=8)).isoformat()
    assert [(one["body"], one["state"]) for one in record["layouts"]] == [
        ("div.story > div.text", "gone"),
        ("div#copy", "in use"),
    ]
    assert record["layouts"][1]["repeated"] == [{"text": STANDING[:40], "articles": 6, "used": True}]


def test_show_tells_the_entries_that_stand_in_the_lists_of_the_whole_site(archive: Database) -> None:
    teach_pages(archive, [listed(n, ("Related articles", (1001, 1002, n * 10 + 3000))) for n in range(6)])
    text = typed("show", "courier")[1]
    assert "#   in lists of the whole site: 2\n#     on 6: Ferry landing number 1001 opens" in text
    told = json.loads(typed("show", "courier", "--json")[1])["memory"]["layouts"][0]["listed"]
    assert [(one["articles"], one["used"]) for one in told] == [(6, True)] * 2


def test_show_says_where_nothing_was_learned(archive: Database) -> None:
    assert "# learned of its pages: nothing yet" in typed("show", "courier")[1]
    assert json.loads(typed("show", "courier", "--json")[1])["memory"]["layouts"] == []


def test_freeze_writes_a_source_file_that_loads_and_reads(archive: Database, tmp_path: Path) -> None:
    teach(archive, 0, 8)
    code, text = typed("freeze", "courier", "--output", str(tmp_path / "new" / "courier.toml"))
    assert (code, text) == (0, "")
    source = load_source(tmp_path / "new" / "courier.toml")
    assert [template.name for template in source.templates] == ["own", "learned 1"]
    article = extract(page(30), url(30), Hints(templates=source.templates, lang="en"))
    assert article.body == "\n".join(paragraphs(30))
    assert typed("freeze", "courier")[1] == (tmp_path / "new" / "courier.toml").read_text()
    assert typed("freeze", "courier", "-o", "-") == typed("freeze", "courier")
    assert typed("export", "courier", "-o", "-") == typed("export", "courier")
    assert archive.sources.get("courier").templates == (OWN,)


def test_a_frozen_source_that_is_imported_freezes_to_the_same(archive: Database, tmp_path: Path) -> None:
    teach(archive, 0, 8)
    frozen = tmp_path / "courier.toml"
    typed("freeze", "courier", "-o", str(frozen))
    assert typed("import", str(frozen))[0] == 0
    assert typed("freeze", "courier")[1] == frozen.read_text()


def test_freeze_says_that_nothing_was_learned(archive: Database) -> None:
    teach(archive, 0, 2)
    code, told = typed("freeze", "courier")
    assert code == 1
    assert "source courier: nothing is learned of its pages yet" in told
    assert typed("freeze", "nobody")[0] == 2


def test_forget_drops_the_memory_and_keeps_the_articles(archive: Database) -> None:
    teach(archive, 0, 8)
    assert typed("forget", "courier") == (0, "Forgot 1 layout of courier.\n")
    assert archive.memories.load("courier").layouts == ()
    assert archive.sources.states()[0].articles == 8
    assert typed("forget", "nobody")[0] == 2
