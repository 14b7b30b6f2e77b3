"""The repaired reading beside the text as published: kept, shown, searched and linked, and only where it is needed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from kitewire.archive_view import ArticleQuery, LinkKind
from linking import repair
from storage import Database
from storage.models import ArticleRow
from storage.search_index import rebuild
from tests.storage.making import HOUR, NOW, article, desk, read

HEALTHY = (
    "河湾镇的環保科學館昨天開放，鎮長說開發區的居民都可以免費參觀。館內有三個展廳，介紹河流、氣象和農業。\n"
    "館長介紹，展館由舊糧倉改建，用了兩年時間，屋頂裝有光伏板。學校可以預約講解，每次不超過四十人。"
)
POLLUTED = (
    HEALTHY.replace("開發區", "開發(fā)區(qū)").replace("環保科學館", "環??茖W館").replace("農業", "農(nóng)業(yè)")
)


def found(any_database: Database, text: str) -> list[str]:
    return [one.title for one in any_database.articles.find(ArticleQuery(text=text))]


def test_what_was_mended_stands_beside_the_text_as_published(any_database: Database) -> None:
    news = desk(any_database)
    saved = news.save(read(article(title="科學館開放", body=POLLUTED)))
    view = any_database.articles.get(saved[0].article_id or 0)
    assert view.body == POLLUTED
    assert view.repaired is not None
    assert (view.repaired.title, view.repaired.body) == ("科學館開放", HEALTHY)
    assert [(one.part, one.before, one.after, one.kind) for one in view.repaired.mends] == [
        ("body", "??茖W", "保科學", "shifted"),
        ("body", "(fā)", "", "pinyin"),
        ("body", "(qū)", "", "pinyin"),
        ("body", "(nóng)", "", "pinyin"),
        ("body", "(yè)", "", "pinyin"),
    ]
    assert all(POLLUTED[one.start :].startswith(one.before) for one in view.repaired.mends)


def test_a_healthy_article_has_no_repaired_reading(any_database: Database) -> None:
    saved = desk(any_database).save(read(article(body=HEALTHY)))
    assert any_database.articles.get(saved[0].article_id or 0).repaired is None


def test_search_finds_the_mended_words_and_marks_them(any_database: Database) -> None:
    desk(any_database).save(read(article(title="開放", body=POLLUTED)))
    for text in ("環保科學館", "环保科学", '"开发区的居民"', "農業"):
        assert found(any_database, text) == ["開放"], text
    (hit,) = any_database.articles.find(ArticleQuery(text="環保科學"))
    assert "\ue000環保科學\ue001" in hit.snippet


def test_a_mended_page_and_its_healthy_copy_are_reprints(any_database: Database) -> None:
    news = desk(any_database)
    news.save(read(article("/1.htm", "科學館開放", HEALTHY)), read(article("/2.htm", "科學館開放", POLLUTED)))
    one = any_database.articles.find(ArticleQuery(text="科學館"))[0]
    assert one.story_id is not None
    links = any_database.stories.get(one.story_id).links
    assert [(link.kind, link.score > 0.9) for link in links] == [(LinkKind.REPRINT, True)]


def test_a_corrected_text_loses_its_repaired_reading_and_its_words(any_database: Database) -> None:
    news = desk(any_database)
    page = article(title="開放", body=POLLUTED)
    saved = news.save(read(page))
    news.save(read(replace(page, body="新的文字，與從前無關。"), at=NOW + HOUR), now=NOW + HOUR)
    assert any_database.articles.get(saved[0].article_id or 0).repaired is None
    assert found(any_database, "環保科學") == []
    assert found(any_database, "與從前無關") == ["開放"]


def test_a_removed_article_leaves_nothing_in_the_index(any_database: Database) -> None:
    desk(any_database).save(read(article(title="開放", body=POLLUTED)))
    any_database.sources.remove("weifang")
    desk(any_database).save(read(article("/9.htm", "別的", "別的文字。")))
    assert found(any_database, "環保科學") == []


def test_reading_anew_brings_the_repaired_reading_to_older_articles(any_database: Database) -> None:
    """Articles of an archive that was made before there was repair have none until they are read again."""
    news = desk(any_database, trigger="reprocess")
    saved = news.save(read(article(title="開放", body=POLLUTED)))
    with any_database.transactions.write() as session:
        session.execute(update(ArticleRow).values(repaired=None))
        rebuild(session)
    assert found(any_database, "農業") == []
    news.save(read(article(title="開放", body=POLLUTED)))
    view = any_database.articles.get(saved[0].article_id or 0)
    assert view.repaired is not None
    assert view.repaired.body == repair(POLLUTED).text
    assert found(any_database, "農業") == ["開放"]
