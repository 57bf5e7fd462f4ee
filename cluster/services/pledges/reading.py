"""What stands in a year's pledge: text, targets, signatures, versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from sqlalchemy import ColumnElement, case, func, select

from cluster.database import db
from cluster.domain.errors import NotFound, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor, can_see_pledge, require_sight
from cluster.domain.plain_data import from_plain
from cluster.domain.pledge_text import PledgedTarget, PledgeText, fingerprint
from cluster.domain.pledges import (
    SIGNING_PHASES,
    PledgeStatus,
    TargetLine,
    changeable_phases,
    is_lower_better,
    target_warnings,
)
from cluster.domain.rulebook import Criterion, RuleBook
from cluster.domain.years import REPORTING_CLOSED, Phase
from cluster.models import Pledge, Signature, Target, Year
from cluster.services import members, rulebook, years

Key = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class TargetValue:
    """What a member promises for a criterion; `value` None: no number was set."""

    value: Decimal | None = None
    not_assigned: bool = False


NO_TARGET = TargetValue()
WAITING = frozenset({PledgeStatus.DRAFT, PledgeStatus.SIGNING})


@dataclass(frozen=True, kw_only=True)
class SignatureView:
    """Who signed for a member, as what, when, and the hash of what was signed."""

    signatory: str
    position: str
    signed_at: datetime
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a year's pledge in the list of versions."""

    version: int
    status: PledgeStatus
    amendment_reason: str
    signatures: int
    in_force_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PledgeView:
    """One version of a year's pledge with everything that pages and papers show of it.

    `targets` and `signatures` by alliance; `fingerprint` is the SHA-256 of what is signed.
    """

    id: int
    year_id: int
    year_number: int
    cluster_id: int
    cluster_code: str
    cluster_name: str
    phase: Phase
    version: int
    status: PledgeStatus
    text: PledgeText
    amendment_reason: str
    revision: int
    in_force_at: datetime | None
    book: RuleBook
    members: tuple[Member, ...]
    targets: Mapping[Key, TargetValue]
    signatures: Mapping[int, SignatureView] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Criterion, ...]:
        """Return the criteria that ask for a target, in the order of the rule book."""
        return target_lines(self.book)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of what is signed, as it stands now."""
        codes = {member.alliance_id: member.code for member in self.members}
        return fingerprint(
            cluster=self.cluster_code,
            year=self.year_number,
            version=self.version,
            rulebook_version=self.book.version,
            amendment_reason=self.amendment_reason,
            text=self.text,
            targets=[
                PledgedTarget(
                    member=codes[alliance_id],
                    criterion=code,
                    value=target.value,
                    not_assigned=target.not_assigned,
                )
                for (alliance_id, code), target in self.targets.items()
                if alliance_id in codes
            ],
        )

    @property
    def is_unchanged(self) -> bool:
        """Tell whether every signature was given under exactly this text and these targets."""
        now = self.fingerprint
        return all(signature.text_sha256 == now for signature in self.signatures.values())

    @property
    def stopping(self) -> dict[str, list[str]]:
        """Return the criteria whose missing or zero targets stop all signatures, by member."""
        return {
            member.short_name: [
                warning.code
                for warning in target_warnings(map(partial(self._line, member), self.lines))
                if warning.stops
            ]
            for member in self.members
        }

    def _line(self, member: Member, criterion: Criterion) -> TargetLine:
        target = self.target(member.alliance_id, criterion.code)
        return TargetLine(
            code=criterion.code,
            value=target.value,
            not_assigned=target.not_assigned,
            needs_target=criterion.needs_target,
            lower_is_better=is_lower_better(criterion),
        )

    @property
    def is_changeable(self) -> bool:
        """Tell whether text and targets may change now."""
        in_time = self.phase in changeable_phases(amendment=self.version > 1)
        return in_time and self.status is PledgeStatus.DRAFT

    @property
    def is_open_for_signing(self) -> bool:
        """Tell whether members may sign now."""
        return self.phase in SIGNING_PHASES and self.status in WAITING

    @property
    def is_amendable(self) -> bool:
        """Tell whether a new version may be started now."""
        signed = self.status in {PledgeStatus.SIGNING, PledgeStatus.IN_FORCE}
        return self.phase in SIGNING_PHASES and signed

    def target(self, alliance_id: int, code: str) -> TargetValue:
        """Return a member's target for a criterion; an empty one where nothing was set."""
        return self.targets.get((alliance_id, code), NO_TARGET)

    def member(self, alliance_id: int) -> Member:
        """Return the member of the year; NotFound for any other alliance."""
        for member in self.members:
            if member.alliance_id == alliance_id:
                return member
        raise NotFound(_("There is no such entry, or it is not yours to see."))


def target_lines(book: RuleBook) -> tuple[Criterion, ...]:
    """Return the criteria that ask for a target or may be left out, in the rule book's order."""
    return tuple(
        criterion
        for criterion in book.lines()
        if criterion.takes_target or criterion.may_be_not_assigned
    )


