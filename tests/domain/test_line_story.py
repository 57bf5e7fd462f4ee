"""The sentences of a line's history."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cluster.domain import line_story
from cluster.domain.line_story import Told
from cluster.domain.objections import ObjectionKind, Verdict
from cluster.domain.scoring import Layer

FIVE, TEN = Decimal(5), Decimal(10)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        pytest.param(None, FIVE, "Hoa gave 5 points (Appraisal).", id="the first figure"),
        pytest.param(FIVE, TEN, "Hoa changed 5 points to 10 (Appraisal).", id="a change"),
        pytest.param(FIVE, FIVE, "Hoa gave 5 points again (Appraisal).", id="a confirmation"),
        pytest.param(FIVE, None, "Hoa took 5 points back (Appraisal).", id="taken back"),
    ],
)
def test_points_are_told_from_what_to_what(
    before: Decimal | None, after: Decimal | None, sentence: str
) -> None:
    told = line_story.scored("Hoa", Layer.APPRAISAL, None, before=before, after=after)

    assert str(told) == sentence


def test_a_cross_score_names_the_member_that_gives_it() -> None:
    told = line_story.scored("Hoa", Layer.CROSS, "Gia Lai", before=None, after=FIVE)

    assert str(told) == "Hoa gave 5 points (Cross-score of Gia Lai)."


def test_what_was_sent_back_is_told_to_its_end() -> None:
    day = date(2026, 12, 5)

    assert [
        str(line_story.sent_back("Kha", "Gia Lai", day)),
        str(line_story.reported_anew("Gia Lai")),
        str(line_story.answered("Hoa", "Gia Lai")),
    ] == [
        "Kha sent the line back to Gia Lai, open until 2026-12-05.",
        "Gia Lai reported anew on the line.",
        "Hoa answered for Gia Lai; the line closed.",
    ]


def test_a_line_closes_at_midnight_in_vietnam() -> None:
    told = line_story.closed_unanswered(date(2026, 12, 5))

    assert told.at == datetime(2026, 12, 5, 17, tzinfo=UTC)
    assert str(told.sentence) == "The line closed by itself after 2026-12-05, without an answer."


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (ObjectionKind.EXPLANATION, "Hoa asked for an explanation for Gia Lai."),
        (ObjectionKind.OBJECTION, "Hoa objected for Gia Lai."),
    ],
)
def test_questions_are_told(kind: ObjectionKind, sentence: str) -> None:
    assert str(line_story.asked("Hoa", "Gia Lai", kind)) == sentence


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict.EXPLAINED, "Kha explained the score."),
        (Verdict.UPHELD, "Kha upheld the objection."),
        (Verdict.REFUSED, "Kha refused the objection."),
    ],
)
def test_answers_are_told(verdict: Verdict, sentence: str) -> None:
    assert str(line_story.decided("Kha", verdict)) == sentence


def test_the_story_begins_at_its_beginning() -> None:
    first, second = (
        Told(at=datetime(2026, 12, day, tzinfo=UTC), sentence=line_story.reported_anew("Gia Lai"))
        for day in (1, 2)
    )

    assert line_story.in_order([second, first]) == (first, second)
