from datetime import date
from typing import Any

import pytest

from cluster.domain.duties import Duty, Where, duties, listed
from cluster.domain.errors import _
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.progress import Progress, Situation
from cluster.domain.years import Phase

CLUSTER = 1
KHANH_HOA, DONG_NAI = 11, 12
TODAY = date(2026, 11, 21)


def who(role: Role, alliance_id: int | None = None) -> Actor:
    return Actor(user_id=1, name="An", grants=(Grant(role, CLUSTER, alliance_id),))


OFFICER = who(Role.OFFICER, KHANH_HOA)
SIGNER = who(Role.SIGNER, KHANH_HOA)
SECRETARY = who(Role.SECRETARY)


def member(alliance_id: int = KHANH_HOA, **done: Any) -> Progress:
    name = {KHANH_HOA: "Khánh Hòa", DONG_NAI: "Đồng Nai"}[alliance_id]
    return Progress(alliance_id=alliance_id, short_name=name, lines=33, **done)


FINISHED = {"reported": 33, "self_scored": 33, "appraised": 33, "settled": 33, "scored": 33}


def year(phase: Phase, *members: Progress, **where: Any) -> Situation:
    return Situation(
        cluster_id=CLUSTER,
        phase=phase,
        today=TODAY,
        members=members or (member(**FINISHED),),
        **where,
    )


def said(actor: Actor, at: Situation) -> list[str]:
    return [str(duty.message) for duty in duties(actor, at)]


