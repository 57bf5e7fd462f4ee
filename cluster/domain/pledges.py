"""The joint pledge: targets, who has signed, when the joint pledge is in force, amendments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas import Direction, StepBand
from cluster.domain.measures import check_figure, shown
from cluster.domain.rulebook import Criterion
from cluster.domain.years import Phase, check_phase


class PledgeStatus(StrEnum):
    """How far a version of the pledge has come."""

    DRAFT = "draft"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    GIVEN_UP = "given_up"


PLEDGE_STATUS_NAMES: dict[PledgeStatus, Message] = {
    PledgeStatus.DRAFT: _("Draft"),
    PledgeStatus.SIGNING: _("Being signed"),
    PledgeStatus.IN_FORCE: _("In force"),
    PledgeStatus.SUPERSEDED: _("Superseded"),
    PledgeStatus.GIVEN_UP: _("Given up"),
}


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """One criterion that asks for a target, with what the member promises and reached before.

    `peers`: the middle of the other members' targets, where there are any.
    """

    code: str
    value: Decimal | None
    not_assigned: bool = False
    needs_target: bool = True
    may_be_not_assigned: bool = False
    last_target: Decimal | None = None
    last_result: Decimal | None = None
    peers: Decimal | None = None
    lower_is_better: bool = False


@dataclass(frozen=True)
class TargetWarning:
    """A doubt to settle before signing; a missing target stops the signature, others only warn."""

    code: str
    message: Message
    stops: bool = False


def is_lower_better(criterion: Criterion) -> bool:
    """Tell whether a low figure is the good one, as with the share of overdue loans."""
    formula = criterion.formula
    return isinstance(formula, StepBand) and formula.direction is Direction.DOWN


def target_warnings(lines: Iterable[TargetLine]) -> list[TargetWarning]:
    """Return what a careful secretary would ask about a member's targets."""
    return [warning for line in lines if (warning := _warning(line)) is not None]


def _warning(line: TargetLine) -> TargetWarning | None:
    if line.not_assigned:
        return None
    if line.value is None:
        missing = TargetWarning(line.code, _("The target is missing."), stops=True)
        return missing if line.needs_target else None
    if line.value == 0 and not line.lower_is_better:
        return TargetWarning(line.code, _("The target is zero."), stops=True)
    if line.last_result is not None and is_easier(line, line.last_result):
        return TargetWarning(
            line.code,
            _(
                "The target %(target)s is easier than last year's result %(result)s.",
                target=line.value,
                result=line.last_result,
            ),
        )
    return None


def is_easier(line: TargetLine, than: Decimal) -> bool:
    """Tell whether the target asks for less than the figure it is compared with."""
    if line.value is None:
        return False
    return line.value > than if line.lower_is_better else line.value < than


def middle(targets: Iterable[Decimal | None]) -> Decimal | None:
    """Return the median of the targets that are set; None where none is."""
    given = [Fraction(target) for target in targets if target is not None]
    return shown(median(given)) if given else None


def check_target(line: TargetLine) -> None:
    """Refuse a figure that cannot be, and "not assigned" where the rule book forbids it."""
    if line.value is not None and line.value < 0:
        raise RuleViolation(_("A target cannot be below zero."), field=line.code)
    check_figure(line.value, field=line.code)
    if line.not_assigned and not line.may_be_not_assigned:
        raise RuleViolation(
            _("The rule book does not allow %(code)s to be left out.", code=line.code),
            field=line.code,
        )
    if line.not_assigned and line.value is not None:
        raise RuleViolation(
            _("Either enter a target or mark it as not assigned, not both."), field=line.code
        )


def changeable_phases(*, amendment: bool) -> tuple[Phase, ...]:
    """Return when a version is written: an amendment also while members report."""
    return (Phase.SETUP, Phase.PLEDGE, *([Phase.REPORT] if amendment else []))


def check_changeable(phase: Phase, status: PledgeStatus, *, amendment: bool) -> None:
    """Text and targets may change until the first signature."""
    check_phase(phase, changeable_phases(amendment=amendment), _("Changing the pledge"))
    if status is not PledgeStatus.DRAFT:
        raise RuleViolation(
            _("The pledge has been signed by a member already; only an amendment can change it.")
        )


