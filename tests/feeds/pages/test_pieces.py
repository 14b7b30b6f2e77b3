"""Texts in pieces, facets, citations, and answers that are no pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from lxml.html import fromstring
from starlette.testclient import TestClient

from feeds.record import MARK_CLOSE, MARK_OPEN
from feeds.site.article import cite
from feeds.site.body import marked_pieces, read_body, read_title
from feeds.site.facets import read_facets
from feeds.site.story import StoryPages
from feeds.web import create_app
from kitewire.archive_view import ArticleQuery, BodyLinkView, MendView, RepairedView
from kitewire.settings import Settings
from storage import Database, open_database
from storage.facets import Cell, Cells
from tests.feeds.archive import KITES, RIVER, WEIFANG, page, save
from tests.feeds.views import texts, view

ZONE = ZoneInfo("Asia/Shanghai")
HTML = {"Accept": "text/html"}


@given(texts, texts)
@settings(max_examples=30)
def test_pieces_of_a_body_make_up_the_body(body: str, linked: str) -> None:
    links = (BodyLinkView(1, linked, "https://x.example/1"), BodyLinkView(2, body[3:6], "https://x.example/2"))
    article = view(body=body, links=links)
    shown = ["".join(piece.text for piece in paragraph) for paragraph in read_body(article, False)]
    assert shown == [line for line in body.split("\n") if line.strip()]


def test_mended_places_are_pieces_in_either_reading() -> None:
    mends = (MendView("title", 2, "(fā)", "", "pinyin"), MendView("body", 1, "??", "，總", "shifted"))
    article = view(title="開發(fā)區", body="象??投資", repaired=RepairedView("開發區", "象，總投資", mends))
    for repaired, title, body in ((True, "開發區", "象，總投資"), (False, "開發(fā)區", "象??投資")):
        assert "".join(piece.text for piece in read_title(article, repaired)) == title
        ((*pieces,),) = read_body(article, repaired)
        assert "".join(piece.text for piece in pieces) == body
        assert [piece.mend for piece in pieces if piece.mend] == [mends[1]]


def test_words_are_linked_in_their_order() -> None:
    links = (BodyLinkView(1, "橋", "https://x.example/1", 7, "url"), BodyLinkView(2, "渡船", "https://x.example/2"))
    ((*pieces,),) = read_body(view(body="渡船過橋，渡船收費。", links=links), False)
    assert [(piece.text, piece.link and piece.link.position) for piece in pieces] == [
        ("渡船過", None), ("橋", 1), ("，", None), ("渡船", 2), ("收費。", None),
    ]  # fmt: skip


@given(texts)
@settings(max_examples=30)
def test_marks_without_a_partner_mark_nothing(text: str) -> None:
    plain = text.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    assert "".join(part for part, _ in marked_pieces(text, MARK_OPEN, MARK_CLOSE)) == plain
    marked = list(marked_pieces(f"a{MARK_OPEN}b{MARK_CLOSE}c", MARK_OPEN, MARK_CLOSE))
    assert [part for part, found in marked if found] == ["b"]
    assert not any(found for _, found in marked_pieces(f"a{MARK_CLOSE}b", MARK_OPEN, MARK_CLOSE))


def test_a_facet_counts_what_the_others_leave() -> None:
    cells = (
        Cell("weifang", "zh", date(2026, 10, 1), 3),
        Cell("river.post", "en", date(2026, 10, 2), 2),
        Cell("river.post", "zh", date(2026, 11, 9), 1),
    )
    found = read_facets(Cells(cells, True), ArticleQuery(source="river.post", lang="zh"), [WEIFANG, RIVER])
    counts = {
        one.name: {choice.value: (choice.articles, choice.chosen) for choice in one.choices} for one in found.facets
    }
    assert counts["source"] == {"weifang": (3, False), "river.post": (1, True)}
    assert counts["lang"] == {"zh": (1, True), "en": (2, False)}
    assert counts["region"] == {"Riverside": (1, False)}
    assert found.total == 1 and len(found.spans) <= 30
    assert found.spans[-1].last == date(2026, 11, 9) and found.spans[-1].articles == 1


def test_nothing_has_no_facets() -> None:
    found = read_facets(Cells((), True), ArticleQuery(), [WEIFANG])
    assert found.spans == () and found.most == 0 and all(not one.choices for one in found.facets)


def test_a_citation_names_headline_outlet_day_and_address() -> None:
    assert cite(view(), ZONE) == "風箏 1. 濰坊風箏網, 2026-10-28. http://wf.example.cn/202610/t20261028_1.htm"


@pytest.fixture
def client(database: Database) -> TestClient:
    return TestClient(create_app(database, Settings()), base_url="http://127.0.0.1", client=("127.0.0.1", 1))


@pytest.mark.parametrize("path", ["/articles/99", "/stories/99", "/no/where", "/articles/x"])
def test_what_is_not_there_is_a_page_for_people_and_json_for_programs(client: TestClient, path: str) -> None:
    shown = client.get(path, headers=HTML | {"Accept-Language": "zh"})
    assert (shown.status_code, shown.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "这里什么也没有" in shown.text and "default-src 'none'" in shown.headers["content-security-policy"]
    assert client.get(path).json()["error"]
    assert client.get(f"/api/v1{path}", headers=HTML).json()["error"]


def test_a_search_that_cannot_be_understood_is_explained_beside_it(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "since:yesterdayish"}, headers=HTML)
    assert answer.status_code == 400 and 'role="alert"' in answer.text and 'value="since:yesterdayish"' in answer.text


def test_every_example_of_the_search_help_can_be_asked(client: TestClient) -> None:
    examples = re.findall(r'<dt><a href="([^"]+)"', client.get("/search", headers=HTML).text)
    assert len(examples) == 8
    for example in examples:
        assert client.get(unescape(example), headers=HTML).status_code == 200, example


def test_pages_are_private_and_static_files_are_kept_for_ever(client: TestClient) -> None:
    shown = client.get("/", headers=HTML)
    assert shown.headers["cache-control"] == "private, no-cache"
    assert client.get("/", headers=HTML | {"If-None-Match": shown.headers["etag"]}).status_code == 304
    style = shown.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in client.get(style).headers["cache-control"]
    short = re.sub(r"(\.\w)\w+(?=\.css)", r"\1", style)
    assert client.get(short).headers["cache-control"] == "no-cache" and short != style
    assert client.get("/static/kitewire.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/kitewire.000000000000.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2f..%2fpyproject.toml").status_code == 404


def test_pages_below_a_path_lead_there(database: Database) -> None:
    app = create_app(database, Settings(BASE_URL="http://127.0.0.1/news"))
    text = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)).get("/articles/1").text
    assert 'href="/news/articles.rss"' not in text and 'action="/news/search"' in text
    assert 'href="/news/articles/1.md"' in text and 'href="/news/static/kitewire.' in text


def test_an_article_as_markdown(client: TestClient) -> None:
    answer = client.get("/articles/1.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8" and "# 風箏博物館" in answer.text


def test_a_story_is_told_again_only_when_it_has_changed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    tell = database.stories.tell
    monkeypatch.setattr(database.stories, "tell", lambda number: (told.append(number), tell(number))[1])
    pages = StoryPages(database, ZONE, most=1)
    (story,) = database.stories.recent(1)
    first = pages.get(story.id)
    save(database, RIVER, page("https://river.example.org/other", "Rain", "It rained all day in the upper valley."))
    assert pages.get(story.id) is first and told == [story.id]
    changed = replace(page("http://wf.example.cn/202610/t20261028_1.htm", "風箏", KITES), origin="新華社")
    save(database, WEIFANG, changed)
    assert pages.get(story.id).by_id[first.lead.id].origin == "新華社" and told == [story.id] * 2


def test_a_long_tree_and_a_long_history_are_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.site.routes.ROWS_SHOWN", 3)
    monkeypatch.setattr("feeds.site.article.CHANGES_SHOWN", 3)
    with open_database(f"sqlite:///{tmp_path}/long.db") as database:
        first, *_ = save(database, WEIFANG, *(page(f"http://wf.example.cn/{n}", f"重開{n}", KITES) for n in range(5)))
        for n in range(5):
            save(database, WEIFANG, page("http://wf.example.cn/0", f"第{n}次重新開放", KITES))
        client = TestClient(create_app(database, Settings(KITEWIRE_OPEN_READ="all")), headers=HTML)
        (story,) = database.stories.recent(1)
        for path, items in (
            (f"/stories/{story.id}", "//table[@class='tree']/tbody/tr"),
            (f"/articles/{first}/history", "//section[@class='change']"),
        ):
            pages = [fromstring(client.get(f"{path}?page={n}").text) for n in (1, 2, 9)]
            shown = [[one.text_content() for one in shown.xpath(items)] for shown in pages]
            assert list(map(len, shown)) == [3, 2, 2] and not set(shown[0]) & set(shown[1]), path
            assert shown[1] == shown[2], "behind the end stands the last page"
            assert pages[0].xpath("//nav[contains(@class, 'pager')]/a/@href") == [f"{path}?page=2"]
            assert pages[1].xpath("//nav[contains(@class, 'pager')]/a/@href") == [path]
        numbers = [one.get("aria-labelledby") for one in pages[0].xpath(items)]
        assert numbers == ["change-5", "change-4", "change-3"], "the last change is the first"
