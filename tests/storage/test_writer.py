"""The contract of saving, on each database."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from kitewire.archive_view import ArticleQuery
from kitewire.article import Bylines, PageKind, PageLink
from kitewire.crawl import ListFetched, Outcome, PageRead
from kitewire.errors import UnknownIdError, UnknownSourceError
from kitewire.source import Limits
from storage import Database
from storage.checking import check
from storage.recheck import SPREAD
from tests.storage.contents import contents
from tests.storage.making import BODY, HOUR, NOW, SITE, answer, article, desk, failed, read, related, unchanged

ALL = ArticleQuery(limit=None)


def test_new_then_unchanged_then_revised(any_database: Database) -> None:
    at = desk(any_database)
    (first,) = at.save(read(article(related=related("甲", "乙"))))
    assert (first.outcome, first.url) == (Outcome.NEW, f"{SITE}/1.htm")
    (same,) = at.save(read(article(related=related("甲", "乙")), at=NOW + HOUR), now=NOW + HOUR)
    assert (same.outcome, same.article_id) == (Outcome.UNCHANGED, first.article_id)
    later = NOW + 2 * HOUR
    (edited,) = at.save(read(article(body=BODY + "\n更正。", related=related("甲")), at=later), now=later)
    assert (edited.outcome, edited.article_id) == (Outcome.REVISED, first.article_id)

    assert first.article_id is not None
    stored = any_database.articles.get(first.article_id)
    assert stored.body == BODY + "\n更正。"
    assert [entry.title for entry in stored.related] == ["甲"]
    assert (stored.first_seen, stored.updated) == (NOW, later)
    (revision,) = any_database.articles.revisions(first.article_id)
    assert (revision.number, revision.body, revision.replaced_at) == (1, BODY, later)
    assert any_database.runs.history()[0].counts == {
        (Outcome.NEW, ""): 1,
        (Outcome.UNCHANGED, ""): 1,
        (Outcome.REVISED, ""): 1,
    }


def test_a_changed_title_alone_is_a_revision(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(title="旧标题")))
    (saved,) = at.save(read(article(title="新标题"), at=NOW + HOUR), now=NOW + HOUR)
    assert saved.outcome is Outcome.REVISED
    (stored,) = any_database.articles.find(ALL)
    assert stored.title == "新标题"
    assert [one.title for one in any_database.articles.revisions(stored.id)] == ["旧标题"]
    assert any_database.articles.count(ArticleQuery(text="旧标题")) == 0
    assert any_database.articles.count(ArticleQuery(text="新标题")) == 1


def test_what_stands_around_the_text_is_refreshed_without_a_revision(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(related=related("甲"))))
    page = article(related=related("乙", "丙"), section="要闻", bylines=Bylines(reporters=("王小明",)))
    (saved,) = at.save(read(page, at=NOW + HOUR), now=NOW + HOUR)
    assert saved.outcome is Outcome.UNCHANGED
    assert saved.article_id is not None
    stored = any_database.articles.get(saved.article_id)
    assert [entry.title for entry in stored.related] == ["乙", "丙"]
    assert (stored.section, stored.bylines.reporters, stored.updated) == ("要闻", ("王小明",), NOW)
    assert any_database.articles.revisions(saved.article_id) == []


def test_two_revisions_are_numbered(any_database: Database) -> None:
    at = desk(any_database)
    for hour, body in enumerate(("一", "二", "三")):
        at.save(read(article(body=body), at=NOW + hour * HOUR), now=NOW + hour * HOUR)
    (stored,) = any_database.articles.find(ALL)
    assert [(one.number, one.body) for one in any_database.articles.revisions(stored.id)] == [(1, "一"), (2, "二")]


def test_a_redirect_and_a_canonical_address_lead_to_one_article(any_database: Database) -> None:
    at = desk(any_database)
    mobile = article("/m/1.htm", canonical_url=f"{SITE}/1.htm")
    saved = at.save(read(article(), fetched_url=f"{SITE}/old/1"), read(mobile), read(article()))
    assert at.outcomes(saved) == ["new", "unchanged", "unchanged"]
    assert len({one.article_id for one in saved}) == 1
    assert any_database.articles.find(ALL)[0].url == f"{SITE}/1.htm"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(any_database: Database, order: tuple[int, ...]) -> None:
    """Three pages claim one canonical address with slightly different texts; the canonical page speaks."""
    pages = [
        read(article("/m/1.htm", body=BODY + "手机版", canonical_url=f"{SITE}/1.htm")),
        read(article("/print/1.htm", body=BODY + "打印版", canonical_url=f"{SITE}/1.htm")),
        read(article("/1.htm", body=BODY)),
    ]
    at = desk(any_database)
    for number in order:
        at.save(pages[number])
    (stored,) = any_database.articles.find(ALL)
    assert (stored.url, stored.body) == (f"{SITE}/1.htm", BODY)
    assert any_database.articles.revisions(stored.id) == []
    counts = any_database.runs.history()[0].counts
    assert counts == {(Outcome.NEW, ""): 1, (Outcome.UNCHANGED, ""): 2}
    due = any_database.frontier.work("weifang", NOW + (1 + SPREAD) * HOUR)
    assert [page.url for page in due] == [f"{SITE}/1.htm"], "only the page that speaks is checked again"


def test_a_page_that_does_not_speak_makes_no_revision(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article()))
    (saved,) = at.save(read(article("/m/1.htm", body="短", canonical_url=f"{SITE}/1.htm")))
    assert saved.outcome is Outcome.UNCHANGED
    assert any_database.articles.find(ALL)[0].body == BODY


def test_spellings_of_one_address_are_one_article(any_database: Database) -> None:
    at = desk(any_database)
    saved = at.save(
        read(article("https://news.example/a")),
        read(article("http://www.news.example/a/")),
        read(article("https://news.example/a?utm_source=x#top")),
    )
    assert at.outcomes(saved) == ["new", "unchanged", "unchanged"]


def test_same_bytes_read_otherwise_are_no_edit_of_the_outlet(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(body="正文 页脚"), content_hash="h1"))
    (saved,) = at.save(read(article(body="正文"), content_hash="h1"))
    assert (saved.outcome, saved.reason) == (Outcome.REVISED, "same page, read anew")
    (stored,) = any_database.articles.find(ALL)
    assert stored.body == "正文"
    assert any_database.articles.revisions(stored.id) == []


def test_a_replay_of_an_older_text_changes_nothing(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(body="新"), at=NOW), now=NOW)
    (saved,) = at.save(read(article(body="旧"), at=NOW - HOUR), now=NOW)
    assert saved.outcome is Outcome.UNCHANGED
    (stored,) = any_database.articles.find(ALL)
    assert stored.body == "新"


def test_an_ingest_run_twice_changes_nothing_the_second_time(any_database: Database) -> None:
    pages = [read(article(body="甲")), read(article(body="乙")), read(article("/2.htm"))]
    first = desk(any_database, trigger="ingest")
    assert first.outcomes(first.save(*pages)) == ["new", "revised", "new"]
    before = contents(any_database)
    again = desk(any_database, trigger="ingest")
    assert again.outcomes(again.save(*pages)) == ["unchanged"] * 3
    after = contents(any_database)
    del before["pages"], after["pages"]
    assert after == before


def test_pages_without_an_article_keep_state_and_reason(any_database: Database) -> None:
    at = desk(any_database)
    nothing = article("/list.htm", kind=PageKind.NOT_ARTICLE)
    saved = at.save(
        PageRead(f"{SITE}/list.htm", Outcome.NOT_ARTICLE, "list page", nothing, fetched=answer(f"{SITE}/list.htm")),
        failed(f"{SITE}/2.htm"),
        failed(f"{SITE}/3.htm", 404, reason="HTTP 404"),
        PageRead(f"{SITE}/4.htm", Outcome.SKIPPED, "robots.txt"),
        failed(f"{SITE}/5.htm", None, reason="x" * 300),
    )
    assert at.outcomes(saved) == ["not_article", "failed", "failed", "skipped", "failed"]
    assert any_database.articles.count(ALL) == 0
    counts = any_database.runs.history()[0].counts
    assert counts[Outcome.SKIPPED, "robots.txt"] == 1
    assert counts[Outcome.FAILED, "x" * 200] == 1
    assert sum(counts.values()) == 5
    assert any_database.frontier.work("weifang", NOW) == []
    due = {page.url for page in any_database.frontier.work("weifang", NOW + (1 + SPREAD) * HOUR)}
    assert due == {f"{SITE}/{number}.htm" for number in (2, 3, 5)}


def test_an_address_that_never_had_an_article_is_given_up(any_database: Database) -> None:
    at = desk(any_database)
    now = NOW
    for _ in range(3):
        assert at.save(failed(f"{SITE}/1.htm", 410, now), now=now)[0].outcome is Outcome.FAILED
        now += timedelta(days=30)
    assert any_database.frontier.work("weifang", now) == []
    assert any_database.runs.history()[0].counts == {(Outcome.FAILED, "HTTP 500"): 2, (Outcome.FAILED, "gone"): 1}


def test_an_article_that_cannot_be_read_again_stays(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article(), etag='"a"'))
    saved = at.save(
        failed(f"{SITE}/1.htm", at=NOW + HOUR),
        now=NOW + HOUR,
    )
    assert saved[0].outcome is Outcome.FAILED
    (stored,) = any_database.articles.find(ALL)
    assert stored.body == BODY
    (page,) = any_database.frontier.work("weifang", NOW + 3 * HOUR)
    assert (page.etag, page.known) == ('"a"', True)


def test_rechecks_end_and_begin_again_after_an_edit(any_database: Database) -> None:
    at = desk(any_database, limits=Limits(rechecks=(HOUR, 2 * HOUR)))
    frontier = any_database.frontier
    at.save(read(article(), etag='"1"'))
    assert frontier.work("weifang", NOW + HOUR - timedelta(seconds=1)) == []
    first = NOW + (1 + SPREAD) * HOUR
    assert [page.etag for page in frontier.work("weifang", first)] == ['"1"']
    at.save(unchanged(f"{SITE}/1.htm", first, etag='"2"'), now=first)
    assert frontier.work("weifang", first + 2 * HOUR - timedelta(seconds=1)) == []
    second = first + (1 + SPREAD) * 2 * HOUR
    assert [page.etag for page in frontier.work("weifang", second)] == ['"2"']
    at.save(unchanged(f"{SITE}/1.htm", second), now=second)
    assert frontier.work("weifang", NOW + 1000 * HOUR) == []
    now = NOW + 1000 * HOUR
    at.save(read(article(body="改"), at=now), now=now)
    assert len(frontier.work("weifang", now + (1 + SPREAD) * HOUR)) == 1


def test_pages_of_an_old_archive_are_not_checked_again(any_database: Database) -> None:
    at = desk(any_database, trigger="ingest")
    old = NOW - timedelta(days=400)
    at.save(read(article(), at=old))
    assert any_database.frontier.work("weifang", NOW + timedelta(days=300)) == []
    assert any_database.articles.find(ALL)[0].first_seen == old


@pytest.mark.parametrize("part_first", [False, True])
def test_further_pages_of_an_article_are_no_articles(any_database: Database, part_first: bool) -> None:
    at = desk(any_database)
    links = (PageLink(f"{SITE}/1.htm", ""), PageLink(f"{SITE}/1_2.htm", ""))
    any_database.frontier.save_start("weifang", ListFetched(f"{SITE}/", links), NOW)
    whole = read(article(body="一\n二\n三"), part_urls=(f"{SITE}/1_2.htm", f"{SITE}/1_3.htm"))
    part = read(article("/1_2.htm", body="二\n三"))
    pages = [part, whole] if part_first else [whole, part]
    for page in pages:
        at.save(page)
    (stored,) = any_database.articles.find(ALL)
    assert stored.body == "一\n二\n三"
    assert any_database.articles.count(ArticleQuery(text="二")) == 1
    assert [one.url for one in any_database.frontier.work("weifang", NOW + timedelta(days=99))] == [f"{SITE}/1.htm"]
    assert check(any_database).faults == ()


def test_a_next_article_mistaken_for_a_next_page_is_not_deleted(any_database: Database) -> None:
    at = desk(any_database)
    at.save(read(article("/2.htm", title="完全不同的一篇报道")))
    at.save(read(article("/1.htm"), part_urls=(f"{SITE}/2.htm",)))
    assert any_database.articles.count(ALL) == 2


def test_an_outlet_speaks_for_its_own_article(any_database: Database) -> None:
    """Another outlet shows the article first and names its origin as canonical."""
    other = desk(any_database, "other", home="https://other.example/")
    own = desk(any_database)
    other.save(read(article("https://other.example/x", body="转载", canonical_url=f"{SITE}/1.htm")))
    assert any_database.articles.find(ALL)[0].source == "other"
    own.save(read(article()))
    (stored,) = any_database.articles.find(ALL)
    assert (stored.source, stored.body) == ("weifang", BODY)


def test_a_batch_is_saved_whole_or_not_at_all(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    at = desk(any_database)
    before = contents(any_database, outcomes=True)

    def broken(*_: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("storage.writer.link_saved", broken)
    with pytest.raises(RuntimeError):
        at.save(read(article(related=related("甲"))), failed(f"{SITE}/2.htm"))
    assert contents(any_database, outcomes=True) == before
    assert any_database.articles.count(ArticleQuery(text="风筝")) == 0


def test_unknown_source_and_run(any_database: Database) -> None:
    at = desk(any_database)
    with pytest.raises(UnknownSourceError):
        any_database.writer.save("nobody", at.run_id, [read(article())], NOW)
    with pytest.raises(UnknownIdError):
        any_database.writer.save("weifang", 99, [read(article())], NOW)
    assert any_database.articles.count(ALL) == 0


def test_very_long_values_do_not_stop_a_batch(any_database: Database) -> None:
    at = desk(any_database)
    long = f"{SITE}/{'长' * 3000}?q={'x' * 9000}"
    page = article(long, lang="z" * 40, keywords=("k" * 9000,), body="正文" + _many_words(120_000))
    page = replace(page, related=related("t" * 9000))
    assert at.outcomes(at.save(read(page), read(article(long + "1")))) == ["new", "new"]
    assert at.outcomes(at.save(read(page))) == ["unchanged"]
    assert any_database.articles.count(ArticleQuery(text="正文")) == 1


def _many_words(characters: int) -> str:
    """More different pairs of characters than an index of PostgreSQL can hold for one text."""
    return "".join(chr(0x4E00 + place * place * 7919 % 20_000) for place in range(characters))


def test_reading_nothing_is_a_failure(any_database: Database) -> None:
    at = desk(any_database)
    broken = article(kind=PageKind.FAILED, reason="no text")
    saved = at.save(PageRead(f"{SITE}/1.htm", Outcome.NEW, "", broken), PageRead(f"{SITE}/2.htm", Outcome.NEW))
    assert [(one.outcome, one.reason) for one in saved] == [
        (Outcome.FAILED, "no text"),
        (Outcome.FAILED, "nothing was read"),
    ]
