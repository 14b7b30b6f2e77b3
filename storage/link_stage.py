"""The link stage: references, reprints and stories of articles that were just saved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session


def link_saved(session: Session, article_ids: Sequence[int]) -> None:
    """Link the articles `article_ids`, new or changed, inside the transaction that saved them."""
