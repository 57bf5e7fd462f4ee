"""Report an achievement: draft, revise, submit, correct, withdraw."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, select

from cluster.database import atomic, db, get_or_raise
from cluster.domain import permissions
from cluster.domain.achievements import (
    Asked,
    ClaimStatus,
    Report,
    asked_of,
    check_correctable,
    check_draft,
    check_reporting,
    check_storable,
    check_submittable,
    check_withdrawal,
)
from cluster.domain.errors import Conflict, Message, NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import to_plain
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook
from cluster.domain.years import vietnam_day
from cluster.models import Claim, Evidence, Year, YearMember
from cluster.services import audit, rulebook, years
from cluster.services.reopened_lines import is_open, mark_changed

FIELDS = (
    "quantity",
    "base",
    "choice",
    "occurred_on",
    "place",
    "partners",
    "description",
    "explanation",
)


@atomic()
def draft(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    code: str,
    report: Report,
    form_key: str | None = None,
    now: datetime,
) -> Claim:
    """Write down an achievement for one criterion; it counts once it is submitted.

    `form_key` names the opened form: sent twice, it leads to the report that it made first, and
    revises that while it is an untouched draft.
    """
    year = years.get_visible(actor, year_id)
    permissions.require_sight(permissions.can_report_for(actor, year.cluster_id, alliance_id))
    _check_member(year, alliance_id)
    check_reporting(year.phase, is_open_again=is_open(year, alliance_id, code, now))
    check_storable(report, _asked(rulebook.in_force(year.id).book, code))
    first = _made_by(form_key)
    if first is not None:
        is_same = (first.year_id, first.alliance_id) == (year.id, alliance_id)
        permissions.require_sight(is_same and first.criterion_code == code)
        return _sent_again(actor, first, report, now)
    claim = Claim(
        year_id=year.id,
        alliance_id=alliance_id,
        criterion_code=code,
        form_key=form_key,
        created_at=now,
        revision=0,
    )
    _fill(claim, report)
    db.session.add(claim)
    db.session.flush()
    _record(actor, "achievement.drafted", claim, year, now, after=_plain(claim))
    return claim


@atomic()
def revise(actor: Actor, claim_id: int, *, report: Report, revision: int, now: datetime) -> Claim:
    """Change a draft; `revision` is the one that was read."""
    claim, year = changeable_claim(actor, claim_id, now)
    check_draft(claim.status)
    check_storable(report, _asked(rulebook.in_force(year.id).book, claim.criterion_code))
    before = report_of(claim)
    if claim.revision != revision:
        raise Conflict(
            _("Somebody else has changed this report since you opened it."),
            yours=_readable(report),
            theirs=_readable(before),
        )
    if report == before:
        return claim
    _fill(claim, report)
    _record(
        actor, "achievement.revised", claim, year, now, before=to_plain(before), after=_plain(claim)
    )
    return claim


@atomic()
def submit(actor: Actor, claim_id: int, *, now: datetime) -> Claim:
    """Submit a draft: from now on it counts, and in place of the one it corrects."""
    claim, year = changeable_claim(actor, claim_id, now)
    check_draft(claim.status)
    check_submittable(
        report_of(claim),
        _asked(rulebook.in_force(year.id).book, claim.criterion_code),
        evidence=_evidence_of(claim),
        year=year.number,
        today=vietnam_day(now),
    )
    replaced = db.session.get(Claim, claim.replaces_id) if claim.replaces_id else None
    if replaced is not None and replaced.status is ClaimStatus.SUBMITTED:
        replaced.status = ClaimStatus.REPLACED
    claim.status, claim.submitted_at = ClaimStatus.SUBMITTED, now
    mark_changed(year, claim.alliance_id, claim.criterion_code, now)
    _record(actor, "achievement.submitted", claim, year, now, after=_plain(claim))
    return claim


@atomic()
def correct(actor: Actor, claim_id: int, *, now: datetime) -> Claim:
    """Start a new version of a submitted report, with its words and its evidence."""
    claim, year = changeable_claim(actor, claim_id, now)
    check_correctable(claim.status, has_open_correction=_has_open_correction(claim))
    version = Claim(
        year_id=claim.year_id,
        alliance_id=claim.alliance_id,
        criterion_code=claim.criterion_code,
        replaces_id=claim.id,
        created_at=now,
        revision=0,
    )
    _fill(version, report_of(claim))
    db.session.add(version)
    db.session.flush()
    files = db.session.scalars(select(Evidence).where(Evidence.claim_id == claim.id))
    db.session.add_all(
        Evidence(
            claim_id=version.id,
            sha256=file.sha256,
            filename=file.filename,
            attached_at=file.attached_at,
        )
        for file in files
    )
    _record(actor, "achievement.correction_started", version, year, now, after=_plain(version))
    return version


@atomic()
def withdraw(actor: Actor, claim_id: int, *, reason: str, now: datetime) -> Claim:
    """Take a submitted report back, with the reason; it stays to be read, but counts no more."""
    claim, year = changeable_claim(actor, claim_id, now)
    check_correctable(claim.status, has_open_correction=_has_open_correction(claim))
    check_withdrawal(reason)
    claim.status = ClaimStatus.WITHDRAWN
    mark_changed(year, claim.alliance_id, claim.criterion_code, now)
    _record(actor, "achievement.withdrawn", claim, year, now, reason=reason.strip())
    return claim


@atomic()
def delete_draft(actor: Actor, claim_id: int, *, now: datetime) -> None:
    """Throw a draft away; what was ever submitted stays."""
    claim, year = changeable_claim(actor, claim_id, now)
    check_draft(claim.status)
    _record(actor, "achievement.draft_deleted", claim, year, now, before=_plain(claim))
    db.session.execute(delete(Evidence).where(Evidence.claim_id == claim.id))
    db.session.delete(claim)


def own_claim(actor: Actor, claim_id: int) -> tuple[Claim, Year]:
    """Return a claim of the actor's own alliance; any other does not exist for them."""
    claim = get_or_raise(Claim, claim_id)
    year = years.get_visible(actor, claim.year_id)
    permissions.require_sight(
        permissions.can_see_claims(
            actor, year.cluster_id, claim.alliance_id, is_draft=True, under_review=False
        )
    )
    permissions.require(permissions.can_report_for(actor, year.cluster_id, claim.alliance_id))
    return claim, year