def targets_in_force(year_id: int) -> dict[Key, TargetValue]:
    """Return the targets of the pledge in force, else of the newest one, in one query.

    By (alliance, criterion's code); a target that nobody has set has no entry.
    """
    that_counts = (
        select(Pledge.id)
        .where(Pledge.year_id == year_id)
        .order_by(case((Pledge.status == PledgeStatus.IN_FORCE, 0), else_=1), Pledge.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    return _targets(Target.pledge_id == that_counts)


def find_view(actor: Actor, year_id: int) -> PledgeView | None:
    """Return the newest version of the year's pledge, if there is one (9 queries)."""
    year = _open_to(actor, year_id)
    pledge = newest(year.id)
    return None if pledge is None else view_of(pledge, year)


def view(actor: Actor, year_id: int, version: int | None = None) -> PledgeView:
    """Return this version of the year's pledge, by default the newest."""
    year = _open_to(actor, year_id)
    pledge = newest(year.id) if version is None else _numbered(year.id, version)
    if pledge is None:
        raise NotFound(_("The year has no such pledge yet."))
    return view_of(pledge, year)


def paper_data(actor: Actor, year_id: int) -> PledgeView:
    """Return what the year's pledge papers show: the pledge in force, else the newest."""
    year = _open_to(actor, year_id)
    pledge = in_force(year.id) or newest(year.id)
    if pledge is None:
        raise NotFound(_("The year has no such pledge yet."))
    return view_of(pledge, year)


def list_versions(actor: Actor, year_id: int) -> list[Version]:
    """Return all versions of the year's pledge, newest first."""
    year = _open_to(actor, year_id)
    signed = (
        select(func.count(Signature.id))
        .where(Signature.pledge_id == Pledge.id)
        .correlate(Pledge)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Pledge.version, Pledge.status, Pledge.amendment_reason, signed, Pledge.in_force_at)
        .where(Pledge.year_id == year.id)
        .order_by(Pledge.version.desc())
    )
    return [
        Version(
            version=version,
            status=status,
            amendment_reason=reason,
            signatures=signatures,
            in_force_at=in_force_at,
        )
        for version, status, reason, signatures, in_force_at in rows
    ]


def _open_to(actor: Actor, year_id: int) -> Year:
    """Return the year if the person sees its pledge; for others that does not exist."""
    year = years.get_visible(actor, year_id)
    closed = year.phase in REPORTING_CLOSED
    require_sight(can_see_pledge(actor, year.cluster_id, reporting_closed=closed))
    return year


def newest(year_id: int) -> Pledge | None:
    """Return the row of the newest version, but for amendments that were given up."""
    return db.session.scalar(
        select(Pledge)
        .where(Pledge.year_id == year_id, Pledge.status != PledgeStatus.GIVEN_UP)
        .order_by(Pledge.version.desc())
        .limit(1)
    )


def in_force(year_id: int) -> Pledge | None:
    """Return the row of the version in force."""
    return db.session.scalar(
        select(Pledge).where(Pledge.year_id == year_id, Pledge.status == PledgeStatus.IN_FORCE)
    )


def view_of(pledge: Pledge, year: Year) -> PledgeView:
    """Return the row with its rule book, members, targets and signatures."""
    return PledgeView(
        id=pledge.id,
        year_id=year.id,
        year_number=year.number,
        cluster_id=year.cluster_id,
        cluster_code=year.cluster.code,
        cluster_name=year.cluster.name,
        phase=year.phase,
        version=pledge.version,
        status=pledge.status,
        text=from_plain(PledgeText, pledge.text),
        amendment_reason=pledge.amendment_reason,
        revision=pledge.revision,
        in_force_at=pledge.in_force_at,
        book=book_of(pledge),
        members=tuple(members.members_of(year)),
        targets=_targets(Target.pledge_id == pledge.id),
        signatures=_signatures(pledge.id),
    )


def book_of(pledge: Pledge) -> RuleBook:
    """Return the rule book of the pledge: until the first signature that is the current one."""
    if pledge.status is PledgeStatus.DRAFT:
        return rulebook.current(pledge.year_id).book
    return rulebook.load(pledge.rulebook_id)


def _numbered(year_id: int, version: int) -> Pledge | None:
    return db.session.scalar(
        select(Pledge).where(Pledge.year_id == year_id, Pledge.version == version)
    )


def _targets(of_the_pledge: ColumnElement[bool]) -> dict[Key, TargetValue]:
    rows = db.session.execute(
        select(Target.alliance_id, Target.criterion_code, Target.value, Target.not_assigned).where(
            of_the_pledge
        )
    )
    return {
        (alliance_id, code): TargetValue(value=value, not_assigned=not_assigned)
        for alliance_id, code, value, not_assigned in rows
    }


def _signatures(pledge_id: int) -> dict[int, SignatureView]:
    rows = db.session.scalars(
        select(Signature).where(Signature.pledge_id == pledge_id).order_by(Signature.signed_at)
    )
    return {
        row.alliance_id: SignatureView(
            signatory=row.signatory,
            position=row.position,
            signed_at=row.signed_at,
            text_sha256=row.text_sha256,
        )
        for row in rows
    }
