"""Reports as they are shown: what they say, their evidence, earlier and later versions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from cluster.database import db
from cluster.domain.achievements import ClaimStatus, Report
from cluster.domain.membership import Member
from cluster.models import AuditEntry, Claim, Evidence, Year
from cluster.services import members
from cluster.services.achievements.sight import Sight
from cluster.services.achievements.writing import report_of


@dataclass(frozen=True, kw_only=True)
class Use:
    """Where else the same file serves as evidence."""

    member: Member
    code: str
    year_number: int


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """A file that proves a report, and where else the same file is used."""

    id: int
    filename: str
    media_type: str
    size: int
    sha256: str
    attached_at: datetime
    also_used: tuple[Use, ...]


@dataclass(frozen=True, kw_only=True)
class ClaimView:
    """One report as it stands; `withdrawn_because` only where it was withdrawn."""

    id: int
    code: str
    status: ClaimStatus
    report: Report
    revision: int
    created_at: datetime
    submitted_at: datetime | None
    replaces_id: int | None
    replaced_by_id: int | None
    evidence: tuple[EvidenceView, ...]
    withdrawn_because: str = ""


def with_evidence() -> Select[Claim]:
    """Return the query for reports with their files."""
    return select(Claim).options(selectinload(Claim.evidence).joinedload(Evidence.file))


def views_of(sight: Sight, rows: Sequence[Claim]) -> tuple[ClaimView, ...]:
    """Return reports that the person sees, with evidence and versions (6 queries)."""
    ids = [row.id for row in rows]
    uses = _uses(sight, rows)
    reasons = _reasons(ids)
    followers = _followers(sight, ids)
    return tuple(
        ClaimView(
            id=row.id,
            code=row.criterion_code,
            status=row.status,
            report=report_of(row),
            revision=row.revision,
            created_at=row.created_at,
            submitted_at=row.submitted_at,
            replaces_id=row.replaces_id,
            replaced_by_id=followers.get(row.id),
            evidence=tuple(_evidence(file, uses[row.id, file.sha256]) for file in row.evidence),
            withdrawn_because=reasons.get(row.id, ""),
        )
        for row in rows
    )


def _evidence(row: Evidence, uses: Iterable[Use]) -> EvidenceView:
    return EvidenceView(
        id=row.id,
        filename=row.filename,
        media_type=row.file.media_type,
        size=row.file.size,
        sha256=row.sha256,
        attached_at=row.attached_at,
        also_used=tuple(uses),
    )


def _uses(sight: Sight, rows: Sequence[Claim]) -> dict[tuple[int, str], list[Use]]:
    """Return by claim and file where else the file proves a submitted report that is seen."""
    names = {member.alliance_id: member for member in members.members_of(sight.year)}
    found = db.session.execute(
        select(Evidence.sha256, Claim.id, Claim.alliance_id, Claim.criterion_code, Year.number)
        .join(Claim, Claim.id == Evidence.claim_id)
        .join(Year, Year.id == Claim.year_id)
        .where(Evidence.sha256.in_({file.sha256 for row in rows for file in row.evidence}))
        .where(Claim.status == ClaimStatus.SUBMITTED, Year.cluster_id == sight.year.cluster_id)
        .order_by(Year.number, Claim.id)
    ).all()
    uses: dict[tuple[int, str], list[Use]] = defaultdict(list)
    for row in rows:
        for sha256, claim_id, alliance_id, code, number in found:
            other = claim_id not in {row.id, row.replaces_id}
            if other and alliance_id in names and sight.sees(alliance_id):
                use = Use(member=names[alliance_id], code=code, year_number=number)
                uses[row.id, sha256].append(use)
    return uses


def _reasons(claim_ids: Sequence[int]) -> dict[int, str]:
    """Return why reports were withdrawn, as the record of changes says."""
    rows = db.session.execute(
        select(AuditEntry.object_id, AuditEntry.reason)
        .where(AuditEntry.object_type == "claim", AuditEntry.action == "achievement.withdrawn")
        .where(AuditEntry.object_id.in_([str(claim_id) for claim_id in claim_ids]))
    )
    return {int(claim_id): reason for claim_id, reason in rows}


def _followers(sight: Sight, claim_ids: Sequence[int]) -> dict[int, int]:
    """Return by claim the newer version of it, if the actor may see that."""
    rows = db.session.execute(
        select(Claim.replaces_id, Claim.id, Claim.alliance_id, Claim.status)
        .where(Claim.replaces_id.in_(claim_ids))
        .order_by(Claim.id)
    )
    return {
        replaced: claim_id
        for replaced, claim_id, alliance_id, status in rows
        if replaced is not None and sight.sees(alliance_id, is_draft=status is ClaimStatus.DRAFT)
    }
