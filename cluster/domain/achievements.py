"""Achievements: what a member reports, and what of it counts into a criterion's actual figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas import (
    BonusBest,
    CountCapped,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    YesNo,
)
from cluster.domain.measures import Measure, check_figure, shown
from cluster.domain.years import Phase, check_phase


class ClaimStatus(StrEnum):
    """How far a report has come; a submitted one is never deleted, only replaced."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


CLAIM_STATUS_NAMES: dict[ClaimStatus, Message] = {
    ClaimStatus.DRAFT: _("Draft"),
    ClaimStatus.SUBMITTED: _("Submitted"),
    ClaimStatus.REPLACED: _("Replaced by a newer version"),
    ClaimStatus.WITHDRAWN: _("Withdrawn"),
}


UNDER_REVIEW = frozenset({Phase.REVIEW, Phase.COUNCIL, Phase.FROZEN})
"""While those who score others read what was submitted."""


class Aggregate(StrEnum):
    """How the figures of several reports make the actual figure of a criterion."""

    SUM = "sum"
    LAST = "last"
    MAXIMUM = "maximum"
    SHARE = "share"


AGGREGATE_NAMES: dict[Aggregate, Message] = {
    Aggregate.SUM: _("the reports are added up"),
    Aggregate.LAST: _("the latest report counts"),
    Aggregate.MAXIMUM: _("the highest report counts"),
    Aggregate.SHARE: _("the parts and the totals are added up, then divided"),
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The figure of one report that counts: `base` is the second input of a share."""

    quantity: Decimal
    base: Decimal | None
    occurred_on: date


@dataclass(frozen=True, kw_only=True)
class Actual:
    """The actual figure of a criterion; `base` only where the rule names a share."""

    quantity: Decimal
    base: Decimal | None = None

    @property
    def figure(self) -> Decimal | None:
        """Return the figure that is compared with a target: the share in percent, else itself."""
        figure = Measure(actual=self.quantity, base=self.base).figure()
        return None if figure is None else shown(figure)

    def percent_of(self, target: Decimal | None) -> int | None:
        """Return how much of the target is reached, in whole percent, cut off below."""
        figure = self.figure
        if figure is None or not target:
            return None
        return int(100 * Fraction(figure) / Fraction(target))


def actual_figure(aggregate: Aggregate, figures: Sequence[Figure]) -> Actual | None:
    """Return the aggregate over the figures that count; None where nothing was reported.

    `last` takes the figure of the latest date (the later report of equal dates), `share` adds up
    both asked, so that the share of several reports is that of all of them together.
    """
    if not figures:
        return None
    if aggregate is Aggregate.SUM:
        return Actual(quantity=sum((f.quantity for f in figures), Decimal(0)))
    if aggregate is Aggregate.MAXIMUM:
        return Actual(quantity=max(f.quantity for f in figures))
    if aggregate is Aggregate.SHARE:
        return Actual(
            quantity=sum((f.quantity for f in figures), Decimal(0)),
            base=sum((f.base or Decimal(0) for f in figures), Decimal(0)),
        )
    latest = sorted(figures, key=lambda figure: figure.occurred_on)[-1]
    return Actual(quantity=latest.quantity)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report on a criterion asks for.

    `choices`: the answers or events to choose one from. `base`: whether the quantity is a part
    of a whole that is asked for too. `whole`: whether only whole things are counted. `may_lack`:
    whether a judged criterion can do without a quantity.
    """

    choices: tuple[Part, ...] = ()
    quantity: bool = True
    base: bool = False
    whole: bool = False
    may_lack: bool = False

    def choice(self, key: str) -> Part | None:
        """Return the answer with this key, if it is one."""
        return next((part for part in self.choices if part.key == key), None)


def asked_of(formula: Formula | None, aggregate: Aggregate) -> Asked:
    """Return what a report has to say, so that the formula gets the figures it needs."""
    if isinstance(formula, YesNo | BonusBest):
        return Asked(choices=formula.choices, quantity=False)
    if isinstance(formula, PenaltyPerEvent):
        return Asked(choices=formula.events, quantity=False)
    return Asked(
        base=aggregate is Aggregate.SHARE,
        whole=isinstance(formula, CountCapped),
        may_lack=isinstance(formula, Expert),
    )


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a member says of one achievement; a draft may lack anything."""

    quantity: Decimal | None = None
    base: Decimal | None = None
    choice: str = ""
    occurred_on: date | None = None
    place: str = ""
    partners: str = ""
    description: str = ""
    explanation: str = ""


def check_storable(report: Report, asked: Asked) -> None:
    """Refuse figures and answers that cannot be, even in a draft."""
    check_figure(report.quantity, field="quantity")
    check_figure(report.base, field="base")
    if report.choice and asked.choice(report.choice) is None:
        raise RuleViolation(_("Choose one of the answers offered."), field="choice")


def check_submittable(
    report: Report, asked: Asked, *, evidence: int, year: int, today: date
) -> None:
    """Refuse a report that lacks its figure, its date, or both evidence and explanation."""
    check_storable(report, asked)
    _check_figures(report, asked)
    if report.occurred_on is None:
        raise RuleViolation(_("Enter the date."), field="occurred_on")
    if report.occurred_on.year != year or report.occurred_on > today:
        raise RuleViolation(
            _("The date must lie in %(year)s and not in the future.", year=str(year)),
            field="occurred_on",
        )
    if not evidence and not report.explanation.strip():
        raise RuleViolation(
            _("Attach evidence, or explain why there is none."), field="explanation"
        )


def _check_figures(report: Report, asked: Asked) -> None:
    if asked.choices and not report.choice:
        raise RuleViolation(_("Choose what was reached."), field="choice")
    if asked.quantity and report.quantity is None and not asked.may_lack:
        raise RuleViolation(_("Enter the quantity reached."), field="quantity")
    if asked.whole and report.quantity is not None and report.quantity % 1:
        raise RuleViolation(_("Only whole things are counted here."), field="quantity")
    if asked.base:
        _check_share(report)


def _check_share(report: Report) -> None:
    if report.base is None:
        raise RuleViolation(_("Enter the total that the quantity is a share of."), field="base")
    if report.quantity is not None and report.quantity > report.base:
        raise RuleViolation(_("The part cannot be larger than the total."), field="quantity")


def check_reporting(phase: Phase, *, is_open_again: bool = False) -> None:
    """Reports are written, submitted and corrected while the year is in the reporting phase.

    `is_open_again`: this line was sent back to the member and is not closed yet.
    """
    if not is_open_again:
        check_phase(phase, [Phase.REPORT], _("Reporting achievements"))


def check_draft(status: ClaimStatus) -> None:
    """Refuse changes to what was submitted: a correction is a new version."""
    if status is not ClaimStatus.DRAFT:
        raise RuleViolation(_("A submitted report cannot be changed; make a new version of it."))


def check_correctable(status: ClaimStatus, *, has_open_correction: bool) -> None:
    """Only a submitted report is corrected or withdrawn, and by one new version at a time."""
    if status is not ClaimStatus.SUBMITTED:
        raise RuleViolation(_("Only a submitted report can be corrected or withdrawn."))
    if has_open_correction:
        raise RuleViolation(_("A new version of this report is being written already."))


def check_withdrawal(reason: str) -> None:
    """A withdrawal says why."""
    if not reason.strip():
        raise RuleViolation(_("A withdrawal needs a reason."), field="reason")
