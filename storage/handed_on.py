"""What was folded when an article was read, known to the session that saves it: who links it need not fold it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kitewire.crawl import Fingerprint
from linking.folding import Folded


@dataclass(frozen=True, slots=True)
class _Read:
    """Of one article."""

    opening: Folded
    text: Folded


_NAME = "handed_on"


def hand_on(session: Session, prints: Mapping[int, Fingerprint]) -> None:
    """Let this session know what stands in the fingerprints of articles (by id) that it has just written."""
    known = session.info.setdefault(_NAME, {})
    for one, found in prints.items():
        if found.opening:
            title, _, opening = found.opening.partition("\n")
            known[one] = _Read(Folded(title, opening), Folded(title, found.text, furniture=found.furniture))


def opening_of(session: Session, article_id: int) -> Folded | None:
    """Title and beginning of an article's text (`linking.ties`); None where they were not handed on."""
    read: _Read | None = session.info.get(_NAME, {}).get(article_id)
    return read.opening if read else None


def text_of(session: Session, article_id: int, furniture: frozenset[int]) -> Folded | None:
    """Title and text without `furniture`; None where they were not handed on, or with other lines left out."""
    read: _Read | None = session.info.get(_NAME, {}).get(article_id)
    return read.text if read and furniture == frozenset(read.text.furniture) else None
