from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cluster.domain.achievements import (
    Actual,
    Aggregate,
    Asked,
    ClaimStatus,
    Figure,
    Report,
    actual_figure,
    asked_of,
    check_correctable,
    check_draft,
    check_reporting,
    check_storable,
    check_submittable,
    check_withdrawal,
)
from cluster.domain.errors import RuleViolation
from cluster.domain.formulas import (
    BonusBest,
    CountCapped,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    Start,
    YesNo,
)
from cluster.domain.years import Phase

YES = Part(key="yes", name_vi="Có", name_en="Yes", points=Decimal(1))
TODAY = date(2026, 6, 1)
REPORT = Report(
    quantity=Decimal(4), base=Decimal(5), occurred_on=date(2026, 3, 1), explanation="Báo cáo giấy"
)


def figures(*quantities: str) -> list[Figure]:
    return [
        Figure(quantity=Decimal(q), base=Decimal(10), occurred_on=date(2026, 6 - n, 1))
        for n, q in enumerate(quantities)
    ]


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        pytest.param(Aggregate.SUM, Actual(quantity=Decimal(12)), id="sum"),
        pytest.param(Aggregate.LAST, Actual(quantity=Decimal(3)), id="latest date"),
        pytest.param(Aggregate.MAXIMUM, Actual(quantity=Decimal(7)), id="highest"),
        pytest.param(
            Aggregate.SHARE,
            Actual(quantity=Decimal(12), base=Decimal(30)),
            id="share of all together",
        ),
    ],
)
def test_reports_make_the_actual_figure(aggregate: Aggregate, expected: Actual) -> None:
    assert actual_figure(aggregate, figures("3", "7", "2")) == expected


def test_of_two_reports_of_one_day_the_later_counts() -> None:
    same_day = [replace(figure, occurred_on=TODAY) for figure in figures("3", "7")]

    assert actual_figure(Aggregate.LAST, same_day) == Actual(quantity=Decimal(7))


@pytest.mark.parametrize("aggregate", list(Aggregate))
def test_nothing_reported_is_no_figure(aggregate: Aggregate) -> None:
    assert actual_figure(aggregate, []) is None


@pytest.mark.parametrize(
    ("actual", "figure"),
    [
        pytest.param(Actual(quantity=Decimal(11)), Decimal(11), id="a plain figure is itself"),
        pytest.param(
            Actual(quantity=Decimal(2), base=Decimal(3)), Decimal("66.67"), id="a share in percent"
        ),
        pytest.param(Actual(quantity=Decimal(0), base=Decimal(0)), None, id="a share of nothing"),
    ],
)
def test_the_figure_that_is_compared(actual: Actual, figure: Decimal | None) -> None:
    assert actual.figure == figure


@pytest.mark.parametrize(
    ("actual", "target", "percent"),
    [
        pytest.param("11", "35", 31, id="cut off below"),
        pytest.param("172", "110", 156, id="more than planned"),
        pytest.param("5", "0", None, id="a target of zero"),
        pytest.param("5", None, None, id="no target"),
    ],
)
def test_how_much_of_the_target_is_reached(
    actual: str, target: str | None, percent: int | None
) -> None:
    goal = Decimal(target) if target else None

    assert Actual(quantity=Decimal(actual)).percent_of(goal) == percent


def test_a_share_of_nothing_reaches_no_percent() -> None:
    assert Actual(quantity=Decimal(0), base=Decimal(0)).percent_of(Decimal(5)) is None


@pytest.mark.parametrize(
    ("formula", "aggregate", "asked"),
    [
        pytest.param(RatioCapped(), Aggregate.SUM, Asked(), id="a quantity"),
        pytest.param(RatioCapped(), Aggregate.SHARE, Asked(base=True), id="a part and its whole"),
        pytest.param(
            CountCapped(each=Decimal(1)), Aggregate.SUM, Asked(whole=True), id="whole things"
        ),
        pytest.param(
            Expert(step=Decimal(1)), Aggregate.SUM, Asked(may_lack=True), id="judged, any figure"
        ),
        pytest.param(
            YesNo(choices=(YES,)),
            Aggregate.LAST,
            Asked(choices=(YES,), quantity=False),
            id="an answer",
        ),
        pytest.param(
            BonusBest(choices=(YES,)),
            Aggregate.SUM,
            Asked(choices=(YES,), quantity=False),
            id="an award received",
        ),
        pytest.param(
            PenaltyPerEvent(start=Start.ZERO, events=(YES,)),
            Aggregate.SUM,
            Asked(choices=(YES,), quantity=False),
            id="an event",
        ),
    ],
)
def test_a_report_asks_for_what_the_formula_needs(
    formula: Formula, aggregate: Aggregate, asked: Asked
) -> None:
    assert asked_of(formula, aggregate) == asked


def test_an_answer_is_found_by_its_key() -> None:
    asked = Asked(choices=(YES,))

    assert (asked.choice("yes"), asked.choice("no")) == (YES, None)


