from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster.domain.errors import Name, RuleViolation
from cluster.domain.ranking import (
    FrozenResult,
    Place,
    classify,
    freeze,
    rank,
    waiting_for_ballot,
)
from cluster.domain.rulebook import Rung, RungKind
from cluster.domain.ties import TieBallot, TieFacts, clean_seed, draw_lot
from cluster.domain.totals import MemberTotal, total_points
from tests.domain.sample_rulebook import FULL_MARKS, RULEBOOK

GATED = replace(RULEBOOK, gates_on=frozenset({"KC.1"}))
CONTENT = Rung(kind=RungKind.CONTENT)
PENALTIES = Rung(kind=RungKind.FEWER_PENALTIES)
SECTION_III = Rung(kind=RungKind.SECTION, section="III")


def total(**points: str | None) -> MemberTotal:
    """Return the total of full marks with these lines changed (III_1 for III.1)."""
    changed = {
        code.replace("_", "."): None if given is None else Decimal(given)
        for code, given in points.items()
    }
    return total_points(RULEBOOK, {**FULL_MARKS, **changed})


def places(totals: dict[int, MemberTotal], *ladder: Rung) -> dict[int, int | None]:
    return {place.member: place.place for place in rank(totals, ladder)}


FIVE = {
    1: total(III_1="10"),
    2: total(III_1="12"),
    3: total(III_1="12"),
    4: total(),
    5: total(III_1=None),
}


def test_equal_totals_share_a_place_and_the_next_one_is_left_out() -> None:
    assert rank(FIVE) == [
        Place(member=4, place=1, total=Decimal("100.0")),
        Place(member=2, place=2, total=Decimal("97.0"), tied_with=(3,)),
        Place(member=3, place=2, total=Decimal("97.0"), tied_with=(2,)),
        Place(member=1, place=4, total=Decimal("95.0")),
        Place(member=5, place=None, total=None, missing=("III.1",)),
    ]


def test_zero_is_ranked_and_a_blank_is_not() -> None:
    assert places({1: total(III_1="0"), 2: total(III_1=None)}) == {1: 1, 2: None}


TIED = {
    1: total(III_1="13", TH_1="2", TP_2="-1"),
    2: total(III_1="14"),
    3: total(IV_1="2"),
    4: total(III_1="14.5", TP_2="-0.5"),
    5: total(IV_1="2"),
}


def test_without_a_ladder_all_share() -> None:
    assert places(TIED) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}


def test_the_ladder_breaks_ties_rung_by_rung() -> None:
    assert places(TIED, CONTENT) == {4: 1, 2: 2, 3: 2, 5: 2, 1: 5}
    assert places(TIED, PENALTIES) == {2: 1, 3: 1, 5: 1, 4: 4, 1: 5}
    assert places(TIED, CONTENT, PENALTIES, SECTION_III) == {4: 1, 3: 2, 5: 2, 2: 4, 1: 5}


def test_a_broken_tie_names_the_rung_that_broke_it() -> None:
    by_member = {p.member: p for p in rank(TIED, (CONTENT, PENALTIES, SECTION_III))}

    assert {member: str(place.broken_by) for member, place in by_member.items()} == {
        4: "Equal totals, told apart by the content score without bonus: 99.5",
        3: "Equal totals, told apart by the points of section III: 78.0",
        5: "Equal totals, told apart by the points of section III: 78.0",
        2: "Equal totals, told apart by the points of section III: 77.0",
        1: "Equal totals, told apart by the content score without bonus: 98.0",
    }
    assert by_member[3].tied_with == (5,)
    assert by_member[2].tied_with == ()


def test_fewer_penalties_are_named_by_their_size() -> None:
    last = rank({2: TIED[2], 4: TIED[4]}, (PENALTIES,))[-1]

    assert str(last.broken_by) == "Equal totals, told apart by fewer penalty points: 0.5"


def test_no_tie_means_no_reason() -> None:
    assert [place.broken_by for place in rank(FIVE, (CONTENT,))] == [None] * 5


members = st.dictionaries(
    st.integers(1, 15),
    st.builds(
        lambda new, pact, bonus, penalty: total(III_1=new, IV_1=pact, TH_1=bonus, TP_2=penalty),
        st.sampled_from([None, "0", "7.5", "14", "15"]),
        st.sampled_from(["0", "1.5", "3"]),
        st.sampled_from([None, "1"]),
        st.sampled_from([None, "-0.5"]),
    ),
    max_size=8,
)
ladders = st.lists(st.sampled_from([CONTENT, PENALTIES, SECTION_III]), unique=True)


@given(members, ladders, st.randoms())
def test_the_order_of_the_members_never_changes_places(
    totals: dict[int, MemberTotal], ladder: list[Rung], random: Random
) -> None:
    shuffled = list(totals.items())
    random.shuffle(shuffled)

    assert rank(dict(shuffled), ladder) == rank(totals, ladder)


