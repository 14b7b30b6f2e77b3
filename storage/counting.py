"""The outcomes of a run, counted in the transaction that saves its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from kitewire.crawl import Outcome, Saved
from storage.inserting import insert
from storage.models import RunOutcomeRow

REASON_LENGTH = 200


def count_outcomes(session: Session, run_id: int, saved: Iterable[Saved]) -> None:
    """Add the outcomes of `saved` to those of the run; reasons are cut to `REASON_LENGTH` characters."""
    _add(session, run_id, Counter((one.outcome.value, one.reason[:REASON_LENGTH]) for one in saved))


def count_skipped(session: Session, run_id: int, reasons: Mapping[str, int]) -> None:
    """Add addresses that were passed over (reason → number) to the outcomes of the run."""
    skipped = ((Outcome.SKIPPED.value, reason[:REASON_LENGTH]) for reason in reasons)
    _add(session, run_id, {one: n for one, n in zip(skipped, reasons.values(), strict=True) if n})


def _add(session: Session, run_id: int, counts: Mapping[tuple[str, str], int]) -> None:
    for (outcome, reason), pages in sorted(counts.items()):
        statement = insert(session, RunOutcomeRow).values(run_id=run_id, outcome=outcome, reason=reason, pages=pages)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["run_id", "outcome", "reason"],
                set_={"pages": RunOutcomeRow.pages + statement.excluded.pages},
            )
        )
