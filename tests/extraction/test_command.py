"""`kitewire extract`, as a user calls it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
KEYS = [
    "id", "url", "canonical_url", "title", "body", "lang", "published", "published_precision", "modified", "origin",
    "dateline", "bylines", "section", "keywords", "image", "related", "links", "decoding", "outcome",
]  # fmt: skip


def kitewire(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, args)], input=stdin, capture_output=True)


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


def test_standard_input() -> None:
    done = kitewire("extract", "-", "--url", "https://a.example/b", stdin=(GOLDEN / "plain_english.html").read_bytes())
    assert json.loads(done.stdout)["title"] == "Market Hall to Reopen in June"


def test_usage() -> None:
    assert kitewire("extract").returncode == 2
    assert kitewire("extract", "x.html", "--manifest", "y").returncode == 2
    gone = kitewire("extract", "--manifest", "no-such-file.jsonl")
    assert gone.returncode == 1
    assert b"no-such-file.jsonl" in gone.stderr
    assert b"Traceback" not in gone.stderr