def changeable_claim(actor: Actor, claim_id: int, now: datetime) -> tuple[Claim, Year]:
    """Return a claim of the actor's own alliance while its line may be reported on."""
    claim, year = own_claim(actor, claim_id)
    again = is_open(year, claim.alliance_id, claim.criterion_code, now)
    check_reporting(year.phase, is_open_again=again)
    return claim, year


def report_of(claim: Claim) -> Report:
    """Return what the claim says."""
    return Report(**{name: getattr(claim, name) for name in FIELDS})


def claimable(book: RuleBook) -> tuple[Criterion, ...]:
    """Return the criteria that members report on: contents and bonuses."""
    return book.lines(CriterionKind.CONTENT, CriterionKind.BONUS)


def get_claimable(book: RuleBook, code: str) -> Criterion:
    """Return the criterion if members report on it; NotFound otherwise."""
    for criterion in claimable(book):
        if criterion.code == code:
            return criterion
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def _asked(book: RuleBook, code: str) -> Asked:
    criterion = get_claimable(book, code)
    return asked_of(criterion.formula, criterion.aggregate)


def _check_member(year: Year, alliance_id: int) -> None:
    """Refuse an alliance outside the year; a member's new reports wait for each other here."""
    is_member = db.session.scalar(
        select(YearMember.alliance_id)
        .where(YearMember.year_id == year.id, YearMember.alliance_id == alliance_id)
        .with_for_update()
    )
    permissions.require_sight(is_member is not None)


def _made_by(form_key: str | None) -> Claim | None:
    if form_key is None:
        return None
    return db.session.scalar(select(Claim).where(Claim.form_key == form_key))


def _sent_again(actor: Actor, first: Claim, report: Report, now: datetime) -> Claim:
    """Return the report that the form made before, with what was typed since."""
    if report == report_of(first):
        return first
    if first.status is not ClaimStatus.DRAFT:
        raise RuleViolation(
            _(
                "This form was sent before and made report no. %(number)s. If this is another"
                " achievement, send it once more.",
                number=first.id,
            )
        )
    return revise(actor, first.id, report=report, revision=1, now=now)


def _has_open_correction(claim: Claim) -> bool:
    return bool(
        db.session.scalar(
            select(exists().where(Claim.replaces_id == claim.id, Claim.status == ClaimStatus.DRAFT))
        )
    )


def _evidence_of(claim: Claim) -> int:
    return (
        db.session.scalar(select(func.count(Evidence.id)).where(Evidence.claim_id == claim.id)) or 0
    )


def _fill(claim: Claim, report: Report) -> None:
    for name in FIELDS:
        setattr(claim, name, getattr(report, name))
    claim.revision += 1


def _plain(claim: Claim) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(report_of(claim))
    return {"criterion": claim.criterion_code, "status": claim.status.value, **plain}


def _readable(report: Report) -> dict[Message, Any]:
    return {
        _("Quantity"): report.quantity,
        _("Total"): report.base,
        _("Answer"): report.choice,
        _("Date"): report.occurred_on,
        _("Place"): report.place,
        _("Partners"): report.partners,
        _("Description"): report.description,
        _("Explanation in place of evidence"): report.explanation,
    }


def _record(
    actor: Actor,
    action: str,
    claim: Claim,
    year: Year,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit.record(
        actor,
        action,
        ("claim", claim.id),
        now,
        where=audit.within(year, claim.alliance_id),
        before=before,
        after=after,
        reason=reason,
    )
