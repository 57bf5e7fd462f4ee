"""A line's figures in one cell: typed, pasted, shown."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.figure_text import how_to_write, read_figures, write_figures
from cluster.domain.formulas import YesNo
from cluster.domain.measures import Measure
from cluster.domain.score_inputs import Inputs, inputs_of
from tests.domain.sample_rulebook import PACT, RULEBOOK, part


def asked(code: str) -> Inputs:
    return inputs_of(RULEBOOK.get(code))


def events(**counts: int) -> Measure:
    return Measure(events=counts)


@pytest.mark.parametrize(
    ("code", "text", "measure"),
    [
        pytest.param("III.1", "28", Measure(actual=Decimal(28)), id="one figure"),
        pytest.param("III.1", "1.234,5", Measure(actual=Decimal("1234.5")), id="thousands"),
        pytest.param("I.3", "11/35", Measure(actual=Decimal(11), base=Decimal(35)), id="a share"),
        pytest.param("I.3", "11", Measure(actual=Decimal(11)), id="a part alone"),
        pytest.param("I.3", "/35", Measure(base=Decimal(35)), id="a whole alone"),
        pytest.param(
            "IV.3",
            "0/0=2,5",
            Measure(actual=Decimal(0), base=Decimal(0), judged=Decimal("2.5")),
            id="a whole of zero, judged",
        ),
        pytest.param("IV.2", "2,5", Measure(judged=Decimal("2.5")), id="points of an expert"),
        pytest.param("IV.1", "1,5", Measure(choice="one_late"), id="an answer"),
        pytest.param("VI.1", "2; 0", events(late=2, missing=0), id="two kinds of events"),
        pytest.param("VI.1", "; 1", events(missing=1), id="one kind said"),
        pytest.param("TP.2", "3", events(absent=3), id="one kind of events"),
        *(
            pytest.param(code, "", Measure(), id=f"nothing in {code}")
            for code in ("III.1", "I.3", "IV.1", "IV.2", "VI.1")
        ),
    ],
)
def test_what_is_written_is_read_again(code: str, text: str, measure: Measure) -> None:
    assert write_figures(asked(code), measure) == text
    assert read_figures(asked(code), text) == measure


@pytest.mark.parametrize(
    ("code", "text", "measure"),
    [
        pytest.param("III.1", " 4.5 ", Measure(actual=Decimal("4.5")), id="a decimal point"),
        pytest.param("I.3", "11 / 35", Measure(actual=Decimal(11), base=Decimal(35)), id="blanks"),
        pytest.param("IV.1", "1.50", Measure(choice="one_late"), id="points written otherwise"),
        pytest.param("IV.1", "ONE_LATE", Measure(choice="one_late"), id="the name of an answer"),
        pytest.param("IV.1", "no", Measure(choice="none"), id="the beginning of one name"),
        pytest.param("VI.1", "2;0", events(late=2, missing=0), id="events without blanks"),
    ],
)
def test_cells_are_read_as_they_are_typed_elsewhere(code: str, text: str, measure: Measure) -> None:
    assert read_figures(asked(code), text) == measure


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        pytest.param(
            "III.1",
            "ba",
            "“ba” cannot be read as a number. Write 1.234,5: dots between thousands, a comma"
            " before decimals.",
            id="no number",
        ),
        pytest.param("III.1", "3/4", "Write one number here, not “3/4”.", id="no share asked for"),
        pytest.param("III.1", "3=1", "Write one number here, not “3=1”.", id="no judgement"),
        pytest.param(
            "IV.1",
            "2",
            "“2” is none of the answers: 3 = on_time; 1.5 = one_late; 0 = none",
            id="no such answer",
        ),
        pytest.param(
            "IV.1",
            "on",
            "“on” is none of the answers: 3 = on_time; 1.5 = one_late; 0 = none",
            id="the beginning of two names",
        ),
        pytest.param(
            "VI.1",
            "2",
            "Write how often each happened, in this order: late; missing",
            id="one count for two kinds",
        ),
        pytest.param("TP.2", "1,5", "“1.5” is no number of events.", id="half an event"),
        pytest.param("TP.2", "-1", "“-1” is no number of events.", id="less than none"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_figure(code: str, text: str, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        read_figures(asked(code), text)

    assert str(refusal.value.message) == sentence
    assert refusal.value.field == "figure"


def test_answers_with_equal_points_are_told_apart_by_name() -> None:
    equals = YesNo(choices=(part("papers", "3"), part("voice", "3"), part("none", "0")))
    inputs = inputs_of(replace(PACT, formula=equals))

    assert write_figures(inputs, Measure(choice="voice")) == "voice (vi)"
    assert read_figures(inputs, "voice (VI)") == Measure(choice="voice")
    assert read_figures(inputs, "0") == Measure(choice="none")
    with pytest.raises(RuleViolation):
        read_figures(inputs, "3")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("III.1", "Write the figure"),
        ("IV.3", "Write part/whole, as 11/35; where the whole is zero add the points: 0/0=2,5"),
        ("IV.2", "Write the points"),
        ("IV.1", "Write the points of the answer: 3 = on_time; 1.5 = one_late; 0 = none"),
        ("VI.1", "Write how often each happened, in this order: late; missing"),
    ],
)
def test_each_line_says_how_its_cell_is_written(code: str, sentence: str) -> None:
    assert str(how_to_write(asked(code))) == sentence


def test_a_share_that_nobody_judges_is_written_as_two_numbers() -> None:
    assert str(how_to_write(Inputs(actual=True, base=True))) == "Write part/whole, as 11/35"
