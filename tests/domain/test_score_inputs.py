"""What a criterion asks for, and what reports give it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.achievements import Actual
from cluster.domain.formulas import PenaltyPerEvent, RatioCapped, YesNo
from cluster.domain.measures import Measure
from cluster.domain.rulebook import Criterion
from cluster.domain.score_inputs import Inputs, inputs_of, measure_from_reports
from tests.domain.sample_rulebook import (
    ABSENCES,
    DOSSIERS,
    FLAGS,
    FUND,
    MEMBER_SHARE,
    MOVEMENTS,
    NEW_COOPERATIVES,
    PACT,
    REPORTS,
    gate,
)

assert isinstance(PACT.formula, YesNo)
assert isinstance(REPORTS.formula, PenaltyPerEvent)


@pytest.mark.parametrize(
    ("criterion", "inputs"),
    [
        pytest.param(NEW_COOPERATIVES, Inputs(actual=True), id="one figure"),
        pytest.param(FUND, Inputs(actual=True), id="things counted"),
        pytest.param(
            MEMBER_SHARE, Inputs(actual=True, base=True, judged=True), id="share in bands"
        ),
        pytest.param(DOSSIERS, Inputs(actual=True, base=True, judged=True), id="share of a whole"),
        pytest.param(PACT, Inputs(choices=PACT.formula.choices), id="an answer"),
        pytest.param(REPORTS, Inputs(events=REPORTS.formula.events), id="events"),
        pytest.param(MOVEMENTS, Inputs(judged=True), id="a judgement"),
        pytest.param(gate("KC.1"), Inputs(), id="nothing for a gate"),
    ],
)
def test_a_criterion_asks_for_what_its_formula_reads(criterion: Criterion, inputs: Inputs) -> None:
    assert inputs_of(criterion) == inputs


@pytest.mark.parametrize(
    ("criterion", "actual", "answers", "measure"),
    [
        pytest.param(
            NEW_COOPERATIVES,
            Actual(quantity=Decimal(11)),
            (),
            Measure(actual=Decimal(11)),
            id="sum",
        ),
        pytest.param(
            MEMBER_SHARE,
            Actual(quantity=Decimal(8), base=Decimal(10)),
            (),
            Measure(actual=Decimal(8), base=Decimal(10)),
            id="share",
        ),
        pytest.param(
            PACT, None, ("none", "on_time"), Measure(choice="on_time"), id="the last answer"
        ),
        pytest.param(
            FLAGS,
            None,
            ("merit", "flag", "merit"),
            Measure(events={"merit": 2, "flag": 1, "government": 0}),
            id="every award",
        ),
        pytest.param(NEW_COOPERATIVES, None, (), None, id="nothing reported"),
        pytest.param(PACT, None, (), None, id="no answer"),
        pytest.param(ABSENCES, None, (), None, id="no event"),
        pytest.param(MOVEMENTS, Actual(quantity=Decimal(2)), (), None, id="judged, not counted"),
    ],
)
def test_reports_give_the_figures_a_criterion_asks_for(
    criterion: Criterion, actual: Actual | None, answers: tuple[str, ...], measure: Measure | None
) -> None:
    assert measure_from_reports(criterion, actual, answers) == measure


def test_a_figure_in_proportion_to_a_target_needs_no_judgement() -> None:
    plain = replace(NEW_COOPERATIVES, formula=RatioCapped())

    assert not inputs_of(plain).judged
