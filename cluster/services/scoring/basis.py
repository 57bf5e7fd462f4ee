"""What every page about scores stands on: the year, its rules, members, targets and figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select

from cluster.database import db
from cluster.domain.errors import Message, NotFound, _
from cluster.domain.measures import Outcome
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain
from cluster.domain.revising import Stamp
from cluster.domain.rulebook import Criterion, RuleBook
from cluster.domain.score_sight import EVERYTHING, SETTLED, Sight
from cluster.domain.scoring import Layer
from cluster.domain.settling import NOT_COMPARED, Settled, can_compare, settle
from cluster.domain.years import vietnam_day
from cluster.models import FrozenRanking, Leadership, Year
from cluster.services import members, pledges, rulebook, years
from cluster.services.pledges import TargetValue
from cluster.services.reopened_lines import open_lines
from cluster.services.scoring import figures
from cluster.services.scoring.figures import Figure

NOT_STORED = _("Frozen by version 1.0, which stored no explanations.")


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """One revision of the result, as it was stored when the ranking was frozen or corrected."""

    revision: int
    rulebook_id: int
    result: dict[str, Any]
    table: dict[str, Any]
    about: dict[str, Any]
    sha256: str
    frozen_at: datetime
    frozen_by: str

    @property
    def stamp(self) -> Stamp:
        """What is said of this result wherever it is shown."""
        return stamp_of(
            revision=self.revision,
            about=self.about,
            sha256=self.sha256,
            frozen_at=self.frozen_at,
            frozen_by=self.frozen_by,
        )

    def explanation(self, code: str, alliance_id: int) -> Message | None:
        """Return the stored sentence of a line; None where version 1.0 stored none."""
        said = self.table.get("explanations", {}).get(code, {}).get(str(alliance_id))
        return None if said is None else from_plain(Message, said)


def stamp_of(
    *, revision: int, about: dict[str, Any], sha256: str, frozen_at: datetime, frozen_by: str
) -> Stamp:
    """Return the stamp of a stored revision."""
    return Stamp(
        revision=revision,
        at=frozen_at,
        by=frozen_by,
        sha256=sha256,
        reason=about.get("reason", ""),
        approved_by=tuple(about.get("approved_by", ())),
    )


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A year's rules, members, targets and assignments, and what one person sees of its scores."""

    year: Year
    sight: Sight
    rulebook_id: int
    book: RuleBook
    members: tuple[Member, ...]
    targets: dict[tuple[int, str], TargetValue]
    assigned: frozenset[tuple[int, int]]
    frozen: Frozen | None

    @cached_property
    def asked(self) -> Counter[int]:
        """How many cross-scorers each member has."""
        return Counter(scored for _scorer, scored in self.assigned)

    @cached_property
    def comparable(self) -> bool:
        """Whether this person sees enough of every member to compare them."""
        return figures.sees_all(self.sight, [member.alliance_id for member in self.members])

    @cached_property
    def target_values(self) -> dict[tuple[int, str], Decimal | None]:
        """The numbers of the targets, by alliance and code."""
        return {key: target.value for key, target in self.targets.items()}

    @cached_property
    def sees_all_results(self) -> bool:
        """Whether the frozen points of every member are seen, so that they can be compared."""
        return all(self.sight.sees_result(member.alliance_id) for member in self.members)

    @cached_property
    def sees_everything(self) -> bool:
        """Whether no layer of any member is hidden from this person."""
        return all(self.sight.layers(m.alliance_id) == EVERYTHING for m in self.members)

    def load(
        self, code: str | None = None, *, highest: bool = False, until: int | None = None
    ) -> list[Figure]:
        """Return the latest figures of the year, or of one criterion, whoever asks; one query.

        `until`: as they were when this score was the newest.
        """
        return figures.load(
            self.year.id, self.target_values, code=code, highest=highest, until=until
        )

    @cached_property
    def lines_left_out(self) -> frozenset[tuple[int, str]]:
        """The lines not assigned to a member, as (alliance, code)."""
        may_be = {c.code for c in self.book.lines() if c.may_be_not_assigned}
        return frozenset(
            key for key, target in self.targets.items() if target.not_assigned and key[1] in may_be
        )

    @cached_property
    def members_by_id(self) -> dict[int, Member]:
        """All members of the year, by alliance."""
        return {member.alliance_id: member for member in self.members}

    @cached_property
    def names(self) -> dict[int, str]:
        """What sentences call the members, by alliance."""
        return {member.alliance_id: member.short_name for member in self.members}

    def settle(self, criterion: Criterion, standing: Iterable[Figure]) -> dict[int, Settled]:
        """Return each member's points in one criterion of the figures given."""
        return settle(
            criterion,
            [f for f in standing if (f.alliance_id, f.code) not in self.lines_left_out],
            asked=self.asked,
            method=self.book.cross_method,
            comparable=self.comparable and self.sight.may_compare(criterion.code),
            names=self.names,
        )

    def explain(self, criterion: Criterion, figure: Figure, others: Iterable[Figure]) -> Outcome:
        """Return one figure's points with their sentence; `others`: what other members have."""
        may_compare = self.comparable and self.sight.may_compare(criterion.code)
        if not can_compare(criterion, comparable=may_compare):
            return NOT_COMPARED
        return figures.outcome_of(criterion, figure, others, self.names)

    def stored(self, criterion: Criterion, alliance_id: int) -> Settled | None:
        """Return a line's frozen points with their sentence; None if there are none to be seen."""
        if self.frozen is None or not self.sight.sees_result(alliance_id):
            return None
        found = self.frozen.table["points"][criterion.code].get(str(alliance_id))
        if found is None:
            return None
        explanation = NOT_COMPARED.explanation
        if can_compare(criterion, comparable=self.sees_all_results):
            explanation = self.frozen.explanation(criterion.code, alliance_id) or NOT_STORED
        points, layer = found
        return Settled(Layer(layer), Outcome(points=Decimal(points), explanation=explanation))

    def lines_of(self, alliance_id: int) -> list[Criterion]:
        """Return the lines of the rule book that are assigned to a member."""
        return [line for line in self.book.lines() if not self.is_left_out(alliance_id, line)]

    def is_left_out(self, alliance_id: int, criterion: Criterion) -> bool:
        """Tell whether the line is not assigned to the member."""
        return (alliance_id, criterion.code) in self.lines_left_out

    def left_out(self, alliance_id: int) -> frozenset[str]:
        """Return the codes of the lines not assigned to the member."""
        return frozenset(code for member, code in self.lines_left_out if member == alliance_id)

    def member(self, alliance_id: int) -> Member:
        """Return one member that this person may know of; NotFound otherwise."""
        member = self.members_by_id.get(alliance_id)
        if member is None or not self.sight.sees_member(alliance_id):
            raise NotFound(_("There is no such entry, or it is not yours to see."))
        return member


