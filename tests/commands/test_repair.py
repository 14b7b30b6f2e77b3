"""kitewire repair, and the repaired reading that kitewire show and JSON give."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kitewire.cli import app
from kitewire.errors import UsageError
from tests.feeds.archive import WEIFANG, fill, page, save

HEALTHY = "鎮上的環保科學館昨天開放，開發區的居民都來了。\n第二段。\n"
POLLUTED = "鎮上的環??茖W館昨天開放，開發(fā)區(qū)的居民都來了。\n第二段。\n"


def kitewire(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    return subprocess.run([sys.executable, "-c", code, *words], input=stdin, capture_output=True)


def test_standard_input_comes_out_mended() -> None:
    done = kitewire("repair", stdin=POLLUTED.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, HEALTHY, b"")


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig"])
def test_files_in_other_charsets_are_read(tmp_path: Path, codec: str) -> None:
    (tmp_path / "a.txt").write_bytes((HEALTHY * 5).encode(codec))
    result = CliRunner().invoke(app, ["repair", str(tmp_path / "a.txt"), str(tmp_path / "a.txt")])
    assert (result.exception, result.stdout) == (None, HEALTHY * 10)


def test_json_tells_what_was_mended() -> None:
    result = CliRunner().invoke(app, ["repair", "--json"], input=POLLUTED)
    told = json.loads(result.stdout)
    assert (told["file"], told["text"]) == ("standard input", HEALTHY)
    assert [(one["before"], one["after"], one["kind"]) for one in told["mends"]] == [
        ("??茖W", "保科學", "shifted"),
        ("(fā)", "", "pinyin"),
        ("(qū)", "", "pinyin"),
    ]
    assert all(POLLUTED[one["start"] :].startswith(one["before"]) for one in told["mends"])


def test_mark_shows_both_readings() -> None:
    result = CliRunner().invoke(app, ["repair", "--mark"], input=POLLUTED)
    assert "環[-??茖W-]{+保科學+}館" in result.stdout
    assert "開發[-(fā)-]區[-(qū)-]的" in result.stdout


@pytest.mark.parametrize("raw", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 200])
def test_binary_input_is_named(raw: bytes) -> None:
    done = kitewire("repair", stdin=raw)
    assert done.returncode == 1
    assert done.stderr.startswith(b"kitewire: standard input holds no text")
    assert done.stdout == b""


def test_what_a_user_can_mend_is_told(tmp_path: Path) -> None:
    gone = CliRunner().invoke(app, ["repair", str(tmp_path / "gone.txt")])
    assert (gone.exit_code, "gone.txt cannot be read" in gone.stderr) == (1, True)
    assert isinstance(CliRunner().invoke(app, ["repair", "--mark", "--json"], input="x").exception, UsageError)


def test_what_was_not_looked_at_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["linking.repair.text"], "MOST_STEPS", 1)
    told = CliRunner().invoke(app, ["repair", "--json"], input=POLLUTED * 2)
    assert json.loads(told.stdout)["untried"] > 1
    assert "more places that may be damaged were not looked at" in told.stderr
    archive = fill(tmp_path)
    (saved,) = save(archive, WEIFANG, page("http://wf.example.cn/202610/t20261028_78.htm", "館", "環??茖W館??茖W" * 9))
    archive.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    shown = CliRunner().invoke(app, ["show", str(saved), "--json"]).stdout
    assert json.loads(shown)["repaired"]["untried"] > 9
    assert "not looked at: the text is too long" in CliRunner().invoke(app, ["show", str(saved)]).stdout


def test_show_and_json_give_the_repaired_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = fill(tmp_path)
    (saved,) = save(archive, WEIFANG, page("http://wf.example.cn/202610/t20261028_77.htm", "科學館", POLLUTED.strip()))
    archive.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'archive.db'}")
    shown = CliRunner().invoke(app, ["show", str(saved)]).stdout
    assert "環??茖W館" in shown
    assert "Repaired reading: 3 places mended (2 pinyin, 1 shifted)" in shown
    assert "環保科學館" in shown
    told = json.loads(CliRunner().invoke(app, ["show", str(saved), "--json"]).stdout)
    assert told["repaired"]["body"] == HEALTHY.strip()
    assert {one["part"] for one in told["repaired"]["mends"]} == {"body"}
    assert json.loads(CliRunner().invoke(app, ["show", "1", "--json"]).stdout)["repaired"] is None


def test_the_other_files_are_mended_where_one_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(POLLUTED.encode()))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(POLLUTED.encode())[:40])
    done = kitewire("repair", *(str(tmp_path / name) for name in ("gone.txt", "cut.gz", "a.gz")))
    assert (done.returncode, done.stdout.decode()) == (1, HEALTHY)
    assert (done.stderr.count(b"cannot be read"), done.stderr.count(b"is a broken gzip file")) == (1, 1)
    assert kitewire("repair", "-", "-").returncode == 2
