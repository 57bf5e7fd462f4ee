"""One member's points added up: content, bonus up to its cap, penalties; never a blank as zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cluster.domain.errors import Message, RuleViolation, Value, _
from cluster.domain.measures import ZERO, rounded
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one content line reached of its maximum."""

    code: str
    points: Decimal
    maximum: Decimal

    @property
    def ratio(self) -> Fraction:
        """Return points ÷ maximum, exactly."""
        return Fraction(self.points) / Fraction(self.maximum)


@dataclass(frozen=True, kw_only=True)
class MemberTotal:
    """What a member has in all, and everything the sum was made of.

    `earned` of `assigned` content points; `content` is what of it enters the total (scaled up
    to the scale where the rule book rebases lines not assigned). `bonus_earned` is before the
    cap, `bonus` after. `penalty` is zero or negative. `so_far` is the sum of what is scored;
    `total` is the same, but None while content lines are `missing`. A bonus or penalty line
    without points adds nothing: nothing was recorded there. A total may pass the scale through
    bonus, and is not cut off at zero. `sections`: weighted points by code of section.
    `weakest`: the scored content line that reached least of its maximum.
    """

    earned: Decimal
    assigned: Decimal
    content: Decimal
    bonus_earned: Decimal
    bonus: Decimal
    penalty: Decimal
    so_far: Decimal
    total: Decimal | None
    missing: tuple[str, ...]
    not_assigned: tuple[str, ...]
    sections: Mapping[str, Decimal]
    weakest: Share | None
    explanation: Message


def total_points(
    rulebook: RuleBook,
    points: Mapping[str, Decimal | None],
    *,
    not_assigned: frozenset[str] = frozenset(),
) -> MemberTotal:
    """Add up one member's standing points, given by code; None or absent: not scored."""
    for code in not_assigned:
        if not rulebook.get(code).may_be_not_assigned:
            raise RuleViolation(_("The rule book assigns %(code)s to every member.", code=code))
    counted = {c.code: points.get(c.code) for c in rulebook.lines() if c.code not in not_assigned}
    content_lines = [c for c in rulebook.lines(CriterionKind.CONTENT) if c.code in counted]
    missing = tuple(c.code for c in content_lines if counted[c.code] is None)
    assigned = sum((c.weighted_maximum for c in content_lines), ZERO)
    earned = _sum(content_lines, counted)
    content = _content(rulebook, earned, assigned)
    bonus_earned = _sum(rulebook.lines(CriterionKind.BONUS), counted)
    bonus = min(bonus_earned, rulebook.bonus_cap)
    penalty = _sum(rulebook.lines(CriterionKind.PENALTY), counted)
    so_far = content + bonus + penalty
    return MemberTotal(
        earned=earned,
        assigned=assigned,
        content=content,
        bonus_earned=bonus_earned,
        bonus=bonus,
        penalty=penalty,
        so_far=so_far,
        total=None if missing else so_far,
        missing=missing,
        not_assigned=tuple(c.code for c in rulebook.lines() if c.code in not_assigned),
        sections=_by_section(rulebook, counted),
        weakest=_weakest(content_lines, counted),
        explanation=_explain_total(
            content=_explain_content(rulebook, earned, assigned, content),
            bonus=_explain_bonus(bonus_earned, bonus),
            penalty=penalty,
            total=so_far,
            missing=missing,
        ),
    )


def _sum(lines: Iterable[Criterion], points: Mapping[str, Decimal | None]) -> Decimal:
    return sum(((points.get(c.code) or ZERO) * c.weight for c in lines), ZERO)


def _is_rebased(rulebook: RuleBook, assigned: Decimal) -> bool:
    return rulebook.rebase_not_assigned and 0 < assigned < rulebook.scale


def _content(rulebook: RuleBook, earned: Decimal, assigned: Decimal) -> Decimal:
    if not _is_rebased(rulebook, assigned):
        return earned
    return rounded(Fraction(earned) * Fraction(rulebook.scale) / Fraction(assigned))


def _by_section(rulebook: RuleBook, points: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    sections = {c.code: ZERO for c in rulebook.criteria if c.kind is CriterionKind.SECTION}
    for code, given in points.items():
        for section in rulebook.sections_of[code]:
            sections[section] += (given or ZERO) * rulebook.by_code[code].weight
    return sections


def _weakest(lines: Iterable[Criterion], points: Mapping[str, Decimal | None]) -> Share | None:
    weakest: Share | None = None
    for line in lines:
        given = points[line.code]
        if given is not None and (
            weakest is None or given * weakest.maximum < weakest.points * line.max_points
        ):
            weakest = Share(code=line.code, points=given, maximum=line.max_points)
    return weakest


def _explain_content(
    rulebook: RuleBook, earned: Decimal, assigned: Decimal, content: Decimal
) -> Message:
    if _is_rebased(rulebook, assigned):
        return _(
            "content %(earned)s of %(assigned)s assigned points, rebased to %(scale)s: %(content)s",
            earned=earned,
            assigned=assigned,
            scale=rulebook.scale,
            content=content,
        )
    return _("content %(earned)s of %(assigned)s assigned points", earned=earned, assigned=assigned)


def _explain_bonus(earned: Decimal, counted: Decimal) -> Message:
    if earned > counted:
        return _("bonus %(earned)s, capped at %(counted)s", earned=earned, counted=counted)
    return _("bonus %(counted)s", counted=counted)


def _explain_total(
    *, content: Message, bonus: Message, penalty: Decimal, total: Decimal, missing: tuple[str, ...]
) -> Message:
    values: dict[str, Value] = {
        "content": content,
        "bonus": bonus,
        "penalty": abs(penalty),
        "total": total,
    }
    if missing:
        return _(
            "%(content)s; %(bonus)s; penalty %(penalty)s; so far %(total)s points,"
            " %(count)s lines not scored yet: %(missing)s.",
            **values,
            count=len(missing),
            missing=", ".join(missing),
        )
    return _("%(content)s; %(bonus)s; penalty %(penalty)s; total %(total)s points.", **values)
