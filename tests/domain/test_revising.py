"""Revisions of a frozen ranking: who corrects, who approves, what changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cluster.domain.errors import RuleViolation
from cluster.domain.ranking import FrozenResult, freeze
from cluster.domain.revising import (
    Approver,
    CorrectionStatus,
    LineChange,
    Stamp,
    changes,
    check_approval,
    check_correctable,
    check_extendable,
    check_open,
    check_proposal,
    is_approved,
)
from cluster.domain.totals import total_points
from cluster.domain.years import Phase
from tests.domain.sample_rulebook import FULL_MARKS, RULEBOOK

NOW = datetime(2025, 12, 8, 3, 0, 5, tzinfo=UTC)
SEAL = "8f3a01bc77d290ee" + "0" * 48


@pytest.mark.parametrize(
    ("sha256", "sentence"),
    [
        pytest.param(
            SEAL,
            "Frozen at 10:00:05 08/12/2025 by Cô Mai, revision 2, seal 8F3A-01BC-77D2-90EE.",
            id="sealed",
        ),
        pytest.param(
            "",
            "Frozen at 10:00:05 08/12/2025 by Cô Mai, revision 2, before rankings were sealed.",
            id="by version 1.0",
        ),
    ],
)
def test_one_sentence_says_what_a_frozen_result_is(sha256: str, sentence: str) -> None:
    stamp = Stamp(revision=2, at=NOW, by="Cô Mai", sha256=sha256)

    assert str(stamp.sentence) == sentence


@pytest.mark.parametrize("phase", list(Phase))
def test_only_what_is_frozen_and_not_archived_is_corrected(phase: Phase) -> None:
    if phase in {Phase.FROZEN, Phase.PUBLISHED}:
        check_correctable(phase)
    else:
        with pytest.raises(RuleViolation):
            check_correctable(phase)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        pytest.param(
            lambda: check_proposal(reason=" ", proposes_own=False), "Say why", id="no reason"
        ),
        pytest.param(
            lambda: check_proposal(reason="x", proposes_own=True),
            "Nobody corrects a figure of their own alliance",
            id="one's own figure",
        ),
        pytest.param(
            lambda: check_extendable(is_proposer=False, approvals=0),
            "proposed already",
            id="another's correction",
        ),
        pytest.param(
            lambda: check_extendable(is_proposer=True, approvals=1),
            "takes no more figures",
            id="approved by somebody",
        ),
        pytest.param(
            lambda: check_open(CorrectionStatus.WITHDRAWN), "correction is over", id="over"
        ),
        pytest.param(
            lambda: check_approval(Approver(user_id=1, is_chair=True), [], **PROPOSED),
            "does not approve it",
            id="the proposer approves",
        ),
        pytest.param(
            lambda: check_approval(
                Approver(user_id=2, is_chair=False, alliances=frozenset({5, 7})), [], **PROPOSED
            ),
            "their own alliance",
            id="of a corrected member",
        ),
        pytest.param(
            lambda: check_approval(Approver(user_id=2, is_chair=True), [2], **PROPOSED),
            "approved this correction already",
            id="twice",
        ),
    ],
)
def test_what_a_correction_may_not_be(act: Callable[[], None], refusal: str) -> None:
    with pytest.raises(RuleViolation, match=refusal):
        act()


PROPOSED = {"proposer_id": 1, "corrected": frozenset({5})}


def test_a_reason_of_the_secretary_and_others_approval_are_enough() -> None:
    check_proposal(reason="Công văn 12", proposes_own=False)
    check_extendable(is_proposer=True, approvals=0)
    check_open(CorrectionStatus.OPEN)
    approver = Approver(user_id=2, is_chair=False, alliances=frozenset({6}))
    check_approval(approver, [3], proposer_id=1, corrected={5})


@pytest.mark.parametrize(
    ("chairs", "enough"),
    [
        pytest.param([True], False, id="the chair alone"),
        pytest.param([False, False], False, id="two without the chair"),
        pytest.param([False, True], True, id="one and the chair"),
        pytest.param([False, False, True], True, id="two and then the chair"),
    ],
)
def test_two_approve_and_the_chair_is_one_of_them(chairs: list[bool], enough: bool) -> None:
    assert is_approved(chairs) is enough


def frozen(**points: str) -> tuple[FrozenResult, dict[str, dict[str, list[str]]]]:
    """Return the result of two members, the first with these points instead of full marks."""
    own = [{**FULL_MARKS, **{c.replace("_", "."): Decimal(p) for c, p in points.items()}}]
    marks = [*own, {**FULL_MARKS, "IV.1": Decimal("1.5")}]
    result = freeze(
        RULEBOOK,
        {n: total_points(RULEBOOK, each) for n, each in enumerate(marks, start=1)},
        names={1: "Gia Lai", 2: "Đắk Lắk"},
        year=2025,
        now=NOW,
    )
    codes = [*FULL_MARKS, "TH.1"]
    table = {
        code: {
            str(n): [str(each[code]), "final"]
            for n, each in enumerate(marks, start=1)
            if code in each
        }
        for code in codes
    }
    return result, table


def test_the_difference_names_places_totals_classes_and_lines() -> None:
    found = changes(*frozen(), *frozen(III_1="1", TH_1="2"))

    assert [(change.name, change.place, change.total) for change in found] == [
        ("Đắk Lắk", (2, 1), (Decimal("98.5"), Decimal("98.5"))),
        ("Gia Lai", (1, 2), (Decimal("100.0"), Decimal("88.0"))),
    ]
    assert [str(name) for name in found[1].class_name] == ["excellent", "good"]
    assert found[1].lines == (
        LineChange(code="III.1", before=Decimal(15), after=Decimal(1)),
        LineChange(code="TH.1", before=None, after=Decimal(2)),
    )
    assert found[0].lines == ()


def test_nothing_changed_is_no_change() -> None:
    assert changes(*frozen(), *frozen()) == ()