@given(members, ladders)
def test_a_place_counts_the_members_in_front(
    totals: dict[int, MemberTotal], ladder: list[Rung]
) -> None:
    ranked = rank(totals, ladder)
    given_places = [place.place for place in ranked if place.place is not None]

    assert sorted(place.member for place in ranked) == sorted(totals)
    for place in ranked:
        if place.place is None:
            assert totals[place.member].missing == place.missing != ()
        else:
            assert place.place == 1 + sum(p < place.place for p in given_places)
            assert given_places.count(place.place) == 1 + len(place.tied_with)


@given(members, ladders)
def test_a_higher_total_is_always_in_front(
    totals: dict[int, MemberTotal], ladder: list[Rung]
) -> None:
    ranked = [place.total for place in rank(totals, ladder) if place.total is not None]

    assert ranked == sorted(ranked, reverse=True)


@given(members)
def test_a_blank_never_wins_a_place(totals: dict[int, MemberTotal]) -> None:
    before = places(totals)
    for member in totals:
        after = places({**totals, member: total(III_1=None)})
        assert after[member] is None
        assert all(
            after[other] is None or after[other] <= (before[other] or 0)  # type: ignore[operator]
            for other in totals
            if other != member
        )


@pytest.mark.parametrize(
    ("given_total", "key", "sentence"),
    [
        pytest.param(total(), "excellent", "100.0 points, “excellent” from 90", id="the best"),
        pytest.param(
            total(III_2_1="27"), "excellent", "91 points, “excellent” from 90", id="over 85 %"
        ),
        pytest.param(
            total(III_1="7.5", IV_1="2.56"),
            "below",
            "92.06 points, “below” from 0; no better class:"
            " KC.1: III.1 has 7.5 of 15 points, under 85.00 %",
            id="one weak line goes through all classes",
        ),
    ],
)
def test_classes_with_the_gate(given_total: MemberTotal, key: str, sentence: str) -> None:
    found = classify(GATED, given_total)

    assert found.band is not None
    assert (found.band.key, str(found.explanation)) == (key, sentence)


def test_one_criterion_under_85_percent_is_not_excellent() -> None:
    three_of_four = total(I_3="3", III_2_1="28")

    assert three_of_four.total == Decimal("92.0")
    assert classify(GATED, three_of_four).band == GATED.bands[2]
    assert classify(RULEBOOK, three_of_four).band == RULEBOOK.bands[0]


def test_incomplete_members_and_those_below_every_class_have_none() -> None:
    no_floor = replace(GATED, bands=GATED.bands[:1])

    assert str(classify(RULEBOOK, total(III_1=None)).explanation) == (
        "Not classed: lines are not scored yet."
    )
    assert str(classify(no_floor, total(III_2_1="1")).explanation) == (
        "39 points are below every class."
    )
    assert str(classify(no_floor, total(I_3="3")).explanation) == (
        "KC.1: I.3 has 3 of 4 points, under 85.00 %"
    )
    assert classify(no_floor, total(I_3="3")).band is None


def test_a_frozen_result_keeps_names_places_and_reasons_and_survives_being_stored() -> None:
    book = replace(GATED, ladder=(CONTENT, PENALTIES, SECTION_III))
    result = freeze(
        book,
        {**TIED, 6: total(III_1=None)},
        names={member: f"Liên minh {member}" for member in range(1, 7)},
        year=2025,
        now=datetime(2025, 12, 20, 3, 0, tzinfo=UTC),
    )

    assert [(line.member_name, line.place) for line in result.lines] == [
        ("Liên minh 4", 1),
        ("Liên minh 3", 2),
        ("Liên minh 5", 2),
        ("Liên minh 2", 4),
        ("Liên minh 1", 5),
        ("Liên minh 6", None),
    ]
    assert result.lines[0].class_name == Name(vi="excellent", en="excellent")
    assert result.lines[-1].class_key is None
    assert FrozenResult.from_data(result.to_data()) == result


EARLIER = Rung(kind=RungKind.EARLIER_REPORT)
LOT = Rung(kind=RungKind.LOT)
NOON = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)


def told_apart(
    facts: dict[int, TieFacts], *ladder: Rung, members: int = 3
) -> list[tuple[int, int | None, str]]:
    equal = {member: total() for member in range(1, members + 1)}
    return [
        (place.member, place.place, str(place.broken_by or ""))
        for place in rank(equal, ladder, facts)
    ]


def test_the_earlier_last_report_goes_first_and_none_at_all_goes_last() -> None:
    facts = {
        1: TieFacts(reported_at=None),
        2: TieFacts(reported_at=NOON),
        3: TieFacts(reported_at=NOON - timedelta(seconds=1)),
    }

    assert told_apart(facts, EARLIER) == [
        (3, 1, "Equal totals, told apart by the earlier last report: 11:59:59 20/11/2025"),
        (2, 2, "Equal totals, told apart by the earlier last report: 12:00:00 20/11/2025"),
        (1, 3, "Equal totals, told apart by the earlier last report: none"),
    ]


