"""`kitewire source …` as a user calls it, against real sites on loopback and a real database."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo_world import World, serve_world
from kitewire.article import ArticlePage, Decoding, PageKind
from kitewire.cli import main
from kitewire.crawl import Fetched, Outcome, PageRead
from kitewire.source import Source, StartKind, StartPoint
from kitewire.source_files import dump_source, load_source
from linking import fingerprint, fold
from storage import open_database

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        """The JSON objects that it printed."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls `kitewire source …` in a folder of its own, not on a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KITEWIRE_ALLOW_HOSTS", "127.0.0.1,127.0.0.2,127.0.0.3")
    monkeypatch.setenv("COLUMNS", "160")

    def call(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["kitewire", "source", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 0 if left.code is None else 1
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    return call


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The demo world; nothing here changes it."""
    with serve_world() as served:
        yield served


def put(*names: str) -> None:
    archive = open_database("sqlite:///kitewire.db")
    for name in names:
        home = f"http://{name}.example/"
        archive.sources.save(Source(name, home, name.upper(), "Shandong", starts=(StartPoint(StartKind.LIST, home),)))
    archive.close()


def put_article(source: str) -> None:
    url = f"http://{source}.example/1.html"
    page = ArticlePage(url, PageKind.ARTICLE, Decoding(None, "utf-8"), canonical_url=url, title="A", body="Text.")
    fetched = Fetched(url, url, 200, b"", NOW)
    read = PageRead(url, Outcome.NEW, "", page, fingerprint(fold(page.title, page.body)), fetched, (), "0" * 64)
    archive = open_database("sqlite:///kitewire.db")
    archive.writer.save(source, archive.runs.start(source, "command", "test", NOW), [read], NOW)
    archive.close()


EXPECTED = {
    "yuanwang": {("list", "/yw/"), ("list", "/ms/"), ("list", "/xc/")},
    "xiuan": {("feed", "/feed.xml"), ("sitemap", "/sitemap-news.xml")},
    "courier": {("list", "/local/")},
}


@pytest.mark.parametrize("outlet", list(EXPECTED))
def test_add_finds_an_outlet_from_its_home_page_alone(run: Run, world: World, outlet: str) -> None:
    answer = run("add", world.home(outlet), "--name", outlet, "--region", "Yunxiu", "--delay", 0, "--yes", "--json")
    assert answer.code == 0, answer.err
    (record,) = answer.lines
    assert record["saved"] is True
    assert len(record["samples"]) == 3  # type: ignore[arg-type]
    (shown,) = run("show", outlet, "--json").lines
    definition = shown["definition"]
    assert isinstance(definition, dict)
    starts = {(start["kind"], start["url"].removeprefix(world.addresses[outlet])) for start in definition["start"]}
    assert starts >= EXPECTED[outlet]
    assert definition["region"] == "Yunxiu"
    assert definition["lang"] == ("en" if outlet == "courier" else "zh")
    assert run("add", world.home(outlet), "--name", outlet, "--yes").code == 2


def test_add_shows_what_it_found_and_saves_nothing_unasked(run: Run, world: World) -> None:
    answer = run("add", world.home("courier"), "--delay", 0)
    assert answer.code == 2
    assert "add --yes" in answer.err
    assert f"{world.home('courier')}local/" in answer.out
    assert answer.out.count("related") == 3
    assert run("list", "--json").out == ""
    looked = run("add", world.home("courier"), "--delay", 0, "--json")
    assert (looked.code, looked.lines[0]["saved"]) == (0, False)
    assert run("list", "--json").out == ""


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("add", "ftp://paper.example/"), 2, "is not a web address"),
        (("add", "paper.example"), 2, "is not a web address"),
        (("add", "http://paper.example:99999/"), 2, "look at its host and port"),
        (("add", "http://a:secret@paper.example/"), 2, "names a login"),
        (("add", "http://127.0.0.1:9/", "--lang", "english"), 2, "lang: 'english' is not a language"),
        (("add", "http://127.0.0.1:9/", "--name", "A B"), 2, "name: 'A B' is not a name"),
        (("add", "http://127.0.0.4/"), 1, "KITEWIRE_ALLOW_HOSTS"),
        (("show", "nosuch"), 2, "there is no source 'nosuch'"),
        (("pause", "a", "nosuch"), 2, "there is no source 'nosuch'"),
        (("remove", "nosuch", "--yes"), 2, "there is no source 'nosuch'"),
        (("export", "nosuch"), 2, "there is no source 'nosuch'"),
        (("test", "nosuch"), 2, "there is no source 'nosuch'"),
        (("test", "nosuch.toml"), 2, "nosuch.toml: cannot be read"),
        (("import",), 2, "name a TOML file"),
        (("import", "nosuch.toml"), 2, "nosuch.toml: cannot be read"),
        (("export",), 2, "name a folder with -o"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(run: Run, words: tuple[str, ...], code: int, message: str) -> None:
    put("a", "b")
    answer = run(*words)
    assert answer.code == code
    assert message in answer.err
    assert len(answer.err.splitlines()) == 1
    assert [line["paused"] for line in run("list", "--json").lines] == [False, False]


def test_add_where_nothing_is_found(run: Run, world: World) -> None:
    answer = run("add", f"{world.home('courier')}nosuch/", "--delay", 0, "--yes")
    assert answer.code == 1
    assert "http 404" in answer.err
    assert run("list", "--json").out == ""


def test_list_show_pause_resume(run: Run) -> None:
    assert "source add URL" in run("list").err
    put("a", "b")
    assert "Paused a, b" in run("pause", "a", "b").out
    assert "Resumed b" in run("resume", "b").out
    assert [(line["name"], line["state"]) for line in run("list", "--json").lines] == [
        ("a", "paused"),
        ("b", "unverified"),
    ]
    table = run("list").out
    assert "Shandong" in table
    assert "paused" in table
    shown = run("show", "a").out
    assert "# state: paused" in shown
    assert "# polled every 30m at all hours" in shown
    assert tomllib.loads(shown)["home"] == "http://a.example/"


def test_remove_tells_how_many_articles_go_and_asks(run: Run) -> None:
    put("a", "b")
    put_article("a")
    asked = run("remove", "a")
    assert asked.code == 2
    assert "1 article?" in asked.err
    assert len(run("list", "--json").lines) == 2
    done = run("remove", "a", "--yes")
    assert (done.code, done.out) == (0, "Removed a and 1 article.\n")
    assert [line["name"] for line in run("list", "--json").lines] == ["b"]


def test_import_checks_everything_before_it_saves_anything(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.toml").write_text('name = "a"\nhome = "http://a.example/"\n', encoding="utf-8")
    (folder / "b.toml").write_text('name = "b"\nhome = "b.example"\n', encoding="utf-8")
    answer = run("import", folder)
    assert answer.code == 2
    assert "b.toml: home: 'b.example' is not a web address" in answer.err
    assert run("list", "--json").out == ""
    (folder / "b.toml").write_text('name = "b"\nhome = "http://b.example/"\n', encoding="utf-8")
    assert "Added 2, changed 0" in run("import", folder).out
    assert "Added 0, changed 1" in run("import", folder / "a.toml", "--paused").out
    assert [line["paused"] for line in run("list", "--json").lines] == [False, False]
    twice = run("import", folder, folder / "a.toml")
    assert twice.code == 2
    assert "is taken by" in twice.err


def test_starter_sources_come_paused_and_leave_known_ones_alone(run: Run) -> None:
    put("sdnews-weifang")
    assert "unverified" in run("import", "--starter").out
    lines = run("list", "--json").lines
    assert len(lines) > 20
    assert [line["name"] for line in lines if not line["paused"]] == ["sdnews-weifang"]
    assert not any(line["verified"] for line in lines)
    assert "Added 0, changed 0" in run("import", "--starter").out


@pytest.mark.parametrize("form", ["toml", "opml"])
def test_what_is_exported_can_be_imported(run: Run, tmp_path: Path, form: str) -> None:
    put("a", "b")
    target = tmp_path / "out" if form == "toml" else tmp_path / "out" / "all.opml"
    assert run("export", "--format", form, "-o", target).code == 0
    before = run("list", "--json").out
    run("remove", "a", "b", "--yes")
    assert "Added 2, changed 0" in run("import", target).out
    assert run("list", "--json").out == before


def test_one_source_goes_to_standard_output(run: Run, tmp_path: Path) -> None:
    put("a", "b")
    assert tomllib.loads(run("export", "a").out)["name"] == "a"
    assert run("export", "a", "b").code == 2
    assert run("export", "a", "-o", tmp_path / "a.toml").code == 0
    assert load_source(tmp_path / "a.toml").name == "a"
    assert run("export", "-o", tmp_path / "a.toml").code == 2


def test_a_test_that_passes_marks_the_source_and_the_file(run: Run, world: World, tmp_path: Path) -> None:
    source = next(source for source in world.sources() if source.name == "courier")
    path = tmp_path / "courier.toml"
    text = dump_source(source).replace("verified = true", "verified = false")
    path.write_text("# my notes\n" + text, encoding="utf-8")
    run("import", path)
    assert not run("list", "--json").lines[0]["verified"]
    answer = run("test", "courier")
    assert answer.code == 0, answer.err
    assert "found by" in answer.out
    assert run("list", "--json").lines[0]["verified"]
    assert not load_source(path).verified
    assert run("test", path).code == 0
    assert load_source(path).verified
    assert path.read_text(encoding="utf-8").startswith("# my notes\n")


def test_a_test_that_fails_says_why_and_marks_nothing(run: Run, world: World, tmp_path: Path) -> None:
    source = next(source for source in world.sources() if source.name == "courier")
    path = tmp_path / "courier.toml"
    broken = dump_source(source).replace("verified = true", "verified = false").replace("/local/", "/nosuch/")
    article = next(article for article in world.articles if article.outlet == "courier")
    test = f'test_url = "{world.url(article)}"\ntest_contains = ["no such words"]\n'
    template = f'\n[[template]]\nname = "own"\ntitle = "h1"\n{test}'
    path.write_text(broken + template, encoding="utf-8")
    answer = run("test", path)
    assert answer.code == 1
    assert "/nosuch/: http 404" in answer.err
    assert "template own: its test failed" in answer.err
    assert "the body lacks 'no such words'" in answer.out
    assert not load_source(path).verified
    (record,) = run("test", path, "--json").lines
    assert record["passed"] is False


@pytest.mark.parametrize(("typed", "code", "saved"), [("n\n", 1, []), ("y\n", 0, ["127.0.0.3"])])
def test_at_a_terminal_add_asks(world: World, tmp_path: Path, typed: str, code: int, saved: list[str]) -> None:
    keyboard, terminal = pty.openpty()
    call = [sys.executable, "-c", "from kitewire.cli import main; main()", "source"]
    environment = {**os.environ, "KITEWIRE_ALLOW_HOSTS": "127.0.0.3", "DATABASE_URL": f"sqlite:///{tmp_path}/k.db"}
    os.write(keyboard, typed.encode())
    words = [*call, "add", world.home("courier"), "--delay", "0"]
    done = subprocess.run(words, stdin=terminal, capture_output=True, text=True, env=environment, timeout=240)
    os.close(keyboard)
    os.close(terminal)
    assert done.returncode == code, done.stderr
    assert "Save it as '127.0.0.3'?" in done.stderr
    listed = subprocess.run([*call, "list", "--json"], capture_output=True, text=True, env=environment, timeout=240)
    assert [json.loads(line)["name"] for line in listed.stdout.splitlines()] == saved