@pytest.mark.parametrize(
    ("report", "field"),
    [
        pytest.param(Report(quantity=Decimal(-1)), "quantity", id="below zero"),
        pytest.param(Report(base=Decimal(-1)), "base", id="a whole below zero"),
        pytest.param(Report(choice="maybe"), "choice", id="an answer that was not offered"),
    ],
)
def test_what_cannot_be_is_refused_even_in_a_draft(report: Report, field: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_storable(report, Asked(choices=(YES,)))

    assert caught.value.field == field


def test_a_draft_may_be_empty() -> None:
    check_storable(Report(), Asked())


def refused(report: Report, asked: Asked, *, evidence: int = 1) -> tuple[str, str | None]:
    with pytest.raises(RuleViolation) as caught:
        check_submittable(report, asked, evidence=evidence, year=2026, today=TODAY)
    return str(caught.value), caught.value.field


SHARE = Asked(base=True)


@pytest.mark.parametrize(
    ("report", "asked", "sentence", "field"),
    [
        pytest.param(
            replace(REPORT, quantity=None),
            Asked(),
            "Enter the quantity reached.",
            "quantity",
            id="no quantity",
        ),
        pytest.param(
            replace(REPORT, quantity=Decimal("1.5")),
            Asked(whole=True),
            "Only whole things are counted here.",
            "quantity",
            id="half a thing",
        ),
        pytest.param(
            REPORT,
            Asked(choices=(YES,), quantity=False),
            "Choose what was reached.",
            "choice",
            id="no answer",
        ),
        pytest.param(
            replace(REPORT, base=None),
            SHARE,
            "Enter the total that the quantity is a share of.",
            "base",
            id="no whole",
        ),
        pytest.param(
            replace(REPORT, base=Decimal(3)),
            SHARE,
            "The part cannot be larger than the total.",
            "quantity",
            id="a part larger than the whole",
        ),
        pytest.param(
            replace(REPORT, occurred_on=None),
            Asked(),
            "Enter the date.",
            "occurred_on",
            id="no date",
        ),
        pytest.param(
            replace(REPORT, occurred_on=date(2025, 12, 31)),
            Asked(),
            "The date must lie in 2026 and not in the future.",
            "occurred_on",
            id="another year",
        ),
        pytest.param(
            replace(REPORT, occurred_on=date(2026, 6, 2)),
            Asked(),
            "The date must lie in 2026 and not in the future.",
            "occurred_on",
            id="tomorrow",
        ),
    ],
)
def test_an_incomplete_report_is_refused_at_the_field(
    report: Report, asked: Asked, sentence: str, field: str
) -> None:
    assert refused(report, asked) == (sentence, field)


def test_a_report_without_evidence_says_why() -> None:
    assert refused(replace(REPORT, explanation=" "), Asked(), evidence=0) == (
        "Attach evidence, or explain why there is none.",
        "explanation",
    )


@pytest.mark.parametrize(
    ("report", "asked", "evidence"),
    [
        pytest.param(REPORT, Asked(), 0, id="an explanation instead of evidence"),
        pytest.param(replace(REPORT, explanation=""), SHARE, 1, id="a share with evidence"),
        pytest.param(
            replace(REPORT, quantity=None), Asked(may_lack=True), 1, id="judged without a figure"
        ),
        pytest.param(
            replace(REPORT, quantity=None, choice="yes"),
            Asked(choices=(YES,), quantity=False),
            1,
            id="an answer",
        ),
        pytest.param(replace(REPORT, quantity=Decimal(0)), Asked(whole=True), 1, id="zero"),
    ],
)
def test_a_whole_report_is_accepted(report: Report, asked: Asked, evidence: int) -> None:
    check_submittable(report, asked, evidence=evidence, year=2026, today=TODAY)


def test_a_judged_share_may_lack_its_part() -> None:
    check_submittable(
        replace(REPORT, quantity=None),
        Asked(base=True, may_lack=True),
        evidence=1,
        year=2026,
        today=TODAY,
    )


def test_reports_are_written_in_their_phase_only() -> None:
    check_reporting(Phase.REPORT)

    with pytest.raises(RuleViolation):
        check_reporting(Phase.REVIEW)


def test_a_line_sent_back_is_reported_on_again() -> None:
    check_reporting(Phase.REVIEW, is_open_again=True)


def test_only_a_draft_is_changed() -> None:
    check_draft(ClaimStatus.DRAFT)

    with pytest.raises(RuleViolation):
        check_draft(ClaimStatus.SUBMITTED)


@pytest.mark.parametrize(
    ("status", "open_correction"),
    [
        pytest.param(ClaimStatus.DRAFT, False, id="a draft"),
        pytest.param(ClaimStatus.WITHDRAWN, False, id="a withdrawn report"),
        pytest.param(ClaimStatus.SUBMITTED, True, id="one that is being corrected already"),
    ],
)
def test_what_cannot_be_corrected(status: ClaimStatus, open_correction: bool) -> None:
    with pytest.raises(RuleViolation):
        check_correctable(status, has_open_correction=open_correction)


def test_a_submitted_report_is_corrected() -> None:
    check_correctable(ClaimStatus.SUBMITTED, has_open_correction=False)


def test_a_withdrawal_says_why() -> None:
    check_withdrawal("Nhầm năm")

    with pytest.raises(RuleViolation) as caught:
        check_withdrawal(" ")

    assert caught.value.field == "reason"
