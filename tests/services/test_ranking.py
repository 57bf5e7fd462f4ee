"""Places as the services keep them: provisional, then frozen once and for all."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from cluster.database import db
from cluster.domain.ballots import BallotKind
from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.measures import Measure
from cluster.domain.permissions import SYSTEM, Actor, Role
from cluster.domain.ranking import FrozenResult
from cluster.domain.replay import replay
from cluster.domain.revising import Stamp
from cluster.domain.rulebook import RuleBook, Rung, RungKind
from cluster.domain.scoring import Layer
from cluster.domain.ties import draw_lot
from cluster.domain.years import Phase
from cluster.models import AllianceName, AuditEntry, FrozenRanking, Score, User, Year
from cluster.services import ballots, ranking, scoring, sealing, years
from tests.conftest import NOW
from tests.domain.sample_rulebook import RULEBOOK
from tests.make.awards import make_member
from tests.make.ballots import close, open_ballot, vote
from tests.make.queries import count_queries
from tests.make.scoring import (
    COMPARED,
    FULL,
    acting,
    give,
    ids_of,
    make_scoring_year,
    make_settled_year,
    officer,
    self_score,
)


def secretary(year: Year) -> Actor:
    return acting(year, Role.SECRETARY)


def places(actor: Actor, year: Year) -> list[tuple[str, int | None, Decimal | None]]:
    rows = ranking.standings(actor, year.id).rows
    return [(row.member.short_name, row.place, row.total) for row in rows]


def council_of(*measures: dict[str, Measure]) -> Year:
    """Return a year before the council in which each member scored itself so."""
    year = make_scoring_year(alliances=len(measures))
    for alliance_id, figures in zip(ids_of(year), measures, strict=True):
        self_score(year, alliance_id, figures)
    for phase in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, phase, now=NOW)
    return year


def founded(count: int, **others: Measure) -> dict[str, Measure]:
    return {**FULL, "III.1": Measure(actual=Decimal(count)), **others}


def test_equal_totals_share_a_place_and_the_next_is_skipped(app: Flask) -> None:
    year = council_of(founded(24), founded(30), founded(24), founded(18))

    rows = ranking.standings(secretary(year), year.id).rows

    assert [(row.place, row.total) for row in rows] == [
        (1, Decimal(100)),
        (2, Decimal(97)),
        (2, Decimal(97)),
        (4, Decimal(94)),
    ]
    assert [m.short_name for m in rows[1].tied_with] == ["Gia Lai"]


def test_a_member_with_a_blank_is_listed_last_and_told_what_is_missing(app: Flask) -> None:
    blank = {code: measure for code, measure in FULL.items() if code not in {"IV.2", "VI.1"}}
    year = council_of(blank, founded(0))

    rows = ranking.standings(secretary(year), year.id).rows

    assert [(row.member.short_name, row.place, row.missing) for row in rows] == [
        ("Đắk Lắk", 1, ()),
        ("TP. Hồ Chí Minh", None, ("IV.2", "VI.1")),
    ]
    assert (rows[1].total, rows[1].so_far) == (None, Decimal(93))


def test_bonus_and_penalty_stand_in_columns_of_their_own(app: Flask) -> None:
    year = council_of(
        founded(30, **{"TH.1": Measure(actual=Decimal(4)), "TH.3": Measure(events={"flag": 1})}),
        founded(30, **{"TP.2": Measure(events={"absent": 1})}),
    )

    rows = ranking.standings(secretary(year), year.id).rows

    assert [(row.content, row.bonus, row.penalty, row.total) for row in rows] == [
        (Decimal(100), Decimal(5), Decimal(0), Decimal(105)),
        (Decimal(100), Decimal(0), Decimal("-0.5"), Decimal("99.5")),
    ]
    assert "bonus 5.50, capped at 5" in str(rows[0].explanation)


def test_a_member_sees_neither_places_nor_others_before_the_result_is_frozen(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[1]

    standings = ranking.standings(officer(year, own), year.id)

    assert not standings.with_places
    assert [(row.member.alliance_id, row.place, row.total) for row in standings.rows] == [
        (own, None, Decimal("98.5"))
    ]


def test_a_member_sees_its_own_place_once_frozen_and_all_once_published(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[1]
    ranking.freeze(secretary(year), year.id, now=NOW)

    frozen = places(officer(year, own), year)
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert frozen == [("Đắk Lắk", 2, Decimal("98.50"))]
    assert [place for _name, place, _total in places(officer(year, own), year)] == [1, 2, 3]


def test_freezing_stores_the_result_moves_the_year_and_is_recorded(app: Flask) -> None:
    year = make_settled_year()

    row = ranking.freeze(secretary(year), year.id, now=NOW)

    stored = FrozenResult.from_data(row.result)
    assert [(line.member_name, line.place) for line in stored.lines] == [
        ("Liên minh Hợp tác xã TP. Hồ Chí Minh", 1),
        ("Liên minh Hợp tác xã Đắk Lắk", 2),
        ("Liên minh Hợp tác xã Gia Lai", 3),
    ]
    assert years.get_visible(SYSTEM, year.id).phase is Phase.FROZEN
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc())).all()
    assert actions[:2] == ["year.moved", "ranking.frozen"]


def test_the_frozen_table_is_the_one_that_was_frozen(app: Flask) -> None:
    year = make_settled_year(book=COMPARED)
    before = scoring.score_table(SYSTEM, year.id)

    ranking.freeze(secretary(year), year.id, now=NOW)
    after = scoring.score_table(SYSTEM, year.id)
    package = sealing.export(SYSTEM, year.number)

    assert after.stamp == Stamp(
        revision=1, at=NOW, by=secretary(year).name, sha256=package["sha256"]
    )
    assert (after.rows, after.totals, after.members) == (before.rows, before.totals, before.members)


def test_a_later_change_of_names_or_rows_does_not_move_a_frozen_result(app: Flask) -> None:
    year = make_settled_year()
    ranking.freeze(secretary(year), year.id, now=NOW)
    before = ranking.standings(SYSTEM, year.id)

    db.session.execute(AllianceName.__table__.update().values(name="Tên khác", short_name="Khác"))
    db.session.execute(Score.__table__.update().values(measure={"actual": "1"}))
    db.session.commit()

    assert ranking.standings(SYSTEM, year.id) == before
    assert scoring.score_table(SYSTEM, year.id).totals[0].total == Decimal(100)


def test_an_incomplete_year_is_not_frozen_and_every_open_line_is_named(app: Flask) -> None:
    blank = {code: measure for code, measure in FULL.items() if code not in {"IV.2", "VI.1"}}
    year = council_of(blank, {code: FULL[code] for code in list(FULL)[:-1]})

    with pytest.raises(RuleViolation) as refusal:
        ranking.freeze(secretary(year), year.id, now=NOW)

    assert str(refusal.value.message) == (
        "The ranking cannot be frozen:"
        " TP. Hồ Chí Minh: not scored IV.2, VI.1; Đắk Lắk: not scored VI.2."
    )
    assert db.session.scalar(select(func.count(FrozenRanking.id))) == 0
    assert years.get_visible(SYSTEM, year.id).phase is Phase.COUNCIL


def test_a_year_is_frozen_once(app: Flask) -> None:
    year = make_settled_year()
    ranking.freeze(secretary(year), year.id, now=NOW)

    with pytest.raises(RuleViolation):
        ranking.freeze(secretary(year), year.id, now=NOW)

    assert db.session.scalar(select(func.count(FrozenRanking.id))) == 1


def test_nothing_is_scored_after_the_ranking_is_frozen(app: Flask) -> None:
    year = make_settled_year()
    own = ids_of(year)[0]
    ranking.freeze(secretary(year), year.id, now=NOW)

    with pytest.raises(RuleViolation):
        give(
            acting(year, Role.CHAIR),
            year,
            own,
            "III.1",
            Layer.FINAL,
            Measure(actual=Decimal(1)),
            reason="x",
        )


@pytest.mark.parametrize(
    ("role", "error"),
    [
        pytest.param(Role.COUNCIL, NotAllowed, id="council"),
        pytest.param(Role.AUDITOR, NotAllowed, id="auditor"),
        pytest.param(Role.OFFICER, NotAllowed, id="officer"),
        pytest.param(Role.SYSADMIN, NotFound, id="another cluster's"),
    ],
)
def test_only_those_who_run_the_year_freeze_it(
    app: Flask, role: Role, error: type[Exception]
) -> None:
    year = make_settled_year()
    speaks = ids_of(year)[0] if role in {Role.COUNCIL, Role.OFFICER} else None
    actor = Actor(user_id=None, name="An") if role is Role.SYSADMIN else acting(year, role, speaks)

    with pytest.raises(error):
        ranking.freeze(actor, year.id, now=NOW)


def test_a_bar_shows_beside_the_place_and_touches_no_points(app: Flask) -> None:
    year = make_settled_year()
    scoring.bar_nomination(
        secretary(year),
        year.id,
        alliance_id=ids_of(year)[0],
        code="KC.2",
        document="QĐ 12/QĐ-TTr",
        now=NOW,
    )

    first = ranking.standings(secretary(year), year.id).rows[0]

    assert (first.place, first.total, first.barred) == (1, Decimal(100), ("KC.2",))


@pytest.mark.parametrize("alliances", [2, 9])
def test_reading_places_asks_the_database_as_often_however_many_members(
    app: Flask, alliances: int
) -> None:
    year = make_settled_year(alliances)
    chair, year_id = acting(year, Role.CHAIR), year.id

    live = count_queries(lambda: ranking.standings(chair, year_id))
    ranking.freeze(chair, year_id, now=NOW)

    assert (live, count_queries(lambda: ranking.standings(chair, year_id))) == (11, 7)


def drawing() -> RuleBook:
    """Return the rule book in which equals are told apart by reports, then by lot."""
    kinds = (RungKind.EARLIER_REPORT, RungKind.LOT)
    return replace(RULEBOOK, ladder=tuple(Rung(kind=kind) for kind in kinds))


def equals() -> Year:
    """Return a year before the council whose three members are equal and reported together."""
    year = make_scoring_year(book=drawing())
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)
    for phase in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, phase, now=NOW)
    return year


def test_nobody_is_frozen_by_lot_before_the_seed_is_announced(app: Flask) -> None:
    year = equals()
    shared = [place for _name, place, _total in places(SYSTEM, year)]

    with pytest.raises(RuleViolation, match="their seed is not announced"):
        ranking.freeze(secretary(year), year.id, now=NOW)
    ranking.announce_seed(secretary(year), year.id, seed=" Xổ số  48151 ", now=NOW)
    drawn = ranking.standings(SYSTEM, year.id)
    ranking.freeze(secretary(year), year.id, now=NOW)
    frozen = ranking.standings(SYSTEM, year.id)

    lots = {
        member.alliance_id: draw_lot("Xổ số 48151", year=year.number, code=member.code)
        for member in (row.member for row in drawn.rows)
    }
    assert shared == [1, 1, 1]
    assert [row.member.alliance_id for row in drawn.rows] == sorted(lots, key=lots.__getitem__)
    assert (drawn.seed, drawn.may_announce_seed) == ("Xổ số 48151", False)
    assert [(row.place, row.broken_by) for row in frozen.rows] == [
        (row.place, row.broken_by) for row in drawn.rows
    ]


def test_the_member_whose_last_report_came_first_goes_first(app: Flask) -> None:
    year = make_scoring_year(book=drawing())
    for days, alliance_id in enumerate(ids_of(year)):
        self_score(year, alliance_id, now=NOW - timedelta(days=days))
    for phase in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, phase, now=NOW)

    assert [row.member.alliance_id for row in ranking.standings(SYSTEM, year.id).rows] == [
        *reversed(ids_of(year))
    ]


def test_a_seed_is_announced_once_by_who_runs_the_year(app: Flask) -> None:
    year = equals()
    ranking.announce_seed(secretary(year), year.id, seed="Xổ số 48151", now=NOW)

    with pytest.raises(RuleViolation, match="cannot be changed"):
        ranking.announce_seed(secretary(year), year.id, seed="Xổ số 62342", now=NOW)
    with pytest.raises(NotAllowed):
        ranking.announce_seed(acting(year, Role.AUDITOR), year.id, seed="Xổ số 1", now=NOW)

    assert ranking.standings(SYSTEM, year.id).seed == "Xổ số 48151"


def test_no_seed_is_announced_where_no_lots_are_drawn(app: Flask) -> None:
    year = make_settled_year()

    with pytest.raises(RuleViolation, match="draws no lots"):
        ranking.announce_seed(secretary(year), year.id, seed="Xổ số 48151", now=NOW)


def test_a_frozen_year_leaves_as_a_package_that_comes_out_equal(app: Flask) -> None:
    year = make_settled_year(book=COMPARED)
    ranking.freeze(secretary(year), year.id, now=NOW)

    package = sealing.export(secretary(year), year.number)
    verdict = replay(json.dumps(package))

    assert verdict.differences == ()
    assert package["sha256"] == ranking.standings(SYSTEM, year.id).stamp.sha256
    assert sealing.export(SYSTEM, year.number, cluster_code=package["inputs"]["cluster"]) == package


def test_the_package_is_as_it_was_at_the_freeze_whatever_changed_since(app: Flask) -> None:
    year = make_settled_year()
    ranking.freeze(secretary(year), year.id, now=NOW)
    before = sealing.export(SYSTEM, year.number)

    db.session.execute(Score.__table__.update().values(measure={"actual": "1"}))
    db.session.execute(AllianceName.__table__.update().values(name="Tên khác", short_name="Khác"))
    db.session.commit()

    assert sealing.export(SYSTEM, year.number) == before


def test_only_a_frozen_year_of_ones_own_leaves_as_a_package(app: Flask) -> None:
    year = make_settled_year()

    with pytest.raises(RuleViolation, match="The ranking of 2026 is not frozen"):
        sealing.export(SYSTEM, 2026)
    with pytest.raises(NotFound):
        sealing.export(SYSTEM, 1999)
    with pytest.raises(NotFound):
        sealing.export(Actor(user_id=None, name="An"), 2026)
    with pytest.raises(NotAllowed):
        sealing.export(acting(year, Role.COUNCIL, ids_of(year)[0]), 2026)


def voted(*choices: int) -> Year:
    """Return the year of three equals whose council has voted so in a ballot between them."""
    book = replace(RULEBOOK, ladder=(Rung(kind=RungKind.BALLOT), Rung(kind=RungKind.CONTENT)))
    year = make_scoring_year(book=book)
    for alliance_id in ids_of(year):
        self_score(year, alliance_id)
    for phase in (Phase.REVIEW, Phase.COUNCIL):
        years.move(SYSTEM, year.id, phase, now=NOW)
    users = [make_member(year, Role.COUNCIL, place=place) for place in range(3)]
    ballot = open_ballot(year, kind=BallotKind.TIE)
    for user, choice in zip(users, choices, strict=True):
        vote(ballot, user, ids_of(year)[choice])
    close(ballot)
    return year


def test_equals_wait_for_a_ballot_between_exactly_them(app: Flask) -> None:
    year = voted(2, 2, 0)
    after_first = ranking.standings(SYSTEM, year.id)
    with pytest.raises(RuleViolation) as refusal:
        ranking.freeze(secretary(year), year.id, now=NOW)
    again = open_ballot(year, kind=BallotKind.TIE, title="Lần 2", candidate_ids=ids_of(year)[:2])
    for user in db.session.scalars(select(User).order_by(User.id.desc()).limit(3)):
        vote(again, user, ids_of(year)[1])
    close(again)
    ranking.freeze(secretary(year), year.id, now=NOW)

    assert [(row.place, str(row.broken_by)) for row in after_first.rows] == [
        (1, "Equal totals, told apart by ballot no. 1: chosen with 2 of 3 valid votes"),
        (2, "Equal totals, told apart by ballot no. 1: not chosen"),
        (2, "Equal totals, told apart by ballot no. 1: not chosen"),
    ]
    assert str(refusal.value.message) == (
        "The ranking cannot be frozen: TP. Hồ Chí Minh, Đắk Lắk are equal, and no ballot between"
        " exactly these has been closed."
    )
    assert places(SYSTEM, year) == [
        ("Gia Lai", 1, Decimal("100.00")),
        ("Đắk Lắk", 2, Decimal("100.00")),
        ("TP. Hồ Chí Minh", 3, Decimal("100.00")),
    ]
    assert replay(json.dumps(sealing.export(SYSTEM, year.number))).differences == ()


def test_a_next_round_decides_what_the_first_left_open(app: Flask) -> None:
    year = voted(0, 1, 2)
    waiting = ranking.standings(SYSTEM, year.id)
    again = ballots.open_next_round(SYSTEM, 1, now=NOW)
    open_again = ranking.standings(SYSTEM, year.id)
    for user in db.session.scalars(select(User).order_by(User.id.desc()).limit(3)):
        vote(again, user, ids_of(year)[1])
    close(again)

    first = ranking.standings(SYSTEM, year.id).rows[0]

    assert {str(row.broken_by) for row in waiting.rows} == {
        "Equal totals; ballot no. 1 decided nothing"
    }
    assert {str(row.broken_by) for row in open_again.rows} == {"None"}
    assert len(open_again.blockers) == 1
    assert (first.member.short_name, str(first.broken_by)) == (
        "Đắk Lắk",
        "Equal totals, told apart by ballot no. 2: chosen with 3 of 3 valid votes",
    )


def test_who_may_not_see_the_votes_of_a_ballot_reads_none_beside_a_place(app: Flask) -> None:
    year = voted(2, 2, 0)
    auditor = acting(year, Role.AUDITOR)
    before = ranking.standings(auditor, year.id)
    member = officer(year, ids_of(year)[2])
    again = open_ballot(year, kind=BallotKind.TIE, title="Lần 2", candidate_ids=ids_of(year)[:2])
    for user in db.session.scalars(select(User).order_by(User.id.desc()).limit(3)):
        vote(again, user, ids_of(year)[1])
    close(again)
    ranking.freeze(secretary(year), year.id, now=NOW)
    frozen = ranking.standings(member, year.id).rows
    years.move(SYSTEM, year.id, Phase.PUBLISHED, now=NOW)

    assert {str(row.broken_by) for row in before.rows} == {"None"}
    assert [(row.place, row.broken_by) for row in frozen] == [(1, None)]
    assert "ballot no. 1" in str(ranking.standings(member, year.id).rows[0].broken_by)
