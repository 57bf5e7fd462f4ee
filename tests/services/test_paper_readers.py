"""Who finds which issued paper."""

import pytest
from flask import Flask

from cluster.domain.errors import NotFound
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.printing import PaperKind
from cluster.domain.years import Phase
from cluster.models import IssuedPaper, Year
from cluster.services import printing, ranking, years
from tests.conftest import NOW
from tests.make.awards import issue, make_decided, make_frozen_year, member_of, reprint
from tests.make.pledges import make_pledge_year, make_signed_pledge
from tests.make.scoring import acting, make_settled_year, officer

AWARD, JOINT, MEMBER = PaperKind.AWARD, PaperKind.JOINT_PLEDGE, PaperKind.MEMBER_PLEDGE
STANDINGS = PaperKind.STANDINGS


def readers(year: Year) -> dict[str, Actor]:
    return {
        "secretary": acting(year, Role.SECRETARY),
        "chair": acting(year, Role.CHAIR),
        "auditor": acting(year, Role.AUDITOR),
        "council": acting(year, Role.COUNCIL, member_of(year, 1)),
        "reviewer": acting(year, Role.REVIEWER, member_of(year, 1)),
        "own officer": officer(year, member_of(year, 0)),
        "own signer": acting(year, Role.SIGNER, member_of(year, 0)),
        "other officer": officer(year, member_of(year, 1)),
    }


def who_has(year: Year, paper: IssuedPaper) -> set[str]:
    """Return who finds the paper in the list; for all others it must not exist."""
    found = set()
    for name, actor in readers(year).items():
        if paper.id in {line.id for line in printing.list_papers(actor, year.id)}:
            assert reprint(year, paper, actor=actor).startswith(b"%PDF")
            found.add(name)
        else:
            with pytest.raises(NotFound):
                reprint(year, paper, actor=actor)
    return found


def test_each_sees_the_papers_that_are_theirs(app: Flask) -> None:
    year = make_frozen_year(2)
    award = make_decided(year)
    runners = {"secretary", "chair", "auditor"}
    own = {"own officer", "own signer"}
    everybody = set(readers(year))
    papers = {
        kind: issue(year, kind, about)
        for kind, about in [(JOINT, None), (MEMBER, member_of(year)), (AWARD, award.id)]
    }
    scores = issue(year, STANDINGS)

    assert {kind: who_has(year, paper) for kind, paper in papers.items()} == {
        JOINT: everybody,
        MEMBER: runners | own,
        AWARD: runners | own,
    }
    assert who_has(year, scores) == runners | {"council"}
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)
    assert who_has(year, scores) == everybody


def test_a_draft_of_scores_stays_with_who_runs_the_year(app: Flask) -> None:
    year = make_settled_year(2)
    draft = issue(year, STANDINGS)
    ranking.freeze(acting(year, Role.CHAIR), year.id, now=NOW)
    final = issue(year, STANDINGS)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert (draft.is_final, final.is_final, final.issue) == (False, True, 2)
    assert who_has(year, draft) == {"secretary", "chair", "auditor", "council"}
    assert who_has(year, final) == set(readers(year))


def test_a_paper_of_another_year_does_not_exist_here(app: Flask) -> None:
    year = make_pledge_year()
    make_signed_pledge(year)
    paper = issue(year, JOINT)
    other = years.open_year(SYSTEM, year.cluster_id, 2027, now=NOW)

    with pytest.raises(NotFound):
        printing.reprint(SYSTEM, app.extensions["files"], other.id, paper.id)
