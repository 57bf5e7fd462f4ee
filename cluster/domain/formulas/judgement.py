"""Points by judgement: in steps, always with a reason."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas.base import Formula
from cluster.domain.measures import Measure, Outcome, rounded, unscored

NO_JUDGEMENT = _("Nobody has judged this criterion yet.")


@dataclass(frozen=True, kw_only=True)
class Expert(Formula):
    """Points by judgement, in whole steps from zero to the maximum, always with a reason."""

    kind: ClassVar[str] = "expert"
    step: Decimal

    def problems(self, maximum: Decimal) -> list[Message]:
        """The steps are above zero and reach the maximum."""
        if maximum <= 0 or self.step <= 0 or maximum % self.step:
            return [_("Steps are above zero and must reach the maximum.")]
        return []

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        return judged(measure, maximum, self.step)


def judged(measure: Measure, maximum: Decimal, step: Decimal) -> Outcome:
    """Return the expert's points, once given, within the maximum and with the reason."""
    if measure.judged is None:
        return unscored(NO_JUDGEMENT)
    if measure.judged > maximum:
        raise RuleViolation(_("Points go from 0 to %(maximum)s.", maximum=maximum), field="judged")
    if measure.judged % step:
        raise RuleViolation(
            _(
                "Points are given in steps of %(step)s, not %(points)s.",
                step=step,
                points=measure.judged,
            ),
            field="judged",
        )
    if not measure.reason.strip():
        raise RuleViolation(_("A judgement needs a reason."), field="reason")
    return Outcome(
        points=rounded(measure.judged),
        explanation=_(
            "judged at %(points)s of %(maximum)s points: %(reason)s",
            points=measure.judged,
            maximum=maximum,
            reason=measure.reason.strip(),
        ),
    )
