"""The link stage: references, reprints and stories of articles that were just saved.

    changed articles ─▶ references, and which tie ─▶ reprints ─▶ same event ─▶ what people decided ─▶ their stories

Each step decides anew from what is stored and writes only what differs, so running it again changes nothing, and
the order in which articles arrived has no part in the outcome.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from kitewire.collector import collector_paused
from storage.link_decisions import link_by_hand
from storage.link_events import link_events
from storage.link_references import resolve_references
from storage.link_reprints import link_reprints
from storage.link_stories import keep_stories
from storage.link_ties import decide_ties


@collector_paused()
def link_saved(
    session: Session,
    article_ids: Collection[int],
    former_titles: Collection[int] = (),
) -> None:
    """Link the articles `article_ids`, new or changed, inside the transaction that saved them.

    Their rows, sketches, related entries and links must be written already. `former_titles`: keys of the titles that
    articles bore before, or that removed ones did.
    """
    session.flush()
    changed = set(article_ids)
    resolved = resolve_references(session, changed, former_titles)
    touched = resolved.touched | decide_ties(session, changed, resolved.moved)
    touched |= link_reprints(session, changed)
    touched |= link_events(session, changed)
    touched |= link_by_hand(session, changed)
    keep_stories(session, changed | touched)
