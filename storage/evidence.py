"""What linking looks at besides the articles themselves, written in one place for crawls, files and relinking."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from kitewire.crawl import Fingerprint
from linking import fingerprint, fold
from storage.article_rows import replace_sketches
from storage.models import ArticleRow


def read_evidence(title: str, body: str) -> Fingerprint:
    """What is kept of a text, as stored, so that others are found by it."""
    return fingerprint(fold(title, body))


def write_evidence(session: Session, prints: Mapping[int, Fingerprint], columns: bool = True) -> None:
    """Make the evidence of articles (by id) that of `prints`. `columns`: those of the articles' rows as well."""
    if not prints:
        return
    replace_sketches(session, {one: found.sketch for one, found in prints.items()})
    if columns:
        session.execute(update(ArticleRow), [{"id": one, **print_columns(found)} for one, found in prints.items()])


def print_columns(found: Fingerprint) -> dict[str, int]:
    """The columns of `ArticleRow` that hold a part of the fingerprint."""
    return {"title_key": found.title_key, "text_key": found.text_key, "text_size": found.size}