@pytest.mark.parametrize(
    ("actor", "at", "sentences"),
    [
        pytest.param(
            OFFICER,
            year(
                Phase.PLEDGE,
                member(targets_asked=20, targets_set=18),
                pledge=PledgeStatus.DRAFT,
            ),
            ["Set the targets still missing: 2."],
            id="an officer sets the targets that are missing",
        ),
        pytest.param(
            who(Role.COUNCIL, KHANH_HOA),
            year(
                Phase.COUNCIL,
                member(DONG_NAI, **FINISHED),
                to_vote=["Bầu Cụm trưởng năm 2027"],
            ),
            ["Cast your vote: Bầu Cụm trưởng năm 2027."],
            id="a council member votes",
        ),
        pytest.param(
            SIGNER,
            year(Phase.PLEDGE, member(), pledge=PledgeStatus.SIGNING),
            ["Read and sign the joint pledge."],
            id="a signer signs once everybody's targets are set",
        ),
        pytest.param(
            SIGNER,
            year(
                Phase.PLEDGE,
                member(),
                member(DONG_NAI, targets_asked=1),
                pledge=PledgeStatus.DRAFT,
            ),
            [],
            id="a signer waits while another member's targets are missing",
        ),
        pytest.param(
            SIGNER,
            year(Phase.PLEDGE, member(has_signed=True), pledge=PledgeStatus.SIGNING),
            [],
            id="who has signed has nothing left to do",
        ),
        pytest.param(
            OFFICER,
            year(Phase.REPORT, member(drafts=2, reported=30, self_scored=31)),
            [
                "Submit the reports that are still drafts: 2.",
                "Report on the criteria that have no report yet: 3.",
                "Score yourselves in the lines still empty: 2.",
            ],
            id="an officer submits drafts, reports and scores the own alliance",
        ),
        pytest.param(
            OFFICER,
            year(Phase.REVIEW, member(cross_asked=33, cross_given=30)),
            ["Cross-score the lines of other members that wait for you: 3."],
            id="an officer cross-scores another member",
        ),
        pytest.param(
            SIGNER,
            year(Phase.REPORT, member(drafts=2)),
            [],
            id="reporting is the officer's, not the signer's",
        ),
        pytest.param(
            who(Role.REVIEWER, KHANH_HOA),
            year(Phase.REVIEW, member(), member(DONG_NAI, appraised=30)),
            ["Lines that wait for your appraisal: 3."],
            id="an appraiser is never asked for the own alliance",
        ),
        pytest.param(
            who(Role.REVIEWER, KHANH_HOA),
            year(Phase.REVIEW, member(), member(DONG_NAI, appraised=33)),
            [],
            id="an appraiser who is through",
        ),
        pytest.param(
            who(Role.COUNCIL, KHANH_HOA),
            year(Phase.COUNCIL, member(), member(DONG_NAI, settled=32)),
            ["Lines without a final score: 1. Where none is given, the layer below counts."],
            id="the council settles lines",
        ),
        pytest.param(
            who(Role.COUNCIL, KHANH_HOA),
            year(Phase.COUNCIL, member(), member(DONG_NAI, settled=33)),
            [],
            id="a council that is through",
        ),
        pytest.param(
            OFFICER,
            year(Phase.REVIEW, member(open_again=2, to_cross_again=1)),
            [
                "Lines sent back to you, to report on anew: 2.",
                "Cross-scores you gave before a new report, to confirm or change: 1.",
            ],
            id="an officer reports anew, and scores again what others reported anew",
        ),
        pytest.param(
            who(Role.REVIEWER, KHANH_HOA),
            year(
                Phase.REVIEW,
                member(to_appraise_again=5),
                member(DONG_NAI, appraised=33, to_appraise_again=2),
            ),
            ["Lines with a new report, to confirm or appraise again: 2."],
            id="an appraiser looks again, but never at the own alliance",
        ),
        pytest.param(
            SIGNER,
            year(Phase.COUNCIL, object_until=TODAY),
            ["Read how you were appraised. You may ask or object until 2026-11-21."],
            id="a signer may object while the days run",
        ),
        pytest.param(
            who(Role.REVIEWER, KHANH_HOA),
            year(Phase.COUNCIL, member(DONG_NAI, explanations=1, objections=1)),
            ["Members wait for an explanation: 1."],
            id="an appraiser explains",
        ),
        pytest.param(
            who(Role.AUDITOR),
            year(Phase.COUNCIL, object_until=TODAY),
            [],
            id="an auditor objects to nothing",
        ),
        pytest.param(
            who(Role.AUDITOR), year(Phase.PLEDGE), [], id="nothing ever waits for an auditor"
        ),
    ],
)
def test_what_waits_for_members_and_scorers(
    actor: Actor, at: Situation, sentences: list[str]
) -> None:
    assert said(actor, at) == sentences


