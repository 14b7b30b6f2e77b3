"""kitewire search, show and story over a real archive."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pydot
import pytest
from rich.cells import cell_len
from rich.text import Text
from typer.testing import CliRunner, Result

from kitewire.article import Decoding
from kitewire.cli import app
from kitewire.commands.show_article import decoding_note
from kitewire.commands.show_story import delay
from kitewire.errors import BadQueryError, UnknownIdError, UnknownSourceError, UsageError
from tests.feeds.archive import DAY, KITES, WEIFANG, fill, page, save

Kitewire = Callable[..., Result]


@pytest.fixture
def kitewire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitewire:
    fill(tmp_path).close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    return lambda *words: CliRunner().invoke(app, list(words))


def lines(result: Result) -> list[str]:
    assert result.exception is None, result.exception
    return result.stdout.splitlines()


# One process for all: starting costs more than showing.
_RUN_ALL = """
import json, sys
from kitewire.commands.read import app
for words in json.loads(sys.argv[1]):
    app(words, standalone_mode=False)
"""


def on_terminal(*commands: list[str], columns: int) -> str:
    """What a real terminal of that width is sent by one command after another."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR", "CI")
    }
    command = [sys.executable, "-c", _RUN_ALL, json.dumps(commands)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment | {"TERM": "xterm-256color"}
    ) as child:
        os.close(theirs)
        sent = b""
        try:
            while part := os.read(ours, 65536):
                sent += part
        except OSError:
            pass  # Linux says so when the other end is closed.
        os.close(ours)
        assert child.wait(240) == 0, sent
    return sent.decode()


def test_search_without_query_is_the_latest(kitewire: Kitewire) -> None:
    assert lines(kitewire("search", "--flat")) == [
        "4  2026-10-30 09:30  濰坊風箏網  博物館門票預約指南",
        "2  seen 2026-10-28  River Post  Iron bridge to close",
        "3  2026-10-28  River Post  风筝博物馆重新开放",
        "1  2026-10-28 09:30  濰坊風箏網  風箏博物館重新開放",
    ]


def test_search_marks_what_matched_in_either_script(kitewire: Kitewire) -> None:
    found = kitewire("search", "--flat", "风筝")
    assert "[風箏]博物館" in found.stdout and "[风筝]博物馆" in found.stdout
    assert "bridge" not in found.stdout


def test_search_shows_each_story_once(kitewire: Kitewire) -> None:
    assert lines(kitewire("search")) == [
        "1  2026-10-28 09:30  濰坊風箏網  風箏博物館重新開放  +2 more: River Post",
        "2  seen 2026-10-28  River Post  Iron bridge to close",
    ]
    (one,) = [json.loads(line) for line in lines(kitewire("search", "--json", "风筝"))]
    assert (one["articles"], one["outlets"], one["story"]) == (3, ["River Post", "濰坊風箏網"], 1)
    assert one["marks"]
    assert len(lines(kitewire("search", "--reprints", "all"))) == 4


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("source:river bridge OR title:指南", [4, 2]),
        ("source:风筝网", [4, 1]),
        ("region:山东 -title:指南", [1]),
        ("since:2026-10-29", [4]),
        ("until:2026-10-28 lang:zh", [3, 1]),
        ("story:1", [4, 3, 1]),
    ],
)
def test_search_in_words(kitewire: Kitewire, query: str, ids: list[int]) -> None:
    found = [json.loads(line) for line in lines(kitewire("search", "--flat", "--sort", "latest", "--json", query))]
    assert [one["id"] for one in found] == ids


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["source:river.pots"], "near to it: river.post"),
        (["region:nowhere x"], "region: there is no region 'nowhere'"),
        (["lang:klingon"], "lang: 'klingon' is no language"),
        (["--sort", "best", "x"], "sort"),
        (["--", "-x"], "only says what not to find"),
    ],
)
def test_a_search_that_cannot_be_understood(kitewire: Kitewire, words: list[str], told: str) -> None:
    error = kitewire("search", *words).exception
    assert isinstance(error, BadQueryError) and told in str(error)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--source", "river.post"], [2, 3]),
        (["--region", "山東"], [4, 1]),
        (["--lang", "en"], [2]),
        (["--story", "1"], [4, 3, 1]),
        (["--since", "2026-10-29"], [4]),
        (["--until", "2026-10-28", "--lang", "zh"], [3, 1]),
        (["--limit", "1"], [4]),
        (["bridge", "ferry"], [2]),
        (["nothing of the kind"], []),
    ],
)
def test_search_filters(kitewire: Kitewire, options: list[str], ids: list[int]) -> None:
    found = [json.loads(line) for line in lines(kitewire("search", "--flat", "--json", *options))]
    assert [one["id"] for one in found] == ids


