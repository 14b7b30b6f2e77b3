"""The rows of findings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from kitewire.health import Evidence, Finding, FindingKind
from storage.models import SourceRow
from storage.service_models import FindingRow


def read_findings(session: Session, source_id: int | None = None, cleared: bool = False) -> list[Finding]:
    """The findings (of one source) that stand, and with `cleared` those that are over too; the newest first."""
    statement = select(FindingRow, SourceRow.name).join(SourceRow, SourceRow.id == FindingRow.source_id)
    if source_id is not None:
        statement = statement.where(FindingRow.source_id == source_id)
    if not cleared:
        statement = statement.where(FindingRow.cleared.is_(None))
    rows = session.execute(statement.order_by(FindingRow.id.desc()))
    return [finding_of(row, name) for row, name in rows]


def finding_of(row: FindingRow | Row[Any], source: str) -> Finding:
    """The finding that a row holds."""
    return Finding(
        kind=FindingKind(row.kind),
        since=row.since,
        seen=row.seen,
        proofs=row.proofs,
        evidence=tuple(Evidence.from_stored(one) for one in row.evidence["evidence"]),
        raised=row.raised,
        cleared=row.cleared,
        id=row.id,
        source=source,
    )


def values_of(one: Finding) -> dict[str, Any]:
    """The columns that change while a finding stands."""
    evidence = {"evidence": [part.stored() for part in one.evidence]}
    return {"since": one.since, "seen": one.seen, "proofs": one.proofs, "evidence": evidence}
