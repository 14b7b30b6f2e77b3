"""`kitewire link`: documents in, links, scores or stories out."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from opencc import OpenCC
from typer.testing import CliRunner

from kitewire.commands.link import app
from kitewire.errors import KitewireError
from tests.linking.texts import paragraphs

BODY = "\n".join(paragraphs(1))
DOCUMENTS = [
    {
        "id": "a",
        "title": "河湾渡口候船大厅完成扩建",
        "body": BODY,
        "url": "http://river.example/a",
        "published": "2026-10-03T12:00:00",
    },
    {
        "id": "b",
        "title": "河灣渡口候船大廳完成擴建",
        "text": OpenCC("s2t").convert(BODY),
        "published": "2026-10-04T12:00:00+08:00",
    },
    {"id": 3, "title": "山前书院的灯会", "body": "\n".join(paragraphs(2)), "url": "http://hill.example/c"},
    {
        "id": "d",
        "title": "Ferry hall at Hewan opens",
        "body": "The new hall of the ferry opened on Saturday.",
        "url": "http://courier.example/d",
        "published": "2026-10-04T05:00:00Z",
        "related": [{"title": "河湾渡口候船大厅", "url": "http://river.example/a", "date": None}],
    },
]


@dataclass(frozen=True)
class Done:
    """How a call ended."""

    code: int
    out: str
    error: str


def run(*arguments: str, given: bytes = b"") -> Done:
    """`kitewire link`, in this process."""
    result = CliRunner().invoke(app, list(arguments), input=given)
    if isinstance(result.exception, KitewireError):
        return Done(result.exception.exit_code, result.output, str(result.exception))
    assert result.exception is None, result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def lines(documents: list[dict[str, object]] = DOCUMENTS) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents).encode()


LINKS = [
    {"a": "b", "b": "a", "kind": "reprint"},
    {"a": "d", "b": "a", "kind": "reference"},
]


def _without_scores(raw: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in raw.splitlines()]
    assert all(0.5 <= one.pop("score") <= 1 for one in found)
    return found


def test_links_of_a_file_and_of_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl.gz"
    path.write_bytes(gzip.compress(lines()))
    for given in ((str(path),), ("-",)):
        for raw in (lines(), gzip.compress(lines())):
            done = run(*given, "--json", given=raw)
            assert (done.code, done.error) == (0, "")
            assert _without_scores(done.out) == LINKS
    rows = [line.split("\t") for line in run("-", given=lines()).out.splitlines()]
    assert [dict(zip(("a", "b", "kind"), row, strict=False)) for row in rows] == LINKS
    assert all(0.5 <= float(row[3]) <= 1 for row in rows)


def test_the_whole_command_says_in_one_line_what_is_wrong() -> None:
    code = "from kitewire.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "link", "-"], input=b"{broken", capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"kitewire: standard input, line 1: is no JSON")
    assert done.stderr.count(b"\n") == 1


def test_scores_of_given_pairs(tmp_path: Path) -> None:
    pairs, output = tmp_path / "pairs.tsv", tmp_path / "scores.tsv.gz"
    pairs.write_text("a\tb\na\t3\n3\ta\tmore\n", encoding="utf-8")
    done = run("-", "--pairs", str(pairs), "-o", str(output), given=lines())
    assert done == Done(0, "", "")
    rows = [line.split("\t") for line in gzip.decompress(output.read_bytes()).decode().splitlines()]
    assert [row[:2] for row in rows] == [["a", "b"], ["a", "3"], ["3", "a"]]
    assert [float(row[2]) >= 0.5 for row in rows] == [True, False, False]


def test_stories(tmp_path: Path) -> None:
    done = run("-", "--clusters", given=lines())
    assert done.code == 0
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == ["a", "b", "d"]
    assert len({row[1] for row in rows}) == 1


def test_links_within_the_text_are_references_too() -> None:
    linking = {key: value for key, value in DOCUMENTS[3].items() if key != "related"}
    link: dict[str, object] = {"title": "as we said", "url": "https://www.river.example/a/"}
    given = lines([DOCUMENTS[0], linking | {"links": [link], "source": "Courier"}])
    assert _without_scores(run("-", "--json", given=given).out) == [{"a": "d", "b": "a", "kind": "reference"}]


def test_a_document_that_names_another_twice_refers_to_it_once() -> None:
    near: dict[str, object] = {"title": "the hall", "url": "http://river.example/a"}
    far: dict[str, object] = {"title": "a village", "url": "http://hill.example/c"}
    both = DOCUMENTS[3] | {"related": [near, far, near], "links": [far, near]}
    found = _without_scores(run("-", "--json", given=lines([DOCUMENTS[0], DOCUMENTS[2], both])).out)
    assert [(one["a"], one["b"]) for one in found] == [("d", "a"), ("d", "3")]


STEAMER = [
    {
        "id": "first",
        "title": "Steamer strikes pier at Aldmouth, twelve hurt",
        "text": "The steamer Swallow struck the eastern pier of Aldmouth on Tuesday morning; twelve were hurt.\n"
        "Captain Rosalind Pike said the rudder of the Swallow had jammed in the fog.",
        "date": "2026-10-6",
    },
    {
        "id": "second",
        "title": "Twelve injured as Swallow steamer hits Aldmouth pier in fog",
        "text": "Twelve people were taken to hospital after the Swallow, a steamer, ran into a pier\n"
        "at Aldmouth. A jammed rudder is blamed, captain Rosalind Pike told the Courier.",
        "date": "2026-10-06T9:30",
    },
    {
        "id": "late",
        "title": "Twelve injured as Swallow steamer hits Aldmouth pier in fog",
        "text": "",
        "date": "2029-10-06",
    },
]


def test_the_task_says_which_links_are_wanted(tmp_path: Path) -> None:
    documents = [*DOCUMENTS, *STEAMER]
    kinds = {
        task: {row.split("\t")[2] for row in run("-", *task, given=lines(documents)).out.splitlines()}
        for task in ((), ("--task", "dup"), ("--task", "event"))
    }
    assert list(kinds.values()) == [
        {"reprint", "reference", "same_event"},
        {"reprint"},
        {"reprint", "same_event"},
    ]
    stories = run("-", "--clusters", "--task", "event", given=lines(documents)).out.splitlines()
    assert [line.split("\t")[0] for line in stories] == ["a", "b", "first", "second"]
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("first\tsecond\nfirst\tlate\na\tb\n", encoding="utf-8")
    for task, expected in (("event", [True, False, True]), ("dup", [False, False, True])):
        scored = run("-", "--pairs", str(pairs), "--task", task, given=lines(documents)).out.splitlines()
        assert [float(line.split("\t")[2]) >= 0.5 for line in scored] == expected


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (lines() + b"{broken\n", b"line 5: is no JSON"),
        (b"\n" + lines([{"title": "x", "body": "y"}]), b'line 2: must be an object with an "id"'),
        (b"[1]\n", b"line 1: must be an object"),
        (lines([{"id": "x", "title": "y"}]), b'line 1: has no "body"'),
        (lines([{"id": "x", "body": 5}]), b'line 1: "body" must be a text'),
        (lines([{"id": "x", "body": "", "published": "soon"}]), b'line 1: "published" must be a time'),
        (lines([{"id": "x", "body": "", "related": ["y"]}]), b'line 1: each of "related"'),
        (lines([{"id": "x", "body": "", "links": [{"title": "y"}]}]), b'line 1: each of "links"'),
        (lines([{"id": "x", "body": "", "links": "y"}]), b'line 1: "links" must be a list'),
        (lines([{"id": "x", "body": ""}] * 2), b"two documents have the id x"),
        (b'{"id": "x", "body": "\xff"}\n', b"line 1: is not UTF-8"),
        (gzip.compress(lines(), mtime=0)[:60], b"standard input is a broken gzip file"),
    ],
)
def test_a_malformed_line_is_named(given: bytes, says: bytes) -> None:
    done = run("-", given=given)
    assert done.code == 2
    assert says.decode() in done.error


def test_a_pair_that_is_not_there_is_named(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    for text, says in (("a\tz\n", "there is no document z"), ("a b\n", "line 1: must be two ids")):
        pairs.write_text(text, encoding="utf-8")
        done = run("-", "--pairs", str(pairs), given=lines())
        assert done.code == 2
        assert says in done.error
    assert run("-", "--pairs", str(pairs), "--clusters", given=lines()).code == 2
    assert run(str(tmp_path / "missing.jsonl")).code == 2


def test_what_was_written_before_stays_until_all_is_there(tmp_path: Path) -> None:
    documents, pairs, kept = tmp_path / "docs.jsonl", tmp_path / "pairs.tsv", tmp_path / "kept.tsv"
    documents.write_bytes(lines())
    pairs.write_text("a\tb\n" * 300 + "a\tz\n", encoding="utf-8")
    kept.write_text("kept")
    done = run(str(documents), "--pairs", str(pairs), "-o", str(kept))
    assert (done.code, kept.read_text()) == (2, "kept")
    assert "lines 201 to 301: there is no document z" in done.error
    for given in (documents, pairs):
        done = run(str(documents), "--pairs", str(pairs), "-o", str(given))
        assert (done.code, "is what is read" in done.error) == (2, True)
    assert documents.read_bytes() == lines()


def test_standard_streams_by_a_dash(tmp_path: Path) -> None:
    done = run("-", "-o", "-", given=lines())
    assert (done.code, done.out) == (0, run("-", given=lines()).out)
    assert run("-", "--pairs", "-", given=lines()).code == 2


def test_a_gzip_file_with_a_fault_within_is_named(tmp_path: Path) -> None:
    broken = bytearray(gzip.compress(lines(), mtime=0))
    broken[60:80] = b"\xff" * 20
    done = run("-", given=bytes(broken))
    assert done.code == 2
    assert done.error.startswith("standard input is a broken gzip file")