def test_search_as_json_says_where_it_matched(kitewire: Kitewire) -> None:
    first = json.loads(lines(kitewire("search", "--json", "門票"))[0])
    assert first["id"] == 4 and first["story"] == 1
    assert {first["snippet"][start:end] for start, end in first["marks"]} == {"門票"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["search", "。。"], BadQueryError),
        (["search", "--since", "soon"], BadQueryError),
        (["search", "--source", "nobody"], UnknownSourceError),
        (["show", "77"], UnknownIdError),
        (["show", "77", "--json"], UnknownIdError),
        (["show", "77", "--markdown"], UnknownIdError),
        (["show", "1", "--markdown", "--json"], UsageError),
        (["story", "77"], UnknownIdError),
        (["export", "--format", "rss", "--story", "77"], UnknownIdError),
        (["export", "--format", "csv", "--source", "nobody"], UnknownSourceError),
    ],
)
def test_what_is_not_there_is_an_error_of_use(kitewire: Kitewire, words: list[str], error: type[Exception]) -> None:
    result = kitewire(*words)
    assert isinstance(result.exception, error)
    assert result.exception.exit_code == 2
    assert result.stdout == ""


@pytest.mark.parametrize(
    "words", [["search", "--limit", "0"], ["show", "x"], ["show", "0"], ["export", "--format", "xml"]]
)
def test_wrong_calls(kitewire: Kitewire, words: list[str]) -> None:
    assert kitewire(*words).exit_code == 2


def test_show_as_markdown(kitewire: Kitewire) -> None:
    told = kitewire("show", "1", "--markdown").stdout
    assert told.startswith("---\n") and "\n# 風箏博物館重新開放\n" in told and "## Related" in told


def test_show_lays_everything_out(kitewire: Kitewire) -> None:
    shown = kitewire("show", "1").stdout
    for line in (
        "1  風箏博物館重新開放",
        "outlet        濰坊風箏網 · 山東 · zh",
        "published     2026-10-28 09:30 (minute, found by cms)",
        "reporter      王小明",
        "correspondent 紀哲、奎文區宣傳部",
        "editor        李四",
        "origin        魯網",
        "dateline      魯網10月28日訊",
        "decoding      3 characters could not be read and stand as \ufffd",
        "   1  ○ open  2026-04-21  風箏會落幕",
        "  4  2026-10-30 09:30  濰坊風箏網  博物館門票預約指南",
        *KITES.split("\n"),
    ):
        assert line in shown.splitlines(), line


def test_show_marks_related_entries_as_resolved_or_open(kitewire: Kitewire) -> None:
    shown = lines(kitewire("show", "4"))
    assert "   1  ● → 1  2026-10-28  風箏博物館重新開放  by url" in shown
    assert "   2  ○ open  2026-11-01  十月天氣回顧" in shown
    assert "Related: 2, 1 resolved" in shown


def test_dates_are_shown_as_exactly_as_known(kitewire: Kitewire) -> None:
    assert "published     2026-10-30 09:30:00 (second, found by meta)" in lines(kitewire("show", "4"))
    assert "published     2026-10-28 (day, found by json-ld)" in lines(kitewire("show", "3"))
    assert "published     not known" in lines(kitewire("show", "2"))


def test_history_shows_what_changed(kitewire: Kitewire, tmp_path: Path) -> None:
    from storage import open_database

    with open_database(f"sqlite:///{tmp_path / 'archive.db'}") as database:
        changed = KITES.replace("三千多人", "五千多人").replace("免費", "半價")
        revised = page("http://wf.example.cn/202610/t20261028_1.htm", "風箏博物館重新開放！", changed)
        assert save(database, WEIFANG, revised, now=DAY + timedelta(days=4)) == [1]
    shown = lines(kitewire("show", "1", "--history"))
    assert "Text 1 → the present text, 2026-11-01 09:30" in shown
    assert "  風箏博物館重新開放{+！+}" in shown
    assert "  風箏博物館十月二十八日在奎文區重新開放，首日接待參觀者[-三千-]{+五千+}多人。" in shown
    assert not any(line.startswith("  館長") for line in shown), "paragraphs that stayed are left out"
    assert "  … 1 paragraph as before" in shown
    told = json.loads(kitewire("show", "1", "--history", "--json").stdout)
    (change,) = told["changes"]
    assert change["title"] == [[{"op": "same", "text": "風箏博物館重新開放"}, {"op": "new", "text": "！"}]]
    for left_out, whole in (("new", KITES), ("gone", changed)):
        body = ["".join(one["text"] for one in line if one["op"] != left_out) for line in change["body"]]
        assert "\n".join(body) == whole
    record = json.loads(kitewire("show", "1", "--json").stdout)
    assert [one["number"] for one in record["revisions"]] == [1] and record["body"] == changed
    assert "No earlier text" in lines(kitewire("show", "2", "--history"))


