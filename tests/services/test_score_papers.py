"""What the score summary and the standings say on paper."""

from dataclasses import replace
from decimal import Decimal

from flask import Flask

from cluster.documents.scores import Score, ScoreSummary
from cluster.domain.permissions import SYSTEM
from cluster.domain.years import Phase
from cluster.language import say
from cluster.models import Year
from cluster.services import ranking, scoring, years
from cluster.services.printing import pledges as pledge_papers
from cluster.services.printing import scores as score_papers
from tests.conftest import NOW, TODAY
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.awards import make_frozen_year, member_of
from tests.make.scoring import FULL, make_scoring_year, self_score


def summary_of(year: Year) -> ScoreSummary:
    paper = score_papers.compose_summary(SYSTEM, year, TODAY).paper
    assert isinstance(paper, ScoreSummary)
    return paper


def test_the_summary_shows_the_frozen_points_line_by_line_with_sums_and_places(app: Flask) -> None:
    year = make_frozen_year(3)

    paper = summary_of(year)

    assert paper.members == ("TP. Hồ Chí Minh", "Đắk Lắk", "Gia Lai")
    assert [section.title for section in paper.sections] == [
        f"{section.code}. {section.name_vi}"
        for section in ranking.standings(SYSTEM, year.id).book.children(None)
        if section.code in {"I", "III", "IV", "VI"}
    ]
    assert paper.frozen == say(scoring.score_table(SYSTEM, year.id).stamp.sentence, "vi")
    assert paper.totals == tuple(row.total for row in ranking.standings(SYSTEM, year.id).rows)
    assert paper.ranks == (1, 2, 3)
    assert paper.content_totals == tuple(
        sum((section.totals[column] or Decimal(0) for section in paper.sections), Decimal(0))
        for column in range(3)
    )


def test_the_sum_of_a_section_is_that_of_its_lines(app: Flask) -> None:
    year = make_frozen_year(3)

    for section in summary_of(year).sections:
        lines = [line for line in section.lines if line.code.count(".") == 1]
        assert section.totals == tuple(
            sum((line.scores[column].points or Decimal(0) for line in lines), Decimal(0))
            for column in range(3)
        )
        assert section.max_points == sum(
            (line.max_points or Decimal(0) for line in lines), Decimal(0)
        )


def test_before_the_freeze_the_summary_is_a_draft_with_open_lines(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    self_score(year, member_of(year))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    composed = score_papers.compose_summary(SYSTEM, year, TODAY)
    paper = summary_of(year)

    assert (composed.is_final, composed.title, composed.filename) == (
        False,
        "Bảng tổng hợp điểm thi đua năm 2026 (bản nháp)",
        "bang-tong-hop-diem-thi-dua-nam-2026-ban-nhap.pdf",
    )
    assert (paper.frozen, paper.letterhead.dated) == ("", None)
    assert [total is None for total in paper.totals] == [False, True, True]
    assert paper.ranks[1:] == (None, None)
    assert paper.sections[0].totals[1:] == (None, None)


def test_a_line_not_assigned_is_marked_and_explained(app: Flask) -> None:
    rebased = replace(RULEBOOK, rebase_not_assigned=True)
    year = make_scoring_year(Phase.REPORT, book=rebased, not_assigned=[(0, "VI.2")])
    for place in range(3):
        given = {code: m for code, m in FULL.items() if place or code != "VI.2"}
        self_score(year, member_of(year, place), given)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    paper = summary_of(year)
    line = next(x for s in paper.sections for x in s.lines if x.code == "VI.2")

    assert line.scores[0] == Score(points=None, assigned=False)
    assert paper.totals[0] is not None
    assert paper.notes == (
        "Đơn vị có tiêu chí không giao chỉ tiêu: điểm nội dung được quy đổi theo thang 100 điểm.",
    )
    joint = pledge_papers.compose_joint(SYSTEM, year, TODAY).paper
    own, other = (
        pledge_papers.compose_member(SYSTEM, year, member_of(year, place), TODAY).paper
        for place in (0, 1)
    )
    assert joint.notes == ("Tiêu chí VI.2 không giao cho: TP. Hồ Chí Minh.",)
    assert [target.code for target in own.targets if target.code == "VI.2"] == ["VI.2"]
    assert [target.code for target in other.targets if target.code == "VI.2"] == []


def test_standings_list_places_totals_and_classes(app: Flask) -> None:
    year = make_frozen_year(3)

    rows = score_papers.compose_standings(SYSTEM, year, TODAY).paper.rows

    assert [(row.rank, row.member) for row in rows] == [
        (1, "Liên minh Hợp tác xã TP. Hồ Chí Minh"),
        (2, "Liên minh Hợp tác xã Đắk Lắk"),
        (3, "Liên minh Hợp tác xã Gia Lai"),
    ]
    assert [row.content + row.bonus + row.penalty for row in rows] == [row.total for row in rows]


def test_standings_say_how_many_lines_are_open(app: Flask) -> None:
    year = make_scoring_year(Phase.REPORT)
    self_score(year, member_of(year))
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)

    rows = score_papers.compose_standings(SYSTEM, year, TODAY).paper.rows

    assert [(row.rank, row.total, row.note) for row in rows[1:]] == [
        (None, None, "Còn 8 tiêu chí chưa chấm"),
        (None, None, "Còn 8 tiêu chí chưa chấm"),
    ]