def gather(
    actor: Actor,
    year_id: int,
    *,
    revision: int | None = None,
    alone: bool = False,
    now: datetime | None = None,
) -> Basis:
    """Return the basis of a year's scores for this person; NotFound if the year is not theirs.

    `revision`: of the frozen ranking, by default the newest. `alone`: nobody else writes in the
    year until this unit of work ends. `now`: the moment of an act, for a page the present. Eight
    queries, nine in review or once the ranking is frozen, and one more while lines are open to
    members again.
    """
    year = years.get_visible(actor, year_id, alone=alone)
    frozen = find_frozen(year_id, revision) if year.phase in SETTLED else None
    if frozen is None and revision is not None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    if frozen is None:
        counting = rulebook.in_force(year_id)
        rulebook_id, book = counting.id, counting.book
        named = tuple(members.members_of(year))
    else:
        rulebook_id, book = frozen.rulebook_id, rulebook.load(frozen.rulebook_id)
        named = from_plain(tuple[Member, ...], frozen.table["members"])
    assigned = figures.assignments(year_id)
    reopened = open_lines(year, vietnam_day(now or datetime.now(UTC)))
    return Basis(
        year=year,
        sight=Sight(
            actor=actor,
            cluster_id=year.cluster_id,
            phase=year.phase,
            assigned=assigned,
            open_lines=reopened,
            leader_id=_leader_of(year) if reopened else None,
        ),
        rulebook_id=rulebook_id,
        book=book,
        members=named,
        targets=pledges.targets_in_force(year_id),
        assigned=assigned,
        frozen=frozen,
    )


def _leader_of(year: Year) -> int | None:
    return db.session.scalar(
        select(Leadership.leader_id).where(
            Leadership.cluster_id == year.cluster_id, Leadership.year_number == year.number
        )
    )


def find_frozen(year_id: int, revision: int | None = None) -> Frozen | None:
    """Return a stored result of a year, by default the newest, if it is frozen; one query."""
    query = (
        select(
            FrozenRanking.revision,
            FrozenRanking.rulebook_id,
            FrozenRanking.result,
            FrozenRanking.table,
            FrozenRanking.about,
            FrozenRanking.sha256,
            FrozenRanking.frozen_at,
            FrozenRanking.frozen_by,
        )
        .where(FrozenRanking.year_id == year_id)
        .order_by(FrozenRanking.revision.desc())
        .limit(1)
    )
    if revision is not None:
        query = query.where(FrozenRanking.revision == revision)
    row = db.session.execute(query).one_or_none()
    return None if row is None else Frozen(**row._asdict())
