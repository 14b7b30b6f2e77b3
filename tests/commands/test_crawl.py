"""The commands crawl, ingest and reprocess, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kitewire.cli import app
from kitewire.errors import KitewireError
from tests.crawler.crawling import Newsroom, source_of
from tests.crawler.site import Site, article, listing, path_of


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    with Site() as site:
        site.pages["/news/"] = listing([path_of(n) for n in range(3)])
        site.pages |= {path_of(n): article(f"Story number {n} of the county", f"bridge {n}") for n in range(2)}
        made = Newsroom(tmp_path)
        made.save(source_of(site))
        made.save(source_of(site, "/gone/", name="herald"))
        monkeypatch.setenv("DATABASE_URL", made.settings.database_url)
        monkeypatch.setenv("KITEWIRE_ALLOW_HOSTS", "127.0.0.1")
        monkeypatch.setenv("KITEWIRE_WORKERS", "1")
        yield made


def typed(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, KitewireError):
        return result.exception.exit_code, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_a_line_a_source_where_there_is_no_terminal(newsroom: Newsroom) -> None:
    code, text = typed("crawl", "gazette")
    assert code == 0
    assert text.splitlines() == [
        "gazette: found 3, fetched 3, new 2, revised 0, unchanged 0, failed 1, skipped 0, not_article 0"
    ]


def test_json_for_machines_and_one_for_a_failed_run(newsroom: Newsroom) -> None:
    code, text = typed("crawl", "--json", "--limit", "1")
    runs = {run["source"]: run for run in map(json.loads, text.splitlines())}
    assert code == 1
    assert (runs["gazette"]["status"], runs["gazette"]["found"], runs["gazette"]["new"]) == ("finished", 3, 1)
    assert runs["herald"]["status"] == "failed"
    assert "http 404" in runs["herald"]["error"]


def test_an_unknown_source_is_misuse(newsroom: Newsroom) -> None:
    code, text = typed("crawl", "gazete")
    assert code == 2
    assert "gazette" in text


def test_archive_then_ingest_then_reprocess(newsroom: Newsroom, tmp_path: Path) -> None:
    assert typed("crawl", "gazette", "--archive", str(tmp_path / "warc"))[0] == 0
    files = [str(path) for path in (tmp_path / "warc").iterdir()]
    code, text = typed("ingest", *files)
    assert (code, text.split()[:2]) == (0, ["2", "unchanged"])
    code, text = typed("reprocess", "--archive", str(tmp_path / "warc"), "--json")
    (run,) = map(json.loads, text.splitlines())
    assert (code, run["source"], run["trigger"], run["unchanged"]) == (0, "gazette", "reprocess", 2)


def test_what_cannot_be_read_is_named_with_exit_code_one(newsroom: Newsroom, tmp_path: Path) -> None:
    code, text = typed("ingest", str(tmp_path / "none.warc.gz"), "--json")
    assert code == 1
    assert "none.warc.gz" in json.loads(text.splitlines()[-1])["error"]
    assert typed("reprocess", "--archive", str(tmp_path / "none"))[0] == 1


def test_who_has_not_said_who_they_are_is_told_once(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(app, ["crawl", "herald"]).stderr.count("KITEWIRE_USER_AGENT") == 1
    monkeypatch.setenv("KITEWIRE_USER_AGENT", "Desk/1 (+https://desk.example/about)")
    assert "KITEWIRE_USER_AGENT" not in CliRunner().invoke(app, ["crawl", "herald"]).stderr