def test_show_as_json(kitewire: Kitewire) -> None:
    record = json.loads(kitewire("show", "4", "--json").stdout)
    assert [one["article"] for one in record["related"]] == [1, None]
    assert record["published_precision"] == "second" and record["referred_by"] == []


def test_story_tree(kitewire: Kitewire) -> None:
    shown = lines(kitewire("story", "1"))
    assert shown[:8] == [
        "Story 1: 3 articles from 2 outlets",
        "├── ★ 1 風箏博物館重新開放",
        "│   2026-10-28 09:30 · 濰坊風箏網 · traditional · first seen +1 h · origin 魯網",
        "│   └── 3 风筝博物馆重新开放",
        "│       2026-10-28 · River Post · simplified",
        "│       took 100% · told by time",
        "└── 4 博物館門票預約指南",
        "    2026-10-30 09:30 · 濰坊風箏網 · traditional · first seen +1 d",
    ]
    assert "  4 濰坊風箏網  →  1 濰坊風箏網  related list, by url" in shown
    assert "  2026-10-30 09:30  +2 d  ●  4 濰坊風箏網  博物館門票預約指南" in shown


def test_story_as_json(kitewire: Kitewire) -> None:
    record = json.loads(kitewire("story", "1", "--json").stdout)
    assert record["lead"] == 1 and [one["id"] for one in record["articles"]] == [1, 3, 4]
    assert [(one["article"], one["parent"], one["told_by"]) for one in record["tree"]] == [
        (1, None, None),
        (3, 1, "time"),
        (4, None, None),
    ]


def test_story_as_a_graph(kitewire: Kitewire) -> None:
    (graph,) = pydot.graph_from_dot_data(kitewire("story", "1", "--dot").stdout)
    edges = {(edge.get_source(), edge.get_destination()): edge.get_label() for edge in graph.get_edges()}
    assert edges == {("n1", "n3"): '"took 100%"', ("n4", "n1"): '"related list"'}


def test_a_story_is_written_in_one_way(kitewire: Kitewire) -> None:
    assert isinstance(kitewire("story", "1", "--json", "--dot").exception, UsageError)


@pytest.mark.parametrize("columns", [100, 50])
def test_on_a_terminal_nothing_is_wider_than_it(kitewire: Kitewire, columns: int) -> None:
    some = (["search", "--limit", "1", "風箏 OR bridge"], ["search", "--flat", "--limit", "1"])
    sent = on_terminal(["search", "風箏"], ["show", "1"], ["show", "4"], ["story", "1"], *some, columns=columns)
    assert "\x1b[" in sent, "colours"
    plain = Text.from_ansi(sent.replace("\r", "")).plain
    assert "● → 1" in plain and "Time line" in plain and "published" in plain
    assert all(cell_len(line) <= columns for line in plain.split("\n"))
    ends = [line for line in plain.split("\n") if "--page" in line]
    assert ends == ["1 of 4 articles; --page shows more"] * 2, "and nothing below a list that is whole"


def test_pages_do_not_command_the_terminal(kitewire: Kitewire, tmp_path: Path) -> None:
    from storage import open_database

    hostile = "\x1b]0;owned\x07[bold]b[/bold] \x9b2J\u202e"
    with open_database(f"sqlite:///{tmp_path / 'archive.db'}") as database:
        bad = page("http://wf.example.cn/bad.htm", hostile + "title", hostile + "body", origin=hostile, section=hostile)
        (number,) = save(database, WEIFANG, replace(bad, keywords=(hostile,)))
    for words in (["search"], ["show", str(number)]):
        shown = kitewire(*words).stdout
        assert not set(shown) & set("\x1b\x07\x9b\u202e")
        assert "[bold]b[/bold]" in shown, "foreign text is no markup"


def test_errors_are_one_line_and_leave_with_2(tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    command = [sys.executable, "-c", "from kitewire.cli import main; main()", "show", "77"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kitewire: there is no article 77\n"


@pytest.mark.parametrize(
    ("decoding", "note"),
    [
        (Decoding("utf-8", "utf-8"), ""),
        (Decoding(None, "gb18030"), ""),
        (Decoding("gb2312", "gb18030"), ""),
        (Decoding("utf8", "utf-8-sig"), ""),
        (Decoding("utf-8", "gb18030"), "declared utf-8, read as gb18030"),
        (Decoding("x-unheard-of", "utf-8"), "declared x-unheard-of, read as utf-8"),
        (Decoding("gbk", "gbk", 2), "2 characters could not be read and stand as \ufffd"),
    ],
)
def test_decoding_notes(decoding: Decoding, note: str) -> None:
    assert decoding_note(decoding) == note


def test_delays() -> None:
    spans = [timedelta(seconds=59), timedelta(minutes=61), timedelta(hours=49), timedelta(minutes=5)]
    assert [delay(span) for span in spans] == ["", "+1 h", "+2 d", "+5 min"]
