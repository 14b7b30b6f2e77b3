"""The outcomes of a run, counted in the transaction that saves its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.orm import Session

from kitewire.crawl import Saved
from storage.inserting import insert
from storage.models import RunOutcomeRow

REASON_LENGTH = 200


def count_outcomes(session: Session, run_id: int, saved: Iterable[Saved]) -> None:
    """Add the outcomes of `saved` to those of the run; reasons are cut to `REASON_LENGTH` characters."""
    counts = Counter((one.outcome.value, one.reason[:REASON_LENGTH]) for one in saved)
    for (outcome, reason), pages in sorted(counts.items()):
        statement = insert(session, RunOutcomeRow).values(run_id=run_id, outcome=outcome, reason=reason, pages=pages)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["run_id", "outcome", "reason"],
                set_={"pages": RunOutcomeRow.pages + statement.excluded.pages},
            )
        )
