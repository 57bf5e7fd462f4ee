"""Who signs the minutes of a ballot, and the tables of the scores: named as far as it is known."""

from datetime import timedelta

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.ballots import Method
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import Ballot, Year
from cluster.services import ballots
from cluster.services.printing import ballots as ballot_papers
from cluster.services.printing import scores as score_papers
from tests.conftest import NOW
from tests.make.awards import make_frozen_year
from tests.make.ballots import close, count_of, make_council, open_ballot
from tests.make.people import actor, make_user


def make_secretary(year: Year, name: str) -> None:
    make_user(Grant(Role.SECRETARY, year.cluster_id), full_name=name)


def signed(year: Year, ballot: Ballot) -> list[tuple[str, str]]:
    signers = ballot_papers.compose(SYSTEM, year, ballot.id).paper.signers
    return [(signer.position, signer.name) for signer in signers]


@pytest.mark.parametrize(
    ("secretaries", "named"),
    [
        pytest.param([], "", id="none"),
        pytest.param(["Nguyễn Thị Ngọc"], "Nguyễn Thị Ngọc", id="one"),
        pytest.param(["Nguyễn Thị Ngọc", "Trần Văn Hữu"], "", id="two, neither of whom closed it"),
    ],
)
def test_the_clusters_secretary_signs_the_minutes(
    app: Flask, secretaries: list[str], named: str
) -> None:
    year, _users = make_council(3)
    for name in secretaries:
        make_secretary(year, name)

    minutes = signed(year, close(open_ballot(year)))

    assert minutes == [("THƯ KÝ", named), ("CỤM TRƯỞNG", "Nguyễn Văn A")]


def test_of_two_secretaries_the_one_who_closed_the_ballot_signs(app: Flask) -> None:
    year, _users = make_council(3)
    make_secretary(year, "Nguyễn Thị Ngọc")
    second = make_user(Grant(Role.SECRETARY, year.cluster_id), full_name="Trần Văn Hữu")
    ballot = open_ballot(year)

    ballots.close(actor(second), ballot.id, now=NOW)

    assert signed(year, ballot)[0] == ("THƯ KÝ", "Trần Văn Hữu")


def test_who_counted_the_papers_signs_for_them(app: Flask) -> None:
    year, users = make_council(3)
    ballot = open_ballot(year, method=Method.PAPER)
    users[1].person.full_name = "Lê Quang Đễ"
    db.session.commit()
    for user in users[:2]:
        ballots.enter_count(actor(user), ballot.id, count=count_of(year, [3, 0, 0]), now=NOW)

    minutes = signed(year, close(ballot))

    assert minutes[:2] == [
        ("NGƯỜI KIỂM PHIẾU", "Nguyễn Thị Hoa"),
        ("NGƯỜI KIỂM PHIẾU", "Lê Quang Đễ"),
    ]


def test_who_froze_the_scores_has_made_their_tables(app: Flask) -> None:
    year = make_frozen_year(2)
    day = NOW.date() + timedelta(days=1)

    papers = [
        compose(SYSTEM, year, day).paper
        for compose in (score_papers.compose_summary, score_papers.compose_standings)
    ]

    assert [paper.signers[0].name for paper in papers] == ["secretary", "secretary"]
