"""The pages of reports: one member's criteria, one criterion's reports, one report, all counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from cluster.database import db
from cluster.domain.achievements import (
    Actual,
    Asked,
    ClaimStatus,
    asked_of,
)
from cluster.domain.errors import Name, NotFound, _
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor, require_sight
from cluster.domain.rulebook import Criterion, RuleBook
from cluster.domain.vietnamese import fold
from cluster.models import Claim, Evidence, Year
from cluster.services import figures, members, pledges, rulebook
from cluster.services.achievements.claims import ClaimView, views_of, with_evidence
from cluster.services.achievements.sight import Sight, sight_of
from cluster.services.achievements.writing import claimable, get_claimable
from cluster.services.pledges import TargetValue

Key = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many reports there are: submitted, of these without a file, and drafts."""

    submitted: int = 0
    without_file: int = 0
    drafts: int = 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a member has come in one criterion."""

    criterion: Criterion
    target: TargetValue
    actual: Actual | None
    percent: int | None
    answer: Name | None
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """One line of a member's page: a section, or a criterion with its standing."""

    depth: int
    criterion: Criterion
    standing: Standing | None


@dataclass(frozen=True, kw_only=True)
class MemberPage:
    """What one member reported, criterion by criterion."""

    year: Year
    member: Member
    rows: tuple[CriterionRow, ...]
    sections: tuple[Criterion, ...]
    may_report: bool


@dataclass(frozen=True, kw_only=True)
class CriterionPage:
    """All reports of one member on one criterion, newest first."""

    year: Year
    member: Member
    standing: Standing
    asked: Asked
    claims: tuple[ClaimView, ...]
    may_report: bool

    @property
    def criterion(self) -> Criterion:
        """Return the criterion."""
        return self.standing.criterion


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """One report with its evidence and what may be done with it now."""

    year: Year
    member: Member
    criterion: Criterion
    asked: Asked
    claim: ClaimView
    may_report: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """How many reports each member has on each criterion; nothing of what they say.

    `opens`: the members whose reports can be opened from here.
    """

    year: Year
    members: tuple[Member, ...]
    rows: tuple[tuple[int, Criterion], ...]
    counts: Mapping[Key, Counts]
    opens: frozenset[int]

    @property
    def only_member(self) -> Member | None:
        """Return the member whose reports are all that is to be seen here."""
        return self.members[0] if len(self.members) == 1 else None

    def cell(self, alliance_id: int, code: str) -> Counts:
        """Return the counts of one member on one criterion."""
        return self.counts.get((alliance_id, code), Counts())

    def total(self, alliance_id: int) -> Counts:
        """Return the counts of one member on all criteria."""
        own = [
            counts for (alliance, _code), counts in self.counts.items() if alliance == alliance_id
        ]
        return Counts(
            submitted=sum(counts.submitted for counts in own),
            without_file=sum(counts.without_file for counts in own),
            drafts=sum(counts.drafts for counts in own),
        )


def overview(actor: Actor, year_id: int) -> Overview:
    """Return the counts of the members that the actor may know of (8 queries)."""
    sight = sight_of(actor, year_id)
    shown = [
        member
        for member in members.members_of(sight.year)
        if sight.counts or sight.sees(member.alliance_id)
    ]
    book = rulebook.in_force(year_id).book
    return Overview(
        year=sight.year,
        members=tuple(shown),
        rows=_tree(book, {criterion.code for criterion in claimable(book)}),
        counts=_counts(sight, [member.alliance_id for member in shown]),
        opens=frozenset(m.alliance_id for m in shown if sight.sees(m.alliance_id)),
    )


def member_page(
    actor: Actor, year_id: int, alliance_id: int, *, search: str = "", section: str = ""
) -> MemberPage:
    """Return what a member reported, criterion by criterion (12 queries).

    `search` finds words of a criterion's name or code, without accents too; `section` is the
    code of the section to show.
    """
    sight = sight_of(actor, year_id)
    member = _visible_member(sight, alliance_id)
    book = rulebook.in_force(year_id).book
    found = {c.code for c in claimable(book) if _matches(c, search)}
    if section:
        found &= {criterion.code for criterion in book.lines_under(section)}
    standings = _standings(sight, book, alliance_id)
    return MemberPage(
        year=sight.year,
        member=member,
        rows=tuple(
            CriterionRow(depth=depth, criterion=criterion, standing=standings.get(criterion.code))
            for depth, criterion in _tree(book, found)
        ),
        sections=tuple(
            section
            for section in book.children(None)
            if any(line in claimable(book) for line in book.lines_under(section.code))
        ),
        may_report=sight.may_report(alliance_id),
    )


