"""The change named moves the sealed result, and one step less of it does not."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from time import process_time

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from cluster.domain.contest import Contest, Turn, Watch
from cluster.domain.formulas import Excess, Expert, RelativeToLeader
from cluster.domain.fragility import Decision, Fragility, Tipping, fragility
from cluster.domain.fragility_words import say_decision, say_tipping, say_turn
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.ranking import FrozenResult
from cluster.domain.rulebook import Criterion, RuleBook, Rung, RungKind
from cluster.domain.scoring import Layer
from cluster.domain.sealing import Entrant, Given, Inputs, compute
from tests.domain.sample_rulebook import (
    NEW_COOPERATIVES,
    RULEBOOK,
    band,
    with_line,
)

NOW = datetime(2025, 12, 8, 3, 0, tzinfo=UTC)
NAMES = {1: "Khánh Hòa", 2: "Gia Lai", 3: "Đắk Lắk"}
GATED = replace(RULEBOOK, gates_on=frozenset({"KC.1"}))
COMPARED = with_line(
    replace(NEW_COOPERATIVES, formula=RelativeToLeader(excess=Excess.ABSOLUTE), examples=())
)
FULL: Mapping[str, Measure] = {
    "I.3": Measure(actual=Decimal(80), base=Decimal(100)),
    "III.1": Measure(actual=Decimal(30), target=Decimal(30)),
    "III.2.1": Measure(actual=Decimal(10), target=Decimal(10)),
    "IV.1": Measure(choice="on_time"),
    "IV.2": Measure(judged=Decimal(3), reason="Theo biên bản"),
    "IV.3": Measure(actual=Decimal(4), base=Decimal(4)),
    "VI.1": Measure(events={"late": 0, "missing": 0}),
    "VI.2": Measure(actual=Decimal(2)),
}


def entrant(member: int, *, not_assigned: Iterable[str] = ()) -> Entrant:
    return Entrant(
        member=Member(
            alliance_id=member, code=f"T-{member}", name=f"Tỉnh {member}", short_name=f"{member}"
        ),
        asked=2,
        not_assigned=tuple(not_assigned),
        barred=(),
        reported_at=None,
    )


def inputs(
    *members: Mapping[str, Measure | None],
    book: RuleBook = RULEBOOK,
    layer: Layer = Layer.SELF,
    more: Iterable[Given] = (),
    not_assigned: Iterable[str] = (),
) -> Inputs:
    """Members 1, 2, … with full marks but for what is said of each; None leaves a line out."""
    figures = [
        Given(alliance_id=n, code=code, layer=layer, scorer_id=0, measure=measure)
        for n, changed in enumerate(members, start=1)
        for code, measure in {**FULL, **changed}.items()
        if measure is not None
    ]
    return Inputs(
        cluster="NTB",
        year=2025,
        seed="",
        book=book,
        entrants=tuple(entrant(n, not_assigned=not_assigned) for n in range(1, len(members) + 1)),
        figures=(*figures, *more),
    )


def found_in(given: Inputs, *, shown: int = 12) -> Fragility:
    return fragility(Contest(inputs=given), shown=shown)


def with_measure(given: Inputs, figure: Given, measure: Measure) -> Inputs:
    return replace(
        given,
        figures=tuple(replace(f, measure=measure) if f == figure else f for f in given.figures),
    )


def watched(result: FrozenResult, watch: Watch) -> object:
    """What the sealed computation says of what is watched, without the search."""
    if watch is Watch.LEAD:
        return {line.member for line in result.lines if line.place == 1}
    return {line.member: line.class_key for line in result.lines}


def nearer(tipping: Tipping, line: Criterion) -> Measure:
    """Return the measure one step nearer to the figure than the change that was named."""
    before, after = tipping.figure.measure, tipping.measure
    if before.judged != after.judged:
        assert before.judged is not None
        assert after.judged is not None
        step = line.formula.step if isinstance(line.formula, Expert) else Decimal("0.01")
        step = step if before.judged > after.judged else -step
        return replace(after, judged=after.judged + step)
    if before.actual != after.actual:
        assert before.actual is not None
        assert after.actual is not None
        places = [f for f in (before.actual, before.target, before.base) if f is not None]
        grid = Decimal(1).scaleb(min(0, *(int(f.as_tuple().exponent) for f in places)))
        return replace(
            after, actual=after.actual + (grid if before.actual > after.actual else -grid)
        )
    moved = next(k for k in after.events if before.events.get(k, 0) != after.events[k])
    step_back = 1 if before.events.get(moved, 0) > after.events[moved] else -1
    return replace(after, events={**after.events, moved: after.events[moved] + step_back})


def check_smallest(given: Inputs, tipping: Tipping) -> None:
    now = watched(compute(given, now=NOW).result, tipping.watch)
    changed = compute(with_measure(given, tipping.figure, tipping.measure), now=NOW)
    assert watched(changed.result, tipping.watch) != now
    if tipping.measure.choice == tipping.figure.measure.choice:
        back = nearer(tipping, given.book.get(tipping.figure.code))
        less = compute(with_measure(given, tipping.figure, back), now=NOW)
        assert watched(less.result, tipping.watch) == now


@st.composite
def situations(draw: st.DrawFn) -> Inputs:
    tenths = st.integers(0, 400).map(lambda n: Decimal(n) / 10)
    member = st.fixed_dictionaries(
        {
            "III.1": tenths.map(lambda a: Measure(actual=a, target=Decimal("20.5"))),
            "III.2.1": st.integers(8, 10).map(
                lambda a: Measure(actual=Decimal(a), target=Decimal(10))
            ),
            "IV.1": st.sampled_from(["on_time", "one_late"]).map(lambda c: Measure(choice=c)),
            "IV.2": st.integers(0, 6).map(
                lambda k: Measure(judged=Decimal(k) / 2, reason="Theo biên bản")
            ),
            "VI.1": st.integers(0, 3).map(lambda n: Measure(events={"late": n, "missing": 0})),
            "TH.1": st.integers(0, 4).map(lambda n: Measure(actual=Decimal(n))),
        }
    )
    book = draw(st.sampled_from([RULEBOOK, GATED, COMPARED]))
    ladder = draw(st.sampled_from([(), (Rung(kind=RungKind.CONTENT),)]))
    rebased = draw(st.booleans())
    return inputs(
        *draw(st.lists(member, min_size=2, max_size=4)),
        book=replace(book, ladder=ladder, rebase_not_assigned=rebased),
        not_assigned=["VI.2"] if rebased else [],
    )


@settings(max_examples=40)
@drawn(situations())
def test_the_change_named_moves_the_result_and_one_step_less_does_not(given: Inputs) -> None:
    for tipping in found_in(given).tippings:
        check_smallest(given, tipping)


@settings(max_examples=25)
@drawn(situations())
def test_no_other_single_figure_moves_the_first_place_by_less(given: Inputs) -> None:
    """Walk every judged and counted figure of the leader by hand: nothing smaller is there."""
    contest = Contest(inputs=given)
    named = [t.size for t in fragility(contest).tippings if t.watch is Watch.LEAD]
    for figure in given.figures:
        if figure.code != "IV.2":
            continue
        for half in range(7):
            measure = replace(figure.measure, judged=Decimal(half) / 2)
            points = contest.line_if(figure, measure)
            if contest.turn_if("IV.2", points).moves(Watch.LEAD):
                assert named
                assert min(named) <= abs(measure.judged - figure.measure.judged)


def judged(points: str) -> dict[str, Measure | None]:
    return {"IV.2": Measure(judged=Decimal(points), reason="Theo biên bản")}


def sentences(given: Inputs) -> list[str]:
    contest = Contest(inputs=given)
    return [
        str(say_tipping(t, book=given.book, classes=contest.classes, names=NAMES))
        for t in fragility(contest).tippings
        if t.watch is Watch.LEAD
    ]


def test_the_leader_falls_by_the_smallest_judgement() -> None:
    said = sentences(inputs({}, judged("2.5")))

    assert said == [
        (
            "If III.1 of Khánh Hòa were 29 instead of 30 (0.50 points less),"
            " Khánh Hòa, Gia Lai would share the first place."
        ),
        (
            "If IV.2 of Gia Lai were 3.0 instead of 2.5 (0.50 points more),"
            " Khánh Hòa, Gia Lai would share the first place."
        ),
    ]


def test_one_figure_of_the_best_moves_the_points_of_everybody_compared_with_it() -> None:
    """Đắk Lắk is the best of III.1 and has no chance to lead; its figure decides who does."""
    above = (
        {"III.1": Measure(actual=Decimal(34), target=Decimal(30)), **judged("2.5")},
        {"III.1": Measure(actual=Decimal(38), target=Decimal(30)), **judged("0.5")},
        {"III.1": Measure(actual=Decimal(46), target=Decimal(30)), **judged("0"), **MANY_LATE},
    )
    given = inputs(*above, book=COMPARED)
    contest = Contest(inputs=given)
    best = next(f for f in given.figures if f.code == "III.1" and f.alliance_id == 3)

    less = contest.line_if(best, replace(best.measure, actual=Decimal(38)))

    assert less == {1: Decimal("11.25"), 2: Decimal("15.00")}
    found = fragility(contest).tippings
    assert (3, frozenset({1, 2})) in {(t.figure.alliance_id, t.turn.leaders) for t in found}
    for tipping in found:
        check_smallest(given, tipping)


def test_a_figure_that_only_moves_others_is_said_so() -> None:
    best = Given(
        alliance_id=3,
        code="III.1",
        layer=Layer.SELF,
        scorer_id=0,
        measure=Measure(actual=Decimal(40)),
    )
    tipping = Tipping(
        watch=Watch.LEAD,
        figure=best,
        measure=Measure(actual=Decimal(42)),
        points=(Decimal(15), Decimal(15)),
        size=Decimal("0.40"),
        turn=Turn(leaders=frozenset({2}), classes={}),
    )

    assert str(say_tipping(tipping, book=COMPARED, classes={}, names=NAMES)) == (
        "If III.1 of Đắk Lắk were 42 instead of 40 (others’ points move by up to 0.40),"
        " Gia Lai would lead."
    )


def cross(member: int, scorer: int, points: str) -> Given:
    return Given(
        alliance_id=member,
        code="IV.2",
        layer=Layer.CROSS,
        scorer_id=scorer,
        measure=Measure(judged=Decimal(points), reason="Theo biên bản"),
    )


def test_one_voice_of_several_moves_the_mean() -> None:
    full = {"III.1": Measure(actual=Decimal(30), target=Decimal(30))}
    none_judged = {**full, "IV.2": None}
    voices = [cross(1, 2, "3"), cross(1, 3, "3"), cross(2, 1, "3"), cross(2, 3, "1.5")]
    given = inputs(none_judged, none_judged, more=voices)
    found = [t for t in found_in(given).tippings if t.figure.layer is Layer.CROSS]

    assert [(t.figure.alliance_id, t.size) for t in found if t.watch is Watch.LEAD] == [
        (1, Decimal("0.75")),
        (2, Decimal("0.75")),
    ]
    said = say_tipping(found[1], book=RULEBOOK, classes={}, names=NAMES)
    assert str(said).startswith("If IV.2 of Gia Lai, as Đắk Lắk scored it, were 3.0 instead of 1.5")
    for tipping in found:
        check_smallest(given, tipping)


EVENTS = {"VI.1": Measure(events={"late": 1, "missing": 0})}
LATE: dict[str, Measure | None] = {"IV.1": Measure(choice="one_late")}
MERIT = {"TH.3": Measure(events={"merit": 1})}
ABSENT = {"TP.2": Measure(events={"absent": 1})}
NOTHING_SENT = {
    "IV.3": Measure(base=Decimal(0), actual=Decimal(0), judged=Decimal("2.90"), reason="Không có")
}
MANY_LATE = {"VI.1": Measure(events={"late": 8, "missing": 0})}
FEW = {"I.3": Measure(actual=Decimal(79), base=Decimal(100))}


@pytest.mark.parametrize(
    ("other", "code", "sentence"),
    [
        pytest.param(
            EVENTS,
            "VI.1",
            "If “late” in VI.1 of Gia Lai counted 0 instead of 1 (0.50 points more),",
            id="one event less",
        ),
        pytest.param(
            {"VI.1": Measure(events={"late": 0, "missing": 1})},
            "VI.1",
            "If “missing” in VI.1 of Gia Lai counted 0 instead of 1 (1.00 points more),",
            id="one event of another kind less",
        ),
        pytest.param(
            LATE,
            "IV.1",
            "If the answer to IV.1 of Gia Lai were “on_time” instead of “one_late”",
            id="another answer",
        ),
        pytest.param(
            ABSENT,
            "TP.2",
            "If “absent” in TP.2 of Gia Lai counted 0 instead of 1 (0.50 points more),",
            id="one penalty less",
        ),
        pytest.param(
            NOTHING_SENT,
            "IV.3",
            "If IV.3 of Gia Lai were 3.00 instead of 2.90 (0.10 points more),",
            id="judged where there was nothing to share",
        ),
        pytest.param(
            FEW,
            "I.3",
            "If I.3 of Gia Lai were 80 instead of 79 (1.00 points more),",
            id="a share in bands",
        ),
    ],
)
def test_each_kind_of_figure_moves_on_its_own_grid(
    other: dict[str, Measure | None], code: str, sentence: str
) -> None:
    given = inputs({}, other)
    found = [t for t in found_in(given).tippings if t.figure.alliance_id == 2]
    lead = next(t for t in found if t.watch is Watch.LEAD)

    assert lead.figure.code == code
    assert str(say_tipping(lead, book=RULEBOOK, classes={}, names=NAMES)).startswith(sentence)
    check_smallest(given, lead)


def test_an_award_more_moves_the_lead() -> None:
    given = inputs({"TH.3": Measure(events={"merit": 0})}, MERIT)
    found = [t for t in found_in(given).tippings if t.watch is Watch.LEAD]

    (up,) = [t for t in found if t.figure.alliance_id == 1]
    assert str(say_tipping(up, book=RULEBOOK, classes={}, names=NAMES)) == (
        "If “merit” in TH.3 of Khánh Hòa counted 1 instead of 0 (1.00 points more),"
        " Khánh Hòa, Gia Lai would share the first place."
    )


def test_equals_are_parted_by_the_least_step_of_any_of_them() -> None:
    found = [t for t in found_in(inputs({}, {})).tippings if t.watch is Watch.LEAD]

    assert {(t.figure.alliance_id, t.turn.leaders) for t in found} == {
        (1, frozenset({2})),
        (2, frozenset({1})),
    }


def test_who_is_not_scored_in_full_has_nothing_to_lose() -> None:
    found = found_in(inputs({"IV.2": None}, {"III.1": Measure(actual=Decimal(9))}))

    assert found == Fragility(tippings=(), decisions=())


def test_a_single_member_can_only_change_its_class() -> None:
    assert {t.watch for t in found_in(inputs({})).tippings} == {Watch.CLASS}


def test_no_class_is_below_none() -> None:
    book = replace(RULEBOOK, bands=(band("excellent", "90", None),))
    low: dict[str, Measure | None] = {"III.2.1": Measure(actual=Decimal(8), target=Decimal(10))}
    given = inputs(low, book=book)
    contest = Contest(inputs=given)

    (tipping,) = fragility(contest).tippings

    said = say_turn(tipping.turn, book=book, classes=contest.classes, names=NAMES)
    assert str(said) == "Khánh Hòa would be classed “excellent” instead of “no class”"
    check_smallest(given, tipping)


def test_a_gate_makes_a_class_hang_on_its_weakest_line() -> None:
    given = inputs(judged("2.5"), judged("3"), book=GATED)
    found = [t for t in found_in(given).tippings if t.watch is Watch.CLASS]

    up = next(t for t in found if t.figure.alliance_id == 1 and t.points[1] > t.points[0])
    assert (up.figure.code, up.size) == ("IV.2", Decimal("0.50"))
    for tipping in found:
        check_smallest(given, tipping)


def test_decisions_that_move_something_are_listed_gates_first() -> None:
    given = inputs(
        {**judged("2"), "TH.1": Measure(actual=Decimal(1))},
        {"TP.2": Measure(events={"absent": 1}), "TH.1": Measure(actual=Decimal(0))},
    )
    contest = Contest(inputs=given)
    decisions = fragility(contest).decisions

    assert [
        str(say_decision(d, book=RULEBOOK, classes=contest.classes, names=NAMES)) for d in decisions
    ] == [
        "With the gate KC.1, Khánh Hòa would be classed “below” instead of “excellent”.",
        (
            "Without the penalty TP.2 of Gia Lai (0.50 points), Khánh Hòa, Gia Lai would share"
            " the first place."
        ),
        "Without the bonus TH.1 of Khánh Hòa (1.00 points), Gia Lai would lead.",
    ]


def test_a_gate_that_is_on_is_thought_away() -> None:
    decision = Decision(
        code="KC.1", member=None, size=None, turn=Turn(leaders=None, classes={1: "excellent"})
    )

    assert str(say_decision(decision, book=GATED, classes={1: "good"}, names=NAMES)) == (
        "Without the gate KC.1, Khánh Hòa would be classed “excellent” instead of “good”."
    )


def test_who_has_no_total_falls_behind_nobody() -> None:
    rising: dict[str, Measure | None] = {"III.1": Measure(actual=Decimal(40), target=Decimal(30))}
    unfinished = {"III.1": Measure(actual=Decimal(20), target=Decimal(30)), "IV.2": None}
    given = inputs(rising, {}, unfinished, book=COMPARED)

    found = found_in(given).tippings

    assert {t.figure.alliance_id for t in found if t.watch is Watch.LEAD} == {1, 2}
    for tipping in found:
        check_smallest(given, tipping)


def test_only_the_smallest_are_kept() -> None:
    given = inputs({}, *(judged(f"{n}") for n in range(3)))

    assert len([t for t in found_in(given, shown=2).tippings if t.watch is Watch.LEAD]) == 2
    smallest = [t.size for t in found_in(given, shown=2).tippings]
    assert smallest == sorted(smallest)


@pytest.mark.parametrize(
    ("book", "members", "seconds"),
    [
        pytest.param(GATED, 600, 15, id="600 members"),
        pytest.param(COMPARED, 60, 15, id="60 members compared with the best"),
    ],
)
def test_the_search_ends_soon_however_many_members(
    book: RuleBook, members: int, seconds: int
) -> None:
    chance = Random(members)
    figures = [
        {
            "III.1": Measure(actual=Decimal(chance.randint(20, 50)), target=Decimal(30)),
            "III.2.1": Measure(actual=Decimal(chance.randint(5, 10)), target=Decimal(10)),
            **judged(str(Decimal(chance.randint(0, 6)) / 2)),
        }
        for _member in range(members)
    ]
    began = process_time()

    found = found_in(inputs(*figures, book=book))

    assert found.tippings
    assert process_time() - began < seconds
