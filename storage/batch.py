"""A batch of pages on its way into the database, inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kitewire.article import PageKind
from kitewire.crawl import Fingerprint, Outcome, PageRead, Saved
from linking import fold_title
from storage.article_rows import (
    Read,
    apply,
    read_of,
    replace_references,
    when_seen,
    without_furniture,
)
from storage.claims import Change, Standing, change, is_notice, speaker
from storage.evidence import write_evidence
from storage.inserting import chunks
from storage.keys import address_key
from storage.models import ArticleRow, PageRow, RevisionRow
from storage.new_articles import NewArticles
from storage.outlet_lines import furniture_among
from storage.page_rows import GONE, PART, note_end, note_next, note_part, page_rows, pages_of, settle_absence
from storage.removal import remove_articles
from storage.search_index import document_of, index_all, unindex_all
from storage.sketches import unpacked

REREAD = "same page, read anew"
"""Reason of a revision that our rules have made and not the outlet."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """For what a batch is saved."""

    source_id: int
    rechecks: Sequence[timedelta]
    now: datetime
    replays: bool = False
    """From an archive, where an earlier text can come after a later one."""


class Batch:
    """The rows that a batch of pages touches, and what each page does to them."""

    def __init__(self, session: Session, circumstances: Circumstances, pages: Sequence[PageRead]) -> None:
        self._session = session
        self._at = circumstances
        self._pages = page_rows(session, circumstances.source_id, pages, circumstances.now)
        self._reads = {id(page): read_of(page, page.article) for page in pages if _holds_article(page) and page.article}
        self._articles: dict[str, ArticleRow] = {}
        keys = [one.key for one in self._reads.values()]
        for part in chunks(keys):
            rows = session.scalars(select(ArticleRow).where(ArticleRow.url_key.in_(part)))
            self._articles.update((row.url_key, row) for row in rows)
        self._new = NewArticles(session, circumstances.source_id, len(set(keys) - self._articles.keys()))
        self._reads = self._told_apart()
        self._shown_by = pages_of(session, [row.id for row in self._articles.values()])
        self._prints: dict[int, Fingerprint] = {}
        self._changed: dict[int, None] = {}
        self._absence: dict[int, None] = {}
        """Articles of which a page has been proven gone, or has come back."""
        self.former_titles: set[int] = set()
        """Keys of the titles that articles bore until now."""

    def save(self, page: PageRead) -> Saved:
        """Do what one page asks for."""
        row = self._pages[address_key(page.fetched_url)]
        one = self._reads.get(id(page))
        if one is None:
            return self._note(row, page)
        if row.reason == PART and row.article_id is not None:
            return Saved(page.fetched_url, Outcome.UNCHANGED, PART, row.article_id)
        return self._keep(row, page, one)

    def finish(self) -> list[int]:
        """Write what is written once a batch; gives the ids of the articles that are new or changed."""
        self._new.write()
        if self._absence:
            settle_absence(self._session, list(self._absence), self._at.now)
        self._session.flush()
        written = write_evidence(self._session, self._prints, columns=False)
        return list(self._changed | dict.fromkeys(sorted(written)))

    def _told_apart(self) -> dict[int, Read]:
        """What was read, with fingerprints that leave out what is known as furniture of the outlet."""
        lines = {line for one in self._reads.values() for line in one.prints.lines}
        furniture = furniture_among(self._session, self._at.source_id, lines)
        return {page: without_furniture(one, furniture) for page, one in self._reads.items()}

    def _note(self, row: PageRow, page: PageRead) -> Saved:
        outcome, reason = _plain_end(page)
        note_end(row, page, when_seen(page, self._at.now), outcome, reason)
        was_missing = row.missing is not None
        if note_next(row, outcome, self._at.now, self._at.rechecks):
            outcome, reason = Outcome.FAILED, GONE
            row.outcome, row.reason = outcome.value, reason
        if row.article_id is not None and (reason == GONE or (was_missing and row.missing is None)):
            self._absence[row.article_id] = None
        return Saved(page.fetched_url, outcome, reason, row.article_id)

    def _keep(self, row: PageRow, page: PageRead, one: Read) -> Saved:
        seen = when_seen(page, self._at.now)
        article = self._articles.get(one.key)
        if article is not None and article.title != one.page.title and self._is_notice(article, one):
            return self._note(row, replace(page, outcome=Outcome.NOT_ARTICLE, reason=NOTICE))
        what = Change.ADD if article is None else self._judge(article, row, page, one)
        if article is None:
            article = self._add(one, seen)
        elif what is not Change.NOTHING:
            self._alter(article, one, what, seen)
        outcome, reason = _ENDS[what]
        speaks = self._shown(article, row)
        if row.fetched is None or seen >= row.fetched:
            note_end(row, page, seen, outcome, reason)
            if what is not Change.REREAD or not self._at.replays:
                note_next(row, _CHECKED.get(what, outcome), self._at.now, self._at.rechecks)
            if article.gone is not None:
                article.gone = None
        if row.article_id != article.id:
            # Entries that name this address can now be resolved.
            row.article_id = article.id
            self._changed[article.id] = None
        if not speaks or seen + sum(self._at.rechecks, timedelta()) < self._at.now:
            row.next_check = None
        self._take_parts(article, page, seen)
        return Saved(page.fetched_url, outcome, reason, article.id)

    def _judge(self, article: ArticleRow, row: PageRow, page: PageRead, one: Read) -> Change:
        others = self._shown_by[article.id]
        same_text = article.text_hash == one.text_hash
        seen = when_seen(page, self._at.now)
        return change(
            Standing(
                speaks=speaker(article.url_key, {*others, row.url_key}) == row.url_key,
                spoke=not others or row.url_key in others,
                same_text=same_text,
                same_bytes=bool(page.content_hash) and page.content_hash == row.content_hash,
                outdated=(row.fetched is not None and seen < row.fetched)
                or (self._at.replays and not same_text and self._was(article, one)),
            )
        )

    def _is_notice(self, article: ArticleRow, one: Read) -> bool:
        """Whether the page now shows, as if it were the article, a notice that it is not there."""
        if not is_notice(one.page.title) or is_notice(article.title):
            return False
        return set(unpacked(article.sketch or b"")).isdisjoint(one.prints.sketch)

    def _was(self, article: ArticleRow, one: Read) -> bool:
        """Whether the article once had this text."""
        self._new.write()
        earlier = select(RevisionRow.number).where(
            RevisionRow.article_id == article.id, RevisionRow.text_hash == one.text_hash
        )
        return self._session.scalar(earlier.limit(1)) is not None

    def _add(self, one: Read, seen: datetime) -> ArticleRow:
        article = self._new.add(one, seen)
        self._prints[article.id] = one.prints
        self._changed[article.id] = None
        self._articles[one.key] = article
        self._shown_by[article.id] = {}
        return article

    def _alter(self, article: ArticleRow, one: Read, what: Change, seen: datetime) -> None:
        self._new.write()
        title, body, indexed = article.title, article.body, document_of(article)
        if what is Change.REVISE:
            self._session.add(self._revision(article, seen))
        if what is Change.TAKE_OVER:
            article.source_id = self._at.source_id
        prints = (article.title_key, article.text_key, article.text_size)
        changed = apply(article, one)
        if article.title_key != prints[0]:
            self.former_titles.add(prints[0])
        if (title, body) != (article.title, article.body):
            article.updated = self._at.now if what is Change.REREAD else seen
        if indexed != document_of(article):
            unindex_all(self._session, [indexed])
            index_all(self._session, [document_of(article)])
        same_text = prints == (article.title_key, article.text_key, article.text_size) and body == article.body
        if self._at.replays or not same_text or what is Change.TAKE_OVER:
            self._prints[article.id] = one.prints
        if replace_references(self._session, article.id, one.page) or changed or self._at.replays:
            self._changed[article.id] = None

    def _revision(self, article: ArticleRow, seen: datetime) -> RevisionRow:
        last = select(func.max(RevisionRow.number)).where(RevisionRow.article_id == article.id)
        return RevisionRow(
            article_id=article.id,
            number=(self._session.scalar(last) or 0) + 1,
            title=article.title,
            body=article.body,
            text_hash=article.text_hash,
            replaced_at=seen,
        )

    def _shown(self, article: ArticleRow, row: PageRow) -> bool:
        """Count `row` among the article's pages; gives whether it speaks. The others need no checking then."""
        pages = self._shown_by[article.id]
        pages[row.url_key] = row
        best = speaker(article.url_key, pages)
        for key, other in pages.items():
            if key != best:
                other.next_check = None
        return best == row.url_key

    def _take_parts(self, article: ArticleRow, page: PageRead, seen: datetime) -> None:
        """The further pages of the article are never due by themselves, and are no articles of their own."""
        for url in page.part_urls:
            part = self._pages[address_key(url)]
            if part.article_id is not None and part.article_id != article.id:
                self._absorb(article, part)
            if part.url_key not in self._shown_by[article.id] and part.article_id != article.id:
                note_part(part, article.id, seen)
                self._changed[article.id] = None

    def _absorb(self, article: ArticleRow, part: PageRow) -> None:
        self._new.write()
        own = self._session.get(ArticleRow, part.article_id)
        if own is None or own.url_key != part.url_key or not _same_headline(own.title, article.title):
            return
        for key in [key for key, row in self._articles.items() if row is own]:
            del self._articles[key]
        self._shown_by.pop(own.id, None)
        self._prints.pop(own.id, None)
        self._changed.pop(own.id, None)
        self._session.flush()
        remove_articles(self._session, [own.id])


