"""The sample cluster with a year in every phase: whatever a page can show is there to be seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster.database import db
from cluster.domain.ballots import BallotKind, Method
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.rulebook import CriterionKind, Rung, RungKind, rulebook_to_data
from cluster.domain.years import Phase, vietnam_day
from cluster.models import Alliance, Cluster, Pledge, User, Year
from cluster.services import (
    awards,
    leadership,
    objections,
    people,
    pledges,
    ranking,
    reopening,
    rulebook,
    sample,
    scoring,
    years,
)
from cluster.services.members import members_of
from cluster.services.people import Newcomer
from cluster.services.pledges import TargetValue
from cluster.services.printing import register
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.achievements import attach, make_draft
from tests.make.awards import DECIDED_ON, decide, propose, propose_person
from tests.make.ballots import close, open_ballot, vote
from tests.make.orders import order_list, run, start
from tests.make.people import actor
from tests.make.pledges import make_pledge, set_targets, sign
from tests.make.revising import propose as propose_correction
from tests.make.rulebook import make_rulebook
from tests.make.scoring import TARGETS, acting, self_score
from tests.make.stock import made, make_printer, make_stock, order_onto
from tests.make.years import make_year

DRAWING_LOTS = replace(RULEBOOK, ladder=(*RULEBOOK.ladder, Rung(kind=RungKind.LOT)))


def make_every_phase(store: ObjectStore) -> None:
    """Load the sample (2025 archived, 2026 reporting), and years before and after it."""
    sample.load(store)
    running = db.session.scalars(select(Year).where(Year.number == 2026)).one()
    cluster = db.session.get_one(Cluster, running.cluster_id)
    six = [db.session.get_one(Alliance, member.alliance_id) for member in members_of(running)]
    _publish(cluster, six, 2021)
    _bring_to_council(cluster, six, 2022)
    _send_back(_review(cluster, six, 2023))
    _ask_for_signatures(running, six, 2027)
    years.open_year(SYSTEM, cluster.id, 2028, from_year_id=running.id, now=NOW)
    years.open_year(SYSTEM, cluster.id, 2029, now=NOW)
    _draft_a_report(running, "can-bo.dni")
    _bring_in_people(cluster)


def user_of(name: str) -> User:
    """Return an account of the sample by the first part of its address."""
    return db.session.scalars(select(User).where(User.email.startswith(f"{name}@"))).one()


def _review(cluster: Cluster, six: Sequence[Alliance], number: int) -> Year:
    """Bring a year to where its members have scored themselves and score each other."""
    year = make_year(number, cluster=cluster, alliances=six)
    make_rulebook(year, rulebook_to_data(DRAWING_LOTS))
    pledge = make_pledge(year, None)
    targets = {code: TargetValue(value=value) for code, value in TARGETS.items()}
    for alliance in six:
        set_targets(year, pledge, alliance.id, targets)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    _sign_by_heads(pledge, six)
    years.move(SYSTEM, year.id, Phase.REPORT, now=NOW)
    for alliance in six:
        self_score(year, alliance.id)
    years.move(SYSTEM, year.id, Phase.REVIEW, now=NOW)
    scoring.assign_round(acting(year, Role.SECRETARY), year.id, each=2, now=NOW)
    return year


def _bring_to_council(cluster: Cluster, six: Sequence[Alliance], number: int) -> Year:
    """Bring a year to its council, one member barred from nomination."""
    year = _review(cluster, six, number)
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=datetime.now(UTC))
    scoring.bar_nomination(
        acting(year, Role.SECRETARY),
        year.id,
        alliance_id=six[-1].id,
        code=next(line.code for line in RULEBOOK.criteria if line.kind is CriterionKind.GATE),
        document="Kết luận thanh tra số 01/KL-TTr",
        now=NOW,
    )
    _hold_ballots(year)
    _object(year)
    return year


def _send_back(year: Year) -> None:
    """Leave lines open to one member, and one that another has answered for."""
    appraiser = actor(user_of("tham-dinh.kha"))
    for name in ("can-bo.dni", "can-bo.hcm"):
        officer = actor(user_of(name))
        alliance_id = next(iter(officer.alliances(year.cluster_id)))
        sent = reopening.send_back(
            appraiser,
            year.id,
            alliance_id=alliance_id,
            notes={"III.1": "Thiếu biên bản nghiệm thu của hai hợp tác xã"},
            due_on=vietnam_day(datetime.now(UTC)),
            now=datetime.now(UTC),
        )
    reopening.answer(officer, year.id, sent.id, text="Số liệu đã đúng", now=datetime.now(UTC))


def _object(year: Year) -> None:
    """Leave one question and one objection open, while the days for them run."""
    officer = actor(user_of("can-bo.dni"))
    for kind in ObjectionKind:
        objections.ask(
            officer,
            year.id,
            alliance_id=next(iter(officer.alliances(year.cluster_id))),
            code="III.1",
            kind=kind,
            text="Xin xem lại biên bản gửi ngày 5/11",
            now=datetime.now(UTC),
        )


def _hold_ballots(year: Year) -> None:
    """Leave one ballot open on the screen and one on paper, and one closed with equal votes."""
    open_ballot(year, kind=BallotKind.DEPUTY, method=Method.PAPER)
    tied = open_ballot(year, title="Bầu thử Cụm trưởng")
    ids = [member.alliance_id for member in members_of(year)]
    for place, code in enumerate(("hcm", "dlk", "gli", "ldg", "dni", "kha")):
        vote(tied, user_of(f"lanh-dao.{code}"), ids[place % 2])
    close(tied)
    open_ballot(year)


def _publish(cluster: Cluster, six: Sequence[Alliance], number: int) -> Year:
    """Publish a year with awards proposed, decided and handed out, and a correction proposed."""
    year = _review(cluster, six, number)
    years.move(SYSTEM, year.id, Phase.COUNCIL, now=NOW)
    ranking.announce_seed(acting(year, Role.SECRETARY), year.id, seed="05 12 27 33 41 45", now=NOW)
    ranking.freeze(acting(year, Role.SECRETARY), year.id, now=NOW)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)
    propose_person(year)
    decided = [propose(year), propose(year, place=1)]
    decide(year, decided)
    awards.hand_out(SYSTEM, decided[0].id, handed_out_on=DECIDED_ON, now=NOW)
    propose_correction(year, actor(user_of("thu-ky")))
    _order(year)
    return year


def _order(year: Year) -> None:
    """Leave an order to be looked through, one that is printing, and one that is printed."""
    found = [
        {"Họ và tên": "TRẦN THỊ ẨN"},
        {"Thành tích": None},
        {"Họ và tên": "Lê Văn Rơ̆"},
    ]
    order_list(year, found)
    for is_printed in (False, True):
        order = order_list(year, [{}, *found])
        start(year, order, singles=True)
        if is_printed:
            run(order)
            made(order_onto(year, order, make_stock(year), make_printer(year)))
    (paper, *_others) = register.list_register(SYSTEM, year.id, register.Wanted()).lines
    register.void(SYSTEM, year.id, paper.id, reason="Sai tên", now=NOW)


def _ask_for_signatures(running: Year, six: Sequence[Alliance], number: int) -> None:
    """Open the next year, its pledge amended after all had signed, to be signed again."""
    year = years.open_year(SYSTEM, running.cluster_id, number, from_year_id=running.id, now=NOW)
    rulebook.publish(SYSTEM, rulebook.current(year.id).id, now=NOW)
    leadership.appoint(SYSTEM, year.cluster_id, number, leader_id=six[0].id, now=NOW)
    pledge = make_pledge(year)
    years.move(SYSTEM, year.id, Phase.PLEDGE, now=NOW)
    _sign_by_heads(pledge, six)
    pledges.amend(SYSTEM, pledge.id, reason="Trung ương giao thêm chỉ tiêu.", now=NOW)


def _sign_by_heads(pledge: Pledge, six: Sequence[Alliance]) -> None:
    for alliance in six:
        sign(pledge, actor(user_of(f"lanh-dao.{alliance.code.lower()}")), alliance.id)


def _draft_a_report(year: Year, officer_name: str) -> None:
    officer: Actor = actor(user_of(officer_name))
    alliance_id = next(iter(officer.alliances(year.cluster_id)))
    lines = rulebook.current(year.id).book.criteria
    code = next(line.code for line in lines if line.needs_target)
    attach(officer, make_draft(year, officer, alliance_id, code))


def _bring_in_people(cluster: Cluster) -> None:
    """Invite somebody who has not answered, and give one account its second step."""
    people.invite(
        SYSTEM,
        Newcomer(email="moi@cumthidua.example", full_name="Trịnh Văn Mới", honorific="Ông"),
        grants=[Grant(Role.AUDITOR, cluster.id)],
        now=NOW,
    )
    user_of("lanh-dao.dni").tf_primary_method = "authenticator"
    db.session.commit()
