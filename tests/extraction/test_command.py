"""`kitewire extract`, as a user calls it."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
KEYS = [
    "id", "url", "canonical_url", "title", "body", "lang", "published", "published_precision", "modified", "origin",
    "dateline", "bylines", "section", "keywords", "image", "related", "links", "decoding", "outcome",
]  # fmt: skip


def kitewire(*args: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, args)], input=stdin, cwd=cwd, capture_output=True)


def test_files_are_printed_in_order_with_the_promised_keys() -> None:
    pages = sorted(GOLDEN.glob("*.html"))
    done = kitewire("extract", *pages, "--url", "https://a.example/b/c.html")
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [r["id"] for r in records] == [str(p) for p in pages]
    assert all(list(r) == KEYS for r in records)
    assert all(list(r["bylines"]) == ["reporters", "correspondents", "editors", "authors"] for r in records)


def test_manifest_with_gzip_and_bad_lines(tmp_path: Path) -> None:
    page = (GOLDEN / "trs_channel.html").read_bytes()
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page))
    lines = [json.dumps({"id": f"p{i}", "html": "a.html.gz", "url": "http://x.example/a.htm"}) for i in range(20)]
    lines[3] = "{broken"
    lines[5] = json.dumps({"id": "gone", "html": "gone.html", "url": ""})
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join(lines))
    done = kitewire("extract", "--manifest", manifest)
    assert done.returncode == 1
    errors = " ".join(done.stderr.decode().split())
    assert "line 4" in errors
    assert "line 6" in errors
    assert "gone.html" in errors
    found = [json.loads(line)["id"] for line in done.stdout.decode().splitlines()]
    assert found == [f"p{i}" for i in range(20) if i not in (3, 5)]


PAGE = (GOLDEN / "trs_channel.html").read_bytes()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"html": "a.html"}, 'must be an object with "id", "html"'),
        ({"id": ["x"], "html": "a.html"}, 'must be an object with "id", "html"'),
        ({"id": "x", "html": "a\0.html"}, "cannot be read"),
        ({"id": "x", "html": "\ud800.html"}, "cannot be read"),
        ({"id": "x", "html": "a.html", "url": 7}, '"url" must be a text'),
        ("[" * 100_000, "is no JSON"),
    ],
    ids=["no id", "id is a list", "NUL in a name", "lone surrogate in a name", "address is a number", "nested deep"],
)
def test_a_bad_line_of_a_manifest_is_named_and_the_others_are_read(tmp_path: Path, line: object, says: str) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    good = json.dumps({"id": "\u2028\ud800", "html": "a.html", "url": "http://x.example/\udfff"}, ensure_ascii=False)
    bad = line if isinstance(line, str) else json.dumps(line)
    lines = f"\ufeff{bad}\r\n\r\n{good}\r\n".encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", b"\\ud800")
    done = kitewire("extract", "--manifest", "-", stdin=lines.replace(b"\xed\xbf\xbf", b"\\udfff"), cwd=tmp_path)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    told = done.stderr.decode()
    assert "standard input, line 1" in told
    assert says in told
    assert [json.loads(one)["id"] for one in done.stdout.decode().split("\n") if one] == ["\u2028?"]


def test_a_manifest_may_be_gzipped(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "m.gz").write_bytes(gzip.compress(b'{"id": 1, "html": "a.html"}'))
    done = kitewire("extract", "--manifest", tmp_path / "m.gz")
    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "1")


def test_of_a_broken_gzip_file_as_much_is_read_as_there_is(tmp_path: Path) -> None:
    whole = gzip.compress(PAGE * 50)
    broken = bytearray(gzip.compress(random.Random(7).randbytes(20_000)))
    broken[15_000:15_400] = b"\xff" * 400
    (tmp_path / "cut.gz").write_bytes(whole[:-20])
    (tmp_path / "broken.gz").write_bytes(broken)
    (tmp_path / "two.gz").write_bytes(gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:]))
    done = kitewire("extract", *sorted(tmp_path.glob("*.gz")))
    assert done.returncode == 1
    assert done.stderr.count(b"is a broken gzip file") == 2
    titles = {Path(r["id"]).name: r["title"] for r in map(json.loads, done.stdout.decode().splitlines())}
    assert titles["cut.gz"] == titles["two.gz"] is not None


def test_standard_input() -> None:
    done = kitewire("extract", "-", "--url", "https://a.example/b", stdin=(GOLDEN / "plain_english.html").read_bytes())
    assert json.loads(done.stdout)["title"] == "Market Hall to Reopen in June"


def test_that_no_address_is_known_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    done = kitewire("extract", tmp_path / "a.html", tmp_path / "a.html")
    assert (done.returncode, len(done.stdout.splitlines()), len(done.stderr.splitlines())) == (0, 2, 1)
    assert b"2 read without an address" in done.stderr
    assert kitewire("extract", tmp_path / "a.html", "--url", "http://a.example/1.htm").stderr == b""


def test_usage() -> None:
    assert kitewire("extract").returncode == 2
    assert kitewire("extract", "x.html", "--manifest", "y").returncode == 2
    assert kitewire("extract", "--url", "http://a.example/", "--manifest", "y").returncode == 2
    assert kitewire("extract", "-", "-").returncode == 2
    assert b"'a.example/b' is not a web address" in kitewire("extract", "-", "--url", "a.example/b").stderr
    gone = kitewire("extract", "--manifest", "no-such-file.jsonl")
    assert gone.returncode == 1
    assert b"no-such-file.jsonl" in gone.stderr
    assert b"Traceback" not in gone.stderr