@pytest.mark.parametrize(
    ("at", "sentences"),
    [
        pytest.param(
            year(Phase.SETUP, blocks=[_("The year has no leader.")]),
            ["The year has no leader."],
            id="setup: what still blocks the next phase",
        ),
        pytest.param(
            year(Phase.SETUP),
            ["Everything is set up: open the phase “Pledge”."],
            id="setup: nothing blocks",
        ),
        pytest.param(
            year(Phase.PLEDGE),
            ["Start the joint pledge of the year."],
            id="pledge: not started",
        ),
        pytest.param(
            year(
                Phase.PLEDGE,
                member(has_signed=True),
                member(DONG_NAI, targets_asked=2),
                pledge=PledgeStatus.DRAFT,
            ),
            ["Targets are missing at: Đồng Nai.", "Not signed yet: Đồng Nai."],
            id="pledge: who lacks targets and signature",
        ),
        pytest.param(
            year(Phase.PLEDGE, pledge=PledgeStatus.IN_FORCE),
            ["Everybody has signed: open the phase “Report”."],
            id="pledge: in force",
        ),
        pytest.param(
            year(Phase.REPORT, member(**FINISHED), member(DONG_NAI, self_scored=33)),
            ["Criteria without a report at: Đồng Nai."],
            id="report: who has not reported everything",
        ),
        pytest.param(
            year(Phase.REPORT, member(reported=33)),
            ["Self-scores are missing at: Khánh Hòa."],
            id="report: who has not scored itself",
        ),
        pytest.param(
            year(Phase.REVIEW, member(), member(DONG_NAI, **FINISHED)),
            ["Lines wait for appraisal at: Khánh Hòa."],
            id="review: whose lines wait",
        ),
        pytest.param(
            year(Phase.COUNCIL, member(settled=33)),
            ["Lines without any score, so that there is no total: Khánh Hòa."],
            id="council: who is incomplete",
        ),
        pytest.param(
            year(Phase.COUNCIL),
            ["Every line is scored: freeze the ranking."],
            id="council: all scored",
        ),
        pytest.param(
            year(Phase.COUNCIL, member(**FINISHED, objections=1), object_until=TODAY),
            [
                "Objections are undecided of: Khánh Hòa.",
                "Members may ask and object until 2026-11-21.",
            ],
            id="council: objections are undecided, and more may come",
        ),
        pytest.param(
            year(Phase.FROZEN),
            ["Publish the result once objections are settled."],
            id="frozen",
        ),
        pytest.param(
            year(Phase.PUBLISHED),
            [
                "Record proposals and decisions of awards.",
                "Print the papers and hand them out.",
                "Hand over to the next leader.",
            ],
            id="published",
        ),
        pytest.param(year(Phase.ARCHIVED), [], id="archived: nothing is left to do"),
    ],
)
def test_what_waits_for_the_secretary(at: Situation, sentences: list[str]) -> None:
    assert said(SECRETARY, at) == sentences


@pytest.mark.parametrize(
    ("next_on", "days_left", "late"),
    [
        pytest.param(date(2026, 11, 30), 9, 0, id="in time"),
        pytest.param(TODAY, 0, 0, id="on the day itself"),
        pytest.param(date(2026, 11, 20), -1, 1, id="a day late"),
        pytest.param(None, None, 0, id="not planned"),
    ],
)
def test_a_phase_that_is_late_comes_first(
    next_on: date | None, days_left: int | None, late: int
) -> None:
    at = year(Phase.PUBLISHED, next_on=next_on)

    assert at.days_left == days_left
    assert [str(d.message) for d in duties(SECRETARY, at)][:late] == [
        "The phase “Archived” was planned for 2026-11-20. Move the year on, or plan another day."
    ][:late]
    assert len(duties(SECRETARY, at)) == 3 + late


def test_only_who_runs_the_year_is_told_that_it_is_late() -> None:
    at = year(Phase.REPORT, next_on=date(2026, 11, 20))

    assert said(OFFICER, at) == []


def test_the_last_phase_has_none_after_it() -> None:
    assert year(Phase.ARCHIVED, next_on=date(2026, 1, 1)).next_phase is None
    assert said(SYSTEM, year(Phase.ARCHIVED, next_on=date(2026, 1, 1))) == []


def test_signing_is_a_solemn_duty_on_the_pledges_page() -> None:
    at = year(Phase.PLEDGE, pledge=PledgeStatus.SIGNING)

    assert duties(SIGNER, at) == [
        Duty(
            message=_("Read and sign the joint pledge."),
            where=Where.PLEDGE,
            alliance_id=KHANH_HOA,
            is_solemn=True,
        )
    ]


@pytest.mark.parametrize(
    ("names", "written"),
    [
        pytest.param(["Gia Lai", "Đắk Lắk"], "Gia Lai, Đắk Lắk", id="few are all named"),
        pytest.param(
            [str(n) for n in range(1, 10)], "1, 2, 3, 4, 5, 6 … (+3)", id="of many the first"
        ),
    ],
)
def test_names_are_listed(names: list[str], written: str) -> None:
    assert listed(names) == written


def test_the_chair_decides_objections() -> None:
    at = year(Phase.COUNCIL, member(objections=2, **FINISHED))

    assert "Objections to decide: 2." in said(who(Role.CHAIR), at)
