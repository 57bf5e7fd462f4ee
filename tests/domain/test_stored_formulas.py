from decimal import Decimal
from typing import Any

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.formulas import (
    CountCapped,
    Direction,
    Expert,
    Formula,
    Part,
    RatioCapped,
    StepBand,
    YesNo,
)
from cluster.domain.plain_data import to_plain
from tests.domain.sample_formulas import (
    ABSENCES,
    BY_SHARE,
    EVERY_FORMULA,
    JUDGED,
    ON_TIME,
    OVERDUE_LOANS,
    RECEIVED,
    REPORTS,
)
from tests.domain.sample_rulebook import RULEBOOK, part


@pytest.mark.parametrize("formula", EVERY_FORMULA, ids=lambda f: f.kind)
def test_a_formula_survives_being_stored(formula: Formula) -> None:
    assert Formula.from_plain(to_plain(formula)) == formula


def test_a_stored_formula_is_plain_text_and_lists() -> None:
    assert to_plain(OVERDUE_LOANS) == {
        "kind": "step_band",
        "direction": "down",
        "bands": [
            {"limit": "2", "points": "2"},
            {"limit": "5", "points": "1"},
            {"limit": None, "points": "0"},
        ],
        "when_none": "expert",
    }


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"kind": "magic"}, "formula.kind", id="unknown kind"),
        pytest.param("ratio_capped", "formula.kind", id="no entries at all"),
        pytest.param({"kind": "expert"}, "formula.step", id="missing entry"),
        pytest.param({"kind": "expert", "step": "0.5", "x": 1}, "formula.x", id="unknown entry"),
        pytest.param({"kind": "expert", "step": 0.5}, "formula.step", id="a float"),
        pytest.param({"kind": "expert", "step": True}, "formula.step", id="true is no number"),
        pytest.param({"kind": "expert", "step": "half"}, "formula.step", id="a word"),
        pytest.param({"kind": "expert", "step": "NaN"}, "formula.step", id="not a number"),
        pytest.param({"kind": "ratio_capped", "against": "x"}, "formula.against", id="bad choice"),
        pytest.param({"kind": "yes_no", "choices": {}}, "formula.choices", id="no list"),
        pytest.param({"kind": "yes_no", "choices": ["x"]}, "formula.choices[0]", id="no entries"),
        pytest.param(
            {
                "kind": "yes_no",
                "choices": [{"key": 1, "name_vi": "", "name_en": "", "points": "1"}],
            },
            "formula.choices[0].key",
            id="a number for a text",
        ),
    ],
)
def test_a_formula_that_cannot_be_read_names_the_bad_entry(data: Any, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        Formula.from_plain(data)

    assert refused.value.field == field
    assert field in str(refused.value)


@pytest.mark.parametrize(
    ("formula", "maximum", "sentence"),
    [
        pytest.param(
            StepBand(direction=Direction.UP, bands=()), "4", "Bands go from the best", id="no band"
        ),
        pytest.param(
            StepBand(direction=Direction.DOWN, bands=BY_SHARE.bands),
            "4",
            "Bands go from the best",
            id="bands in the wrong order",
        ),
        pytest.param(BY_SHARE, "3", "4 points are not between 0 and 3", id="band above maximum"),
        pytest.param(ON_TIME, "2", "3 points are not between 0 and 2", id="answer above maximum"),
        pytest.param(RECEIVED, "1.5", "2 points are not between", id="award above maximum"),
        pytest.param(YesNo(choices=()), "2", "at least one entry", id="no answers"),
        pytest.param(
            YesNo(choices=(part("a", "1"), part("a", "2"))), "2", "a key of its own", id="same key"
        ),
        pytest.param(CountCapped(each=Decimal(0)), "2", "must change the points", id="each zero"),
        pytest.param(CountCapped(each=Decimal(3)), "2", "not between", id="each above maximum"),
        pytest.param(REPORTS, "-4", "from zero on a penalty line", id="maximum of a penalty"),
        pytest.param(ABSENCES, "4", "from zero on a penalty line", id="penalty of a maximum"),
        pytest.param(JUDGED, "2.2", "must reach the maximum", id="steps pass the maximum"),
        pytest.param(Expert(step=Decimal(0)), "2", "must reach the maximum", id="step zero"),
        pytest.param(RatioCapped(), "-1", "Only penalties per event", id="ratio as a penalty"),
    ],
)
def test_a_formula_that_cannot_work_says_so(formula: Formula, maximum: str, sentence: str) -> None:
    assert sentence in " | ".join(str(p) for p in formula.problems(Decimal(maximum)))


def test_sound_formulas_have_no_problems() -> None:
    found = [line.formula.problems(line.max_points) for line in RULEBOOK.lines() if line.formula]

    assert found == [[]] * len(RULEBOOK.lines())


def test_a_part_has_a_name_in_both_languages() -> None:
    assert str(Part(key="a", name_vi="Cờ", name_en="Flag", points=Decimal(1)).name) == "Flag"