SIGNING_PHASES = (Phase.PLEDGE, Phase.REPORT)
"""An amendment is signed while members report."""


def check_signable(phase: Phase, *, status: PledgeStatus, already_signed: bool) -> None:
    """Refuse a second signature, one out of time, and one under an old version."""
    if already_signed:
        raise RuleViolation(_("This member has signed the pledge already."))
    if status is PledgeStatus.SUPERSEDED:
        raise RuleViolation(_("A newer version of the pledge exists; sign that one."))
    if status is PledgeStatus.GIVEN_UP:
        raise RuleViolation(_("This amendment has been given up; nobody signs it any more."))
    check_phase(phase, SIGNING_PHASES, _("Signing the pledge"))


def check_read(seen: str | None, stands: str) -> None:
    """Refuse a signature under words or targets that changed after the signer read them."""
    if seen is not None and seen != stands:
        raise RuleViolation(
            _("The pledge has been changed since you opened this page. Read it again, then sign.")
        )


def check_complete(stopping: Mapping[str, Iterable[str]]) -> None:
    """Refuse a signature while a member's targets are missing or zero: signing locks them all.

    `stopping`: the codes that stop, by the member's name; members whose targets are complete
    have none.
    """
    lacking = {member: ", ".join(codes) for member, codes in stopping.items() if codes}
    if lacking:
        listed = "; ".join(f"{member} ({codes})" for member, codes in lacking.items())
        raise RuleViolation(
            _(
                "Before anybody signs, set the missing or zero targets: %(members)s.",
                members=listed,
            )
        )


def check_office(position: str) -> None:
    """Refuse a signature by somebody who holds no office in the alliance they sign for."""
    if not position:
        raise RuleViolation(
            _(
                "The register names no office of the signer in this alliance."
                " Have it recorded first: it stands below the signature."
            )
        )


def check_consent(*, consented: bool, password_checked: bool) -> None:
    """Refuse a signature without consent, or by somebody who did not prove again who they are."""
    if not consented:
        raise RuleViolation(_("Confirm that you have read the pledge and agree."), field="consent")
    if not password_checked:
        raise RuleViolation(_("The password is not right."), field="password")


def status_after_signature(members: frozenset[int], signed: frozenset[int]) -> PledgeStatus:
    """The pledge is in force with the last member's signature."""
    return PledgeStatus.IN_FORCE if members <= signed else PledgeStatus.SIGNING


def check_amendable(phase: Phase, status: PledgeStatus, reason: str) -> None:
    """An amendment needs a pledge that somebody signed, the reporting phase, and a reason."""
    check_phase(phase, SIGNING_PHASES, _("Amending the pledge"))
    if status is PledgeStatus.DRAFT:
        raise RuleViolation(_("Nobody has signed yet: change the pledge itself."))
    if status is PledgeStatus.SUPERSEDED:
        raise RuleViolation(_("Only the newest version can be amended."))
    if not reason.strip():
        raise RuleViolation(_("An amendment needs a reason."), field="reason")


def is_abandonable(phase: Phase, status: PledgeStatus, *, beside_one_in_force: bool) -> bool:
    """Tell whether an amendment may be given up now: not signed by all, an older one in force."""
    is_waiting = status in {PledgeStatus.DRAFT, PledgeStatus.SIGNING}
    return phase in SIGNING_PHASES and is_waiting and beside_one_in_force


def check_abandonable(
    phase: Phase, status: PledgeStatus, *, beside_one_in_force: bool, reason: str
) -> None:
    """Refuse to give up what is in force or the only pledge there is, and to do so silently."""
    check_phase(phase, SIGNING_PHASES, _("Giving up an amendment"))
    if not is_abandonable(phase, status, beside_one_in_force=beside_one_in_force):
        raise RuleViolation(
            _("Only an amendment that not all have signed, beside a pledge in force, is given up.")
        )
    if not reason.strip():
        raise RuleViolation(_("Say why."), field="reason")
