"""What must be right in a rule book before it is published."""

from collections.abc import Iterator
from itertools import pairwise

from cluster.domain.achievements import Aggregate
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas import Against, RatioCapped
from cluster.domain.measures import HUNDREDTH, ZERO, Outcome
from cluster.domain.rulebook import (
    SCORED,
    Criterion,
    CriterionKind,
    RuleBook,
    RungKind,
    WorkedExample,
)
from cluster.domain.scoring import score_criterion


def check_publishable(rulebook: RuleBook) -> None:
    """Refuse a rule book that has problems, naming the first one."""
    found = problems(rulebook)
    if found:
        raise RuleViolation(
            _(
                "The rule book cannot be published (%(count)s problems). First: %(problem)s",
                count=len(found),
                problem=found[0],
            )
        )


def problems(rulebook: RuleBook) -> list[Message]:
    """Return everything to put right, in the order of the rule book; empty: publishable.

    A broken tree is reported alone, because sums over it would mean nothing.
    """
    broken = list(tree_problems(rulebook))
    if broken:
        return broken
    return [
        *(problem for c in rulebook.criteria for problem in _line_problems(rulebook, c)),
        *_sum_problems(rulebook),
        *_ladder_problems(rulebook),
        *_class_problems(rulebook),
    ]


def tree_problems(rulebook: RuleBook) -> Iterator[Message]:
    """Go through what makes the lines no tree: codes used twice, places that do not exist."""
    codes = [criterion.code for criterion in rulebook.criteria]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield _("The code %(code)s is used more than once.", code=code)
    if "" in codes:
        yield _("Every line needs a code.")
    for criterion in rulebook.criteria:
        parent = criterion.parent_code
        if parent is None:
            continue
        if parent not in rulebook.by_code:
            yield _(
                "%(code)s stands under %(parent)s, which does not exist.",
                code=criterion.code,
                parent=parent,
            )
        elif rulebook.by_code[parent].kind is not CriterionKind.SECTION:
            yield _(
                "%(code)s stands under %(parent)s, which is not a section.",
                code=criterion.code,
                parent=parent,
            )
        elif criterion.code not in rulebook.sections_of:
            yield _("%(code)s stands under itself.", code=criterion.code)


def _line_problems(rulebook: RuleBook, criterion: Criterion) -> Iterator[Message]:
    if not (criterion.name_vi.strip() and criterion.name_en.strip()):
        yield _("%(code)s needs a name in Vietnamese and in English.", code=criterion.code)
    if criterion.kind in SCORED:
        yield from _points_problems(criterion)
        yield from _formula_problems(criterion)
        yield from _example_problems(criterion)
    elif criterion.formula is not None:
        yield _("%(code)s is a section or gate and has no formula.", code=criterion.code)
    if criterion.kind is CriterionKind.SECTION:
        yield from _section_problems(rulebook, criterion)


def _section_problems(rulebook: RuleBook, section: Criterion) -> Iterator[Message]:
    if not rulebook.children(section.code):
        yield _("The section %(code)s is empty.", code=section.code)
    together = rulebook.section_maximum(section.code)
    if section.max_points not in {ZERO, together}:
        yield _(
            "The section %(code)s says %(stated)s points, its lines add up to %(together)s.",
            code=section.code,
            stated=section.max_points,
            together=together,
        )


def _points_problems(criterion: Criterion) -> Iterator[Message]:
    if criterion.kind is CriterionKind.PENALTY:
        if criterion.max_points >= 0:
            yield _("%(code)s is a penalty: its maximum is below zero.", code=criterion.code)
    elif criterion.max_points <= 0:
        yield _("%(code)s needs a maximum above zero.", code=criterion.code)
    if criterion.weight <= 0:
        yield _("%(code)s needs a weight above zero.", code=criterion.code)
    if criterion.max_points % HUNDREDTH or criterion.weight % HUNDREDTH:
        yield _("%(code)s: points and weight have at most two decimals.", code=criterion.code)


def _formula_problems(criterion: Criterion) -> Iterator[Message]:
    formula = criterion.formula
    if formula is None:
        yield _("%(code)s needs a formula.", code=criterion.code)
        return
    for problem in formula.problems(criterion.max_points):
        yield _("%(code)s: %(problem)s", code=criterion.code, problem=problem)
    if not isinstance(formula, RatioCapped):
        return
    if formula.against is Against.BASE and criterion.aggregate is not Aggregate.SHARE:
        yield _("%(code)s divides by the whole: its figure must be a share.", code=criterion.code)
    if formula.against is Against.TARGET and not criterion.needs_target:
        yield _("%(code)s divides by the target: it must ask for one.", code=criterion.code)


def _example_problems(criterion: Criterion) -> Iterator[Message]:
    for number, example in enumerate(criterion.examples, start=1):
        found = example_outcome(criterion, example)
        if found.points != example.points:
            yield _(
                "%(code)s, example %(number)s: expected %(expected)s points, but %(found)s come out"
                " (%(explanation)s)",
                code=criterion.code,
                number=number,
                expected=example.points,
                found=found.points,
                explanation=found.explanation,
            )


def example_outcome(criterion: Criterion, example: WorkedExample) -> Outcome:
    """Return what really comes of a worked example's figures."""
    measures = dict(enumerate([example.measure, *example.others]))
    return score_criterion(criterion, measures)[0]


def _sum_problems(rulebook: RuleBook) -> Iterator[Message]:
    content = sum((c.weighted_maximum for c in rulebook.lines(CriterionKind.CONTENT)), ZERO)
    if content != rulebook.scale:
        yield _(
            "The content lines add up to %(sum)s points, the scale is %(scale)s.",
            sum=content,
            scale=rulebook.scale,
        )
    if rulebook.bonus_cap < 0:
        yield _("The cap on bonus points is zero or more.")


def _ladder_problems(rulebook: RuleBook) -> Iterator[Message]:
    for rung in rulebook.ladder:
        if rung.kind is RungKind.SECTION and not _is_kind(
            rulebook, rung.section, CriterionKind.SECTION
        ):
            yield _(
                "The tie ladder compares %(section)s, which is not a section.", section=rung.section
            )


def _class_problems(rulebook: RuleBook) -> Iterator[Message]:
    for code in sorted(rulebook.gates_on):
        if not _is_kind(rulebook, code, CriterionKind.GATE):
            yield _("%(code)s is switched on but is no gate.", code=code)
    for band in rulebook.bands:
        if band.gate is not None and not _is_kind(rulebook, band.gate, CriterionKind.GATE):
            yield _(
                "The class “%(band)s” names %(code)s, which is no gate.",
                band=band.name,
                code=band.gate,
            )
    if any(better.from_total <= worse.from_total for better, worse in pairwise(rulebook.bands)):
        yield _("Classes go from the best to the worst.")


def _is_kind(rulebook: RuleBook, code: str | None, kind: CriterionKind) -> bool:
    return code is not None and code in rulebook.by_code and rulebook.by_code[code].kind is kind