def test_a_lot_is_what_anybody_can_draw_again() -> None:
    codes = {1: "DAKLAK", 2: "GIALAI", 3: "KHANHHOA"}
    facts = {
        member: TieFacts(lot=draw_lot("Xổ số 5/12: 48151", year=2025, code=code))
        for member, code in codes.items()
    }
    digests = {
        member: sha256(f"Xổ số 5/12: 48151 2025 {code}".encode()).hexdigest()
        for member, code in codes.items()
    }

    assert told_apart(facts, LOT) == [
        (
            member,
            place,
            f"Equal totals, told apart by lot, the smallest first: {digests[member][:16]}",
        )
        for place, member in enumerate(sorted(digests, key=digests.__getitem__), start=1)
    ]


def test_without_reports_or_a_seed_equal_members_share_the_place() -> None:
    assert told_apart({}, EARLIER, LOT) == [(1, 1, ""), (2, 1, ""), (3, 1, "")]


@pytest.mark.parametrize(
    ("seed", "kept"),
    [
        pytest.param("  Xổ số   48151 ", "Xổ số 48151", id="blanks are made one"),
        pytest.param(
            "Xo\u0302\u0309 so\u0302\u0301 48151", "Xổ số 48151", id="accents are composed"
        ),
    ],
)
def test_a_seed_is_kept_the_way_it_is_drawn_from(seed: str, kept: str) -> None:
    assert clean_seed(seed) == kept


@pytest.mark.parametrize(
    "seed", [pytest.param("1 2 3", id="short"), pytest.param("7" * 201, id="long")]
)
def test_a_seed_that_says_nothing_or_too_much_is_refused(seed: str) -> None:
    with pytest.raises(RuleViolation, match="Write a seed of 6 to 200 characters"):
        clean_seed(seed)


BALLOT = Rung(kind=RungKind.BALLOT)
EQUALS = {1: total(), 2: total(), 3: total()}


def ballot(number: int, winner: int | None, *between: int) -> TieBallot:
    return TieBallot(
        number=number, between=frozenset(between), winner=winner, votes=4 if winner else 0, valid=5
    )


def told(*ballots: TieBallot, ladder: tuple[Rung, ...] = (BALLOT,)) -> list[tuple[int, int, str]]:
    return [
        (place.member, place.place or 0, str(place.broken_by))
        for place in rank(EQUALS, ladder, ballots=ballots)
    ]


def test_a_ballot_between_exactly_the_equals_decides_and_the_others_vote_again() -> None:
    first = ballot(7, 2, 1, 2, 3)

    assert told(first, ballot(9, 3, 1, 3)) == [
        (2, 1, "Equal totals, told apart by ballot no. 7: chosen with 4 of 5 valid votes"),
        (3, 2, "Equal totals, told apart by ballot no. 9: chosen with 4 of 5 valid votes"),
        (1, 3, "Equal totals, told apart by ballot no. 9: not chosen"),
    ]
    assert told(first)[1:] == [
        (1, 2, "Equal totals, told apart by ballot no. 7: not chosen"),
        (3, 2, "Equal totals, told apart by ballot no. 7: not chosen"),
    ]


def test_a_ballot_between_others_than_the_equals_decides_nothing() -> None:
    assert told(ballot(7, 2, 1, 2)) == [(1, 1, "None"), (2, 1, "None"), (3, 1, "None")]


def test_a_ballot_that_came_out_equal_is_named_and_leaves_it_to_the_next_rung() -> None:
    undecided = ballot(7, None, 1, 2, 3)
    lots = {1: TieFacts(lot=3), 2: TieFacts(lot=1), 3: TieFacts(lot=2)}
    drawn = rank(EQUALS, (BALLOT, Rung(kind=RungKind.LOT)), lots, [undecided])

    assert told(undecided) == [
        (member, 1, "Equal totals; ballot no. 7 decided nothing") for member in (1, 2, 3)
    ]
    assert [place.member for place in drawn] == [2, 3, 1]
    assert "told apart by lot" in str(drawn[0].broken_by)


def test_the_equals_that_wait_for_a_ballot_are_named() -> None:
    totals = {**EQUALS, 4: total(III_1="0"), 5: total(III_1="0"), 6: total(III_1="1")}

    assert waiting_for_ballot(totals, (CONTENT, BALLOT)) == [(1, 2, 3), (4, 5)]
    assert waiting_for_ballot(totals, (BALLOT,), ballots=[ballot(7, 2, 1, 2, 3)]) == [
        (1, 3),
        (4, 5),
    ]
    assert waiting_for_ballot(totals, (CONTENT,)) == []
