"""Revisions of a frozen ranking: who may correct what, who approves it, and what it changes.

A frozen ranking is never changed. A correction of single figures, with a reason and two
approvers, makes the next revision; the earlier one stays readable under its seal.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cluster.domain.errors import Message, Name, RuleViolation, Value, _
from cluster.domain.ranking import FrozenResult, ResultLine
from cluster.domain.years import Phase, check_phase, vietnam_moment

CORRECTABLE = (Phase.FROZEN, Phase.PUBLISHED)
"""While a frozen ranking may be corrected; what is archived stays as it is."""
APPROVERS = 2
SHOWN_OF_SEAL = 16


class CorrectionStatus(StrEnum):
    """How far a correction has come."""

    OPEN = "open"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Revision:
    """How a frozen result came about, sealed with it.

    `former`: the seal of the revision before; empty for the first one, and for one frozen before
    rankings were sealed. `reason`, `proposed_by` and `approved_by`: of a correction.
    """

    number: int
    frozen_by: str
    former: str = ""
    reason: str = ""
    proposed_by: str = ""
    approved_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What every page, export and paper says of the frozen result that it shows.

    `sha256` empty: frozen by version 1.0, before rankings were sealed.
    """

    revision: int
    at: datetime
    by: str
    sha256: str
    reason: str = ""
    approved_by: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """Return the beginning of the seal as it is printed, 8F3A-01BC-…, if there is one."""
        shown = self.sha256[:SHOWN_OF_SEAL].upper()
        return "-".join(shown[start : start + 4] for start in range(0, len(shown), 4))

    @property
    def sentence(self) -> Message:
        """Return who froze the result and when, its revision and its seal, in one sentence."""
        frozen: dict[str, Value] = {
            "at": vietnam_moment(self.at),
            "by": self.by,
            "number": self.revision,
        }
        if not self.sha256:
            return _(
                "Frozen at %(at)s by %(by)s, revision %(number)s, before rankings were sealed.",
                **frozen,
            )
        return _(
            "Frozen at %(at)s by %(by)s, revision %(number)s, seal %(seal)s.",
            **frozen,
            seal=self.seal,
        )


@dataclass(frozen=True, kw_only=True)
class Approver:
    """One person who approves or has approved a correction."""

    user_id: int | None
    is_chair: bool
    alliances: frozenset[int] = frozenset()


def check_correctable(phase: Phase) -> None:
    """Refuse a correction where nothing is frozen, and once the year is archived."""
    check_phase(phase, CORRECTABLE, _("Correcting the frozen ranking"))


def check_proposal(*, reason: str, proposes_own: bool) -> None:
    """A correction says why, and nobody corrects a figure of their own alliance."""
    if proposes_own:
        raise RuleViolation(_("Nobody corrects a figure of their own alliance."))
    if not reason.strip():
        raise RuleViolation(_("Say why the frozen figure is wrong."), field="reason")


def check_open(status: CorrectionStatus) -> None:
    """Refuse any act on a correction that is over."""
    if status is not CorrectionStatus.OPEN:
        raise RuleViolation(_("This correction is over; nothing of it can be changed."))


def check_extendable(*, is_proposer: bool, approvals: int) -> None:
    """Only the proposer adds to a correction, and only until somebody has approved it."""
    if not is_proposer:
        raise RuleViolation(_("A correction is proposed already; let it be decided first."))
    if approvals:
        raise RuleViolation(_("Somebody has approved this correction; it takes no more figures."))


def check_approval(
    approver: Approver,
    given: Collection[int | None],
    *,
    proposer_id: int | None,
    corrected: Collection[int],
) -> None:
    """Refuse approval by the proposer, by somebody of a corrected member, and a second one.

    `given`: who has approved; `corrected`: the members whose figures are corrected.
    """
    if approver.user_id == proposer_id:
        raise RuleViolation(_("Who proposed the correction does not approve it."))
    if approver.alliances & set(corrected):
        raise RuleViolation(_("Nobody approves a correction of their own alliance."))
    if approver.user_id in given:
        raise RuleViolation(_("You have approved this correction already."))


def is_approved(approvals: Sequence[bool]) -> bool:
    """Tell whether two persons have approved, the chair among them; True stands for the chair."""
    return len(approvals) >= APPROVERS and any(approvals)


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """The points of one line in both revisions; None: not scored."""

    code: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, kw_only=True)
class MemberChange:
    """What a revision changes for one member: place, total, class and the lines it comes from."""

    member: int
    name: str
    place: tuple[int | None, int | None]
    total: tuple[Decimal | None, Decimal | None]
    class_name: tuple[Name | None, Name | None]
    lines: tuple[LineChange, ...]


LinePoints = Mapping[str, Mapping[str, Sequence[str]]]


def changes(
    former: FrozenResult, former_points: LinePoints, result: FrozenResult, points: LinePoints
) -> tuple[MemberChange, ...]:
    """Return what differs between two revisions, for the members for whom anything does."""
    before = {line.member: line for line in former.lines}
    found = (
        _change(before[line.member], line, _line_changes(line.member, former_points, points))
        for line in result.lines
    )
    return tuple(change for change in found if _is_change(change))


def _change(before: ResultLine, after: ResultLine, lines: Iterable[LineChange]) -> MemberChange:
    return MemberChange(
        member=after.member,
        name=after.member_name,
        place=(before.place, after.place),
        total=(before.total, after.total),
        class_name=(before.class_name, after.class_name),
        lines=tuple(lines),
    )


def _is_change(change: MemberChange) -> bool:
    pairs = (change.place, change.total, change.class_name)
    return bool(change.lines) or any(before != after for before, after in pairs)


def _line_changes(member: int, before: LinePoints, after: LinePoints) -> Iterator[LineChange]:
    for code in after:
        pair = [_points(each.get(code, {}), member) for each in (before, after)]
        if pair[0] != pair[1]:
            yield LineChange(code=code, before=pair[0], after=pair[1])


def _points(line: Mapping[str, Sequence[str]], member: int) -> Decimal | None:
    found = line.get(str(member))
    return None if found is None else Decimal(found[0])
