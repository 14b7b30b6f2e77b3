"""What errors say is said in the language of the page."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from starlette.testclient import TestClient

from feeds.site.words import read_words
from feeds.web import create_app
from kitewire.errors import BadQueryError
from kitewire.health import Evidence
from kitewire.messages import Message, message_of, numbered
from kitewire.settings import Settings
from storage import Database

TOP = Path(__file__).resolve().parents[3]
FOLDERS = ("kitewire", "storage", "feeds", "crawler", "extraction", "scheduler")
CHINESE = read_words("zh").messages
OF_LIBRARIES = {
    "Method Not Allowed",
    "Input should be a valid integer, unable to parse string as an integer",
    "Unable to parse input string as an integer, exceeded maximum size",
}
SAID_TO_READERS = (
    *("feeds/desk", "feeds/site", "feeds/saved.py", "feeds/parameters.py", "feeds/access.py", "feeds/access_routes.py"),
    *("storage/search_query.py", "storage/search_tags.py", "storage/choosing.py", "storage/cursors.py"),
    *("storage/articles.py", "storage/stories.py", "storage/runs.py", "storage/run_pages.py", "storage/sources.py"),
    *("kitewire/asked_dates.py", "kitewire/saved_feed.py", "crawler/discovery/starts.py", "crawler/probing.py"),
    *("kitewire/commands/desk_studies.py", "kitewire/commands/desk_looking.py"),
    *("scheduler/findings.py", "kitewire/overdue.py"),
)
OF_NOTES = {"http {n}"}
"""Reasons of pages, whose number the findings take out."""
UNREACHABLE = re.compile(r"(robots\.txt unreachable) \((.+)\)")
"""A reason within another, put together by the crawler."""
UNSEEN = {"too many pages watch the runs already"}
"""What only a script is told."""


def trees(places: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    for place in places:
        for path in sorted((TOP / place).rglob("*.py")) if (TOP / place).is_dir() else [TOP / place]:
            yield str(path.relative_to(TOP)), ast.parse(path.read_text(encoding="utf-8"))


def test_the_english_of_each_message_stands_in_the_program() -> None:
    program = "".join(path.read_text("utf-8") for folder in FOLDERS for path in (TOP / folder).rglob("*.py"))
    # Those that go over two lines are put together by the parser.
    long = {
        node.value
        for _, tree in trees(SAID_TO_READERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unknown = {one for one in CHINESE if one not in program} - long - OF_LIBRARIES - OF_NOTES
    parts = {one: set(found.groups()) for one in unknown if (found := UNREACHABLE.fullmatch(one))}
    assert {part for one in unknown for part in parts.get(one, {one}) if part not in program} - OF_NOTES == set()


def test_both_languages_take_the_same_values() -> None:
    for english, chinese in CHINESE.items():
        assert _fields(chinese) == _fields(english), english
        assert not re.search("[<>&]", chinese), "it is put into pages as it is"


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_what_readers_can_be_told_is_known_in_chinese() -> None:
    missing = []
    for name, tree in trees(SAID_TO_READERS):
        texts = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                missing += [f"{name}:{node.lineno}" for one in node.exc.args if isinstance(one, ast.JoinedStr)]
                given = [one for one in node.exc.args if isinstance(one, ast.Constant)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                first = node.args[0]
                given = [texts.get(first.id, first) if isinstance(first, ast.Name) else first]
            else:
                continue
            known = (*CHINESE, *UNSEEN)
            missing += [
                f"{name}: {one.value}"
                for one in given
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value not in known
            ]
    assert missing == []


def test_a_message_is_a_text_that_knows_what_it_is_made_of() -> None:
    inner = Message("{text!r} is no date: give a day such as 2026-10-28, a month such as 2026-10, or 2026-10-28T09:30",
                    text="<soon>\n")  # fmt: skip
    error = BadQueryError(Message("{name}: {problem}", name="since", problem=inner))
    assert str(error) == message_of(error) == f"since: {inner}"
    chinese = read_words("zh").tell(message_of(error))
    assert chinese == (
        "since：“&lt;soon&gt;”不是日期：请写成某日（如 2026-10-28）、某月（如 2026-10）或 2026-10-28T09:30"
    )
    assert read_words("en").tell(message_of(error)).startswith("since: &#39;&lt;soon&gt;\\n&#39; is no date")


def test_evidence_that_was_stored_is_told_in_chinese() -> None:
    found = Message("{note} in {bad} of {of} runs", note=Message("{n} links", n="0"), bad="3", of="4")
    evidence = Evidence("http://a.example/", "", found, ("http://a.example/1",))
    assert evidence.to_dict()["found"] == "0 links in 3 of 4 runs", "what API and alerts are told"
    again = Evidence.from_stored(json.loads(json.dumps(evidence.stored())))
    assert again == evidence
    assert read_words("zh").tell(again.found) == "4 次抓取中有 3 次：0 个链接"


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("1 link", "1 个链接"),
        ("http 403", "HTTP 403"),
        ("robots.txt", "robots.txt 不允许"),
        ("no {n} in 3", '<span lang="en">no {n} in 3</span>'),
    ],
)
def test_what_runs_noted_is_told_in_chinese(note: str, told: str) -> None:
    assert read_words("zh").tell(numbered(note)) == told
    assert numbered(note) == note


def test_what_is_not_known_is_marked_as_english() -> None:
    words = read_words("zh")
    assert words.tell("<b>odd") == '<span lang="en">&lt;b&gt;odd</span>'
    shown = words.tell(Message("{url} cannot be fetched: {reason}", url="http://a/", reason=Message("http 404")))
    assert shown == '无法读取 http://a/：<span lang="en">http 404</span>'


@pytest.fixture
def client(database: Database) -> TestClient:
    app = create_app(database, Settings(KITEWIRE_TOKEN="a token of twenty-four characters"))
    headers = {"Accept": "text/html", "Accept-Language": "zh"}
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), headers=headers)


MET = {
    "/search?q=since:soon": (400, "since：“soon”不是日期"),
    "/search?q=-kite": (400, "搜索只说了不要什么"),
    "/search?q=source:weifan": (400, None),
    "/search?q=source:weifnag": (400, "没有“weifnag”；相近的有：weifang"),
    "/search?q=region:xx": (400, "没有“xx”；“来源”页"),
    "/search?source=nobody": (404, "没有来源“nobody”"),
    "/search?q=kite&after=x": (400, "不是有效的翻页位置"),
    "/?since=2026-99": (400, "“2026-99”不是日期"),
    "/?limit=0": (400, "limit：不能小于 1"),
    "/?limit=x": (400, "limit：应当是整数"),
    "/?limit=999": (400, "每页最多 100 条"),
    "/?reprints=x": (400, "reprints：只能是"),
    "/?page=1&offset=2": (400, "都表示从哪里开始"),
    "/articles/999": (404, "没有编号为 999 的文章"),
    "/articles/x": (404, "number：应当是整数"),
    "/stories/999": (404, "没有编号为 999 的事件"),
    "/runs/999": (404, "没有编号为 999 的抓取"),
    "/sources/nobody": (404, "没有来源“nobody”"),
    "/static/none.css": (404, "没有文件 none.css"),
    "/no/where": (404, "没有 /no/where 这个页面"),
}


@pytest.mark.parametrize("address", MET)
def test_a_chinese_page_says_in_chinese_what_is_wrong(client: TestClient, address: str) -> None:
    status, text = MET[address]
    shown = client.get(address)
    if text is None:
        assert shown.status_code == 200
        return
    assert shown.status_code == status
    note = shown.text.partition('class="note bad"')[2].partition("</p>")[0]
    assert text in note and "<span" not in note


def test_who_comes_from_elsewhere_is_told_on_a_page(client: TestClient) -> None:
    shown = client.post("/feeds", headers={"Origin": "https://evil.example"})
    assert shown.status_code == 403 and "这个请求来自别的网站的页面" in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    refused = client.post("/feeds", headers={"Origin": "https://evil.example", "Accept": "*/*"})
    assert refused.json() == {"error": "this was sent by a page of another site: send it from a page of this service"}
