"""The sealed package: any number changed is named, and the whole can be computed again."""

import copy
import json
import re
import runpy
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cluster.domain import replay as replaying
from cluster.domain.errors import RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.replay import main, replay
from cluster.domain.revising import Revision
from cluster.domain.rulebook import Rung, RungKind
from cluster.domain.scoring import Layer
from cluster.domain.sealing import (
    CONTENT,
    Entrant,
    Given,
    Inputs,
    canonical,
    compute,
    content_of,
    package,
    sha256,
)
from tests.domain.sample_rulebook import RULEBOOK

NOW = datetime(2025, 12, 8, 3, 0, tzinfo=UTC)
NAMES = ("Khánh Hòa", "Gia Lai", "Đắk Lắk")
FIGURES = {
    "I.3": Measure(actual=Decimal(80), base=Decimal(100)),
    "III.1": Measure(actual=Decimal(11), target=Decimal(35)),
    "III.2.1": Measure(actual=Decimal(10), target=Decimal("12.5")),
    "IV.1": Measure(choice="on_time"),
    "IV.2": Measure(judged=Decimal(3), reason="Theo biên bản"),
    "IV.3": Measure(actual=Decimal(3), base=Decimal(4)),
    "VI.1": Measure(events={"late": 1, "missing": 0}),
    "VI.2": Measure(actual=Decimal(2)),
    "TH.1": Measure(actual=Decimal(3)),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LADDER = (Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.LOT))


def entrant(number: int) -> Entrant:
    return Entrant(
        member=Member(
            alliance_id=number,
            code=f"TINH-{number}",
            name=f"Liên minh Hợp tác xã {NAMES[number - 1]}",
            short_name=NAMES[number - 1],
        ),
        asked=1,
        not_assigned=("VI.2",) if number == 3 else (),
        barred=(),
        reported_at=NOW,
    )


def given(member: int, layer: Layer, scorer: int, code: str, measure: Measure) -> Given:
    return Given(alliance_id=member, code=code, layer=layer, scorer_id=scorer, measure=measure)


INPUTS = Inputs(
    cluster="NAM",
    year=2025,
    seed="Xổ số ngày 5 tháng 12: 48151",
    book=replace(RULEBOOK, ladder=LADDER, rebase_not_assigned=True),
    entrants=tuple(map(entrant, (1, 2, 3))),
    figures=tuple(
        given(member, layer, scorer, code, measure)
        for member in (1, 2, 3)
        for layer, scorer in ((Layer.SELF, 0), (Layer.CROSS, member % 3 + 1))
        for code, measure in FIGURES.items()
        if layer is Layer.SELF or code == "III.1"
    ),
)


REVISION = Revision(
    number=2,
    frozen_by="Cô Mai",
    former="f" * 64,
    reason="Công văn 12 cho thấy số khác.",
    proposed_by="Chú Hải",
    approved_by=("Ông Lâm", "Cô Mai"),
)


@cache
def text() -> str:
    computed = compute(INPUTS, now=NOW)
    return json.dumps(package(content_of(INPUTS.to_data(), computed, REVISION)))


def sealed() -> dict[str, Any]:
    return json.loads(text())  # type: ignore[no-any-return]