NOTICE = "error page"
"""As extraction names it."""
_CHECKED = {Change.ADD: Outcome.NEW, Change.TAKE_OVER: Outcome.NEW, Change.REREAD: Outcome.UNCHANGED}
"""What counts for the next check, where that is not the outcome: our rules' changes are no reason to look sooner."""
_ENDS = {
    Change.ADD: (Outcome.NEW, ""),
    Change.REVISE: (Outcome.REVISED, ""),
    Change.REREAD: (Outcome.REVISED, REREAD),
    Change.TAKE_OVER: (Outcome.UNCHANGED, ""),
    Change.REFRESH: (Outcome.UNCHANGED, ""),
    Change.NOTHING: (Outcome.UNCHANGED, ""),
}


def _holds_article(page: PageRead) -> bool:
    readable = page.outcome not in (Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_ARTICLE)
    return readable and page.article is not None and page.article.kind is PageKind.ARTICLE


def _plain_end(page: PageRead) -> tuple[Outcome, str]:
    """How a page without an article ended."""
    if page.outcome in (Outcome.NEW, Outcome.REVISED):
        kind = page.article.kind if page.article else PageKind.FAILED
        outcome = Outcome.NOT_ARTICLE if kind is PageKind.NOT_ARTICLE else Outcome.FAILED
        return outcome, page.reason or (page.article.reason if page.article else "") or "nothing was read"
    return page.outcome, page.reason


def _same_headline(a: str, b: str) -> bool:
    one, other = fold_title(a), fold_title(b)
    return bool(one) and bool(other) and (one in other or other in one)