def criterion_page(actor: Actor, year_id: int, alliance_id: int, code: str) -> CriterionPage:
    """Return a member's reports on one criterion (15 queries)."""
    sight = sight_of(actor, year_id)
    member = _visible_member(sight, alliance_id)
    book = rulebook.in_force(year_id).book
    criterion = get_claimable(book, code)
    rows = db.session.scalars(
        with_evidence()
        .where(Claim.year_id == year_id, Claim.alliance_id == alliance_id)
        .where(Claim.criterion_code == code)
        .order_by(Claim.id.desc())
    ).all()
    seen = [
        row for row in rows if sight.sees(alliance_id, is_draft=row.status is ClaimStatus.DRAFT)
    ]
    return CriterionPage(
        year=sight.year,
        member=member,
        standing=_standings(sight, book, alliance_id)[code],
        asked=asked_of(criterion.formula, criterion.aggregate),
        claims=views_of(sight, seen),
        may_report=sight.may_report(alliance_id, code),
    )


def view(actor: Actor, claim_id: int) -> ClaimPage:
    """Return one report; to whoever may not see it, it does not exist."""
    row = db.session.scalar(with_evidence().where(Claim.id == claim_id))
    if row is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    sight = sight_of(actor, row.year_id)
    require_sight(sight.sees(row.alliance_id, is_draft=row.status is ClaimStatus.DRAFT))
    criterion = get_claimable(rulebook.in_force(row.year_id).book, row.criterion_code)
    (claim,) = views_of(sight, [row])
    return ClaimPage(
        year=sight.year,
        member=_visible_member(sight, row.alliance_id),
        criterion=criterion,
        asked=asked_of(criterion.formula, criterion.aggregate),
        claim=claim,
        may_report=sight.may_report(row.alliance_id, row.criterion_code),
    )


def _visible_member(sight: Sight, alliance_id: int) -> Member:
    require_sight(sight.sees(alliance_id))
    for member in members.members_of(sight.year):
        if member.alliance_id == alliance_id:
            return member
    raise NotFound(_("There is no such entry, or it is not yours to see."))


def _tree(book: RuleBook, codes: set[str]) -> tuple[tuple[int, Criterion], ...]:
    """Return these lines in print order, under the sections they stand in."""
    wanted = set(codes)
    for criterion in reversed([criterion for _depth, criterion in book.walk()]):
        if criterion.code in wanted and criterion.parent_code is not None:
            wanted.add(criterion.parent_code)
    return tuple((depth, c) for depth, c in book.walk() if c.code in wanted)


def _matches(criterion: Criterion, search: str) -> bool:
    words = fold(search).split()
    text = fold(f"{criterion.code} {criterion.name_vi} {criterion.name_en}")
    return all(word in text for word in words)


def _standings(sight: Sight, book: RuleBook, alliance_id: int) -> dict[str, Standing]:
    criteria = claimable(book)
    targets = pledges.targets_in_force(sight.year.id)
    actuals = figures.actuals(sight.year.id, {c.code: c.aggregate for c in criteria})
    answers = figures.answers(sight.year.id)
    counts = _counts(sight, [alliance_id])
    return {
        criterion.code: _standing(
            criterion,
            targets.get((alliance_id, criterion.code), TargetValue()),
            actuals.get((alliance_id, criterion.code)),
            answers.get((alliance_id, criterion.code), ()),
            counts.get((alliance_id, criterion.code), Counts()),
        )
        for criterion in criteria
    }


def _standing(
    criterion: Criterion,
    target: TargetValue,
    actual: Actual | None,
    answers: Sequence[str],
    counts: Counts,
) -> Standing:
    asked = asked_of(criterion.formula, criterion.aggregate)
    answer = asked.choice(answers[-1]) if answers else None
    return Standing(
        criterion=criterion,
        target=target,
        actual=actual,
        percent=actual.percent_of(target.value) if actual else None,
        answer=answer.name if answer else None,
        counts=counts,
    )


def _counts(sight: Sight, alliance_ids: Sequence[int]) -> dict[Key, Counts]:
    has_file = exists().where(Evidence.claim_id == Claim.id)
    rows = db.session.execute(
        select(Claim.alliance_id, Claim.criterion_code, Claim.status, has_file, func.count())
        .where(Claim.year_id == sight.year.id, Claim.alliance_id.in_(alliance_ids))
        .where(Claim.status.in_([ClaimStatus.DRAFT, ClaimStatus.SUBMITTED]))
        .group_by(Claim.alliance_id, Claim.criterion_code, Claim.status, has_file)
    )
    found: dict[Key, Counter[tuple[ClaimStatus, bool]]] = defaultdict(Counter)
    for alliance_id, code, status, with_file, number in rows:
        found[alliance_id, code][status, bool(with_file)] += number
    return {
        key: Counts(
            submitted=kinds[ClaimStatus.SUBMITTED, True] + kinds[ClaimStatus.SUBMITTED, False],
            without_file=kinds[ClaimStatus.SUBMITTED, False],
            drafts=_drafts(sight, key[0], kinds),
        )
        for key, kinds in found.items()
    }


def _drafts(sight: Sight, alliance_id: int, kinds: Counter[tuple[ClaimStatus, bool]]) -> int:
    """Return how many drafts there are, to whoever may know of them."""
    if not (sight.counts or sight.sees(alliance_id, is_draft=True)):
        return 0
    return kinds[ClaimStatus.DRAFT, True] + kinds[ClaimStatus.DRAFT, False]
