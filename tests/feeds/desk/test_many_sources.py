"""Lists of thousands: each page is small, whole and can be narrowed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from starlette.testclient import TestClient

from feeds.web import create_app
from kitewire.crawl import RunStatus
from kitewire.settings import Settings
from kitewire.source import Source
from kitewire.source_files import source_to_dict
from storage import open_database
from storage.models import RunRow, SourceRow
from storage.service_models import FindingRow

MANY, RUNS, ILL = 2000, 120, 45
NOW = datetime(2026, 11, 23, tzinfo=UTC)
MOST_BYTES = 100_000


def source(number: int) -> Source:
    name, title = f"s{number:04}.example.cn", f"{number}縣融媒"
    return Source(name, f"https://{name}/", title, f"山東 {number % 500}縣", "zh", verified=number % 2 == 0)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over many sources, some with findings, and one with many runs, the first of which still goes on."""
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('many') / 'kitewire.db'}") as database:
        _fill(database.sources._transactions.write)
        app = create_app(database, Settings(KITEWIRE_OPEN_READ="all"))
        yield TestClient(app, headers={"Accept": "text/html", "Accept-Language": "en"})


def _fill(write) -> None:  # type: ignore[no-untyped-def]
    made = [source(number) for number in range(MANY)]
    with write() as session:
        session.add_all(
            SourceRow(name=one.name, title=one.title, region=one.region, home=one.home, created=NOW,
                      definition=source_to_dict(one))
            for one in made
        )  # fmt: skip
        session.flush()
        for number in range(RUNS):
            status = RunStatus.FINISHED if number else RunStatus.RUNNING
            session.add(
                RunRow(source_id=7, trigger="schedule", status=status.value, started=NOW, owner="x", error="e" * 500)
            )
        for number in range(1, ILL + 1):
            session.add(
                FindingRow(
                    source_id=number, kind="empty", since=NOW, seen=NOW, raised=NOW, proofs=3, evidence={"evidence": []}
                )
            )


def names(text: str) -> list[str]:
    return re.findall(r'class="name" data-open href="/sources/([^"]+)"', text)


def test_each_page_of_a_long_list_is_small(client: TestClient) -> None:
    for path in ("/sources", "/sources?page=7", "/feeds", "/feeds?page=50", "/health", "/health?page=2", "/runs"):
        answer = client.get(path)
        assert answer.status_code == 200 and len(answer.content) < MOST_BYTES, path


def test_pages_follow_each_other_and_the_last_one_is_the_end(client: TestClient) -> None:
    first = client.get("/sources").text
    assert names(first) == [source(number).name for number in range(50)]
    assert "2,000 sources" in first and "1–50 of 2,000" in first and 'rel="prev"' not in first
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert names(client.get(unescape(following)).text)[0] == source(50).name
    last = client.get("/sources?page=999999").text
    assert names(last)[-1] == source(MANY - 1).name and 'rel="next"' not in last


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("about=1999县融媒", [1999]),
        ("about=S1999.EXAMPLE+1999", [1999]),
        ("region=山東 44縣", [44, 544, 1044, 1544]),
        ("state=empty&about=s000", list(range(10))),
        ("state=empty&page=2", list(range(ILL))),
        ("about=nobody", []),
    ],
    ids=["other script", "words", "region", "state", "behind the end", "nothing"],
)
def test_the_list_is_narrowed(client: TestClient, query: str, found: list[int]) -> None:
    shown = client.get(f"/sources?{query}").text
    assert names(shown) == [source(number).name for number in found]
    assert ("No source is like that" in shown) == (not found)


def test_feeds_of_sources_are_found_by_name(client: TestClient) -> None:
    shown = client.get("/feeds?about=1999县").text
    assert "/sources/s1999.example.cn.rss" in shown and shown.count("/sources/s") == 3


def test_all_that_is_wrong_and_every_run_can_be_reached(client: TestClient) -> None:
    pages = [client.get(f"/health?page={number}").text for number in (1, 2, 3)]
    ill = [re.findall(r'<h2><a data-open href="/sources/([^"]+)"', page) for page in pages]
    assert list(map(len, ill)) == [20, 20, 5] and len({name for page in ill for name in page}) == ILL
    seen: list[str] = []
    path = "/runs"
    while path:
        shown = client.get(path).text
        seen += re.findall(r'data-open href="/runs/(\d+)"', shown)
        path = unescape(next(iter(re.findall(r'rel="next" href="([^"]+)"', shown)), ""))
    # The one that goes on stands above the first page, and again where it began.
    assert sorted(set(map(int, seen))) == list(range(1, RUNS + 1)) and seen[0] == "1"