def numbers(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every number in the data, written as text or not."""
    if isinstance(data, dict | list):
        entries = data.items() if isinstance(data, dict) else enumerate(data)
        for key, entry in entries:
            yield from numbers(entry, (*path, key))
    elif not isinstance(data, bool) and NUMBER.fullmatch(str(data)):
        yield path


def tampered(path: tuple[Any, ...]) -> dict[str, Any]:
    made = sealed()
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    holder[path[-1]] = value + 1 if isinstance(value, int) else str(Decimal(value) + 1)
    return made


def replayed(made: dict[str, Any]) -> tuple[str, ...]:
    return replay(json.dumps(made)).differences


def test_an_untouched_package_comes_out_equal() -> None:
    verdict = replay(text())

    assert verdict.is_equal
    assert (verdict.year, verdict.members, verdict.figures) == ("2025", 3, 30)
    assert verdict.sha256 == sealed()["sha256"]


def test_the_ranking_computed_again_is_the_one_expected() -> None:
    lines = compute(INPUTS, now=NOW).result.lines

    assert [(line.member, line.place, line.total) for line in lines] == [
        (1, 1, Decimal("78.86")),
        (2, 2, Decimal("78.86")),
        (3, 3, Decimal("77.59")),
    ]
    assert str(lines[1].broken_by).startswith(
        "Equal totals, told apart by lot, the smallest first: "
    )


def test_every_number_changed_is_named() -> None:
    made = sealed()
    content = {name: made[name] for name in CONTENT}
    unnamed = []
    for path in numbers(content):
        wanted = ".".join(str(key) for key in path[:2])
        found = replayed(tampered(path))
        if not any(line.startswith(wanted) for line in found):
            unnamed.append(path)

    assert unnamed == []


def test_a_changed_figure_names_its_row_and_what_came_of_it() -> None:
    made = sealed()
    (row,) = [
        number
        for number, figure in enumerate(made["inputs"]["figures"])
        if (figure["alliance_id"], figure["code"], figure["layer"]) == (1, "III.1", "cross")
    ]
    made["inputs"]["figures"][row]["measure"]["actual"] = "35"

    named = [line.partition(":")[0] for line in replayed(made)]

    assert named[:3] == [f"inputs.figures[{row}]", "sha256", "points.III.1.1[0]"]
    assert any(name.startswith("result.lines[") for name in named)


def test_a_forged_result_with_fresh_seals_is_still_found_out() -> None:
    content = {name: copy.deepcopy(sealed()[name]) for name in CONTENT}
    content["result"]["lines"][1]["total"] = "99.00"

    forged = package(content)

    assert replayed(forged) == ('result.lines[1].total: stored "99.00", computed "78.86"',)


def test_a_seal_taken_out_and_a_row_taken_out_are_named() -> None:
    made = sealed()
    del made["seals"]["points.I.3.1"]
    del made["points"]["IV.1"]["2"]

    named = [line.partition(":")[0] for line in replayed(made)]

    assert named == ["points.I.3.1", "points.IV.1.2", "sha256", "points.IV.1.2"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param('{"format": "something else"}', id="another format"),
        pytest.param('{"format": "cum-thi-dua ranking 1"}', id="nothing in it"),
        pytest.param(text().replace('"year": 2025', '"year": 2025.5'), id="float"),
    ],
)
def test_what_is_no_package_is_refused(content: str) -> None:
    with pytest.raises(RuleViolation, match="not a sealed ranking"):
        replay(content)


def test_the_seal_does_not_depend_on_order_or_on_how_accents_are_typed() -> None:
    assert canonical({"b": 1, "a": "Hòa"}) == '{"a":"Hòa","b":1}'.encode()
    assert sha256({"a": "Ho\u0300a"}) == sha256({"a": "H\u00f2a"})


def test_the_program_runs_from_its_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ranking.json"
    file.write_text(text(), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["replay", str(file)])

    with pytest.raises(SystemExit) as ended:
        runpy.run_path(replaying.__file__, run_name="__main__")

    assert ended.value.code == 0
    assert capsys.readouterr().out == (
        f"Year 2025, revision 2: 3 members, 30 figures, SHA-256 {sealed()['sha256']}\n"
        "Equal: seals, points, explanations and result all come out as they are stored.\n"
    )


def test_the_exit_code_tells_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ranking.json"
    made = sealed()
    made["result"]["lines"][0]["place"] = 2
    file.write_text(json.dumps(made), encoding="utf-8")

    assert main(str(file)) == 1
    assert "NOT EQUAL in 3 places:" in capsys.readouterr().out
    assert main(str(tmp_path / "missing.json")) == 2


def test_a_sentence_worded_better_since_is_equal_and_one_with_other_figures_is_not() -> None:
    content = {name: copy.deepcopy(sealed()[name]) for name in CONTENT}
    sentence = content["explanations"]["III.1"]["1"]
    sentence["text"] = "By rule %(code)s: %(explanation)s."
    reworded = replayed(package(content))
    sentence["values"]["code"] = "III.9"

    assert reworded == ()
    assert replayed(package(content)) == (
        'explanations.III.1.1.code: stored "III.9", computed "III.1"',
    )


def test_a_correction_changes_its_figures_and_nothing_else() -> None:
    other = given(1, Layer.SELF, 0, "IV.1", Measure(choice="none"))
    final = given(2, Layer.FINAL, 0, "IV.1", Measure(choice="one_late"))

    corrected = INPUTS.corrected([other, final], ())

    assert [f for f in corrected.figures if f not in INPUTS.figures] == [other, final]
    assert len(corrected.figures) == len(INPUTS.figures) + 1
    assert replace(corrected, figures=INPUTS.figures) == INPUTS
