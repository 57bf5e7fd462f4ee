"""Votes cast at the same moment are all counted, and none is kept or shown with its voter."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import Ballot
from cluster.services import ballots
from tests.conftest import NOW
from tests.make.ballots import (
    Council,
    actions,
    close,
    open_ballot,
    vote_all,
    votes_of,
)
from tests.make.once import close_database
from tests.make.people import actor
from tests.make.scoring import acting, ids_of


def in_threads(app: Flask, acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do all at the same moment, each in a thread of its own; returns what refused each."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        with app.app_context():
            ready.wait()
            try:
                act()
            except RuleViolation as refusal:
                return refusal.message.text
            finally:
                db.session.remove()
            return ""

    with ThreadPoolExecutor(len(acts)) as hands:
        return list(hands.map(do, acts))


def test_a_double_click_in_two_browsers_votes_once(app: Flask, council: Council) -> None:
    year, users = council
    ballot_id, ids = open_ballot(year).id, ids_of(year)
    voter, unit = actor(users[0]), ids[0]
    db.session.remove()

    refused = in_threads(
        app,
        [
            lambda choice=choice: ballots.cast(
                voter, ballot_id, alliance_id=unit, choices=[choice], now=NOW
            )
            for choice in [ids[1], ids[2]] * 4
        ],
    )

    assert sorted(refused) == ["", *["Your unit has voted already; a vote cannot be changed."] * 7]
    assert sum(votes_of(db.session.get_one(Ballot, ballot_id))) == 1


def test_all_units_voting_at_once_lose_no_vote(app: Flask, council: Council) -> None:
    year, users = council
    ballot_id, ids = open_ballot(year).id, ids_of(year)
    voters = [(actor(user), unit) for user, unit in zip(users, ids, strict=True)]
    db.session.remove()

    refused = in_threads(
        app,
        [
            lambda who=who, unit=unit: ballots.cast(
                who, ballot_id, alliance_id=unit, choices=[ids[0]], now=NOW
            )
            for who, unit in voters
        ],
    )

    assert refused == [""] * 6
    assert votes_of(db.session.get_one(Ballot, ballot_id)) == [6, 0, 0, 0, 0, 0]


def test_a_vote_against_the_close_is_counted_or_refused(app: Flask, council: Council) -> None:
    year, users = council
    ballot_id, ids = open_ballot(year).id, ids_of(year)
    ballot = db.session.get_one(Ballot, ballot_id)
    vote_all(ballot, users[:5], [0] * 5)
    last = actor(users[5])
    db.session.remove()

    vote_refused, close_refused = in_threads(
        app,
        [
            lambda: ballots.cast(last, ballot_id, alliance_id=ids[5], choices=[ids[0]], now=NOW),
            lambda: ballots.close(SYSTEM, ballot_id, now=NOW),
        ],
    )

    ballot = db.session.get_one(Ballot, ballot_id)
    counted = 5 if vote_refused else 6
    assert close_refused == ""
    assert (votes_of(ballot)[0], ballot.returned) == (counted, counted)


def test_the_record_says_who_voted_and_never_for_whom(council: Council) -> None:
    year, users = council
    ballot = open_ballot(year)
    vote_all(ballot, users, [1, 1, 1, 1, 0, 0])
    close(ballot)

    entries = actions(ballot)
    cast = [entry for entry in entries if entry.action == "ballot.cast"]
    assert [entry.action for entry in entries] == [
        "ballot.opened", *["ballot.cast"] * 6, "ballot.closed",
    ]  # fmt: skip
    assert [entry.alliance_id for entry in cast] == ids_of(year)
    assert [(entry.before, entry.after, entry.reason) for entry in cast] == [(None, None, "")] * 6
    assert (entries[-1].after or {})["elected"] == [ids_of(year)[1]]


class Twin:
    """The same installation twice, to be lived through in two ways and compared."""

    def __init__(self) -> None:
        self.kept = close_database().read_bytes()

    def go_back(self) -> None:
        """Return to where the two part."""
        close_database().write_bytes(self.kept)


def everything_stored() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as it lies there."""
    db.session.rollback()
    names = db.session.scalars(
        db.text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ).all()
    return {
        name: [tuple(row) for row in db.session.execute(db.text(f'SELECT rowid, * FROM "{name}"'))]
        for name in names
    }


def test_nothing_stored_depends_on_who_voted_for_whom(app: Flask, council: Council) -> None:
    """With the same sums, the whole database is the same whoever voted for whom."""
    year, users = council
    year_id, ballot_id, ids = year.id, open_ballot(year).id, ids_of(year)
    voters = [(actor(user), unit) for user, unit in zip(users, ids, strict=True)]
    twin = Twin()

    def live(choices: Sequence[int]) -> dict[str, list[tuple[Any, ...]]]:
        for (who, unit), choice in zip(voters, choices, strict=True):
            ballots.cast(who, ballot_id, alliance_id=unit, choices=[choice], now=NOW)
        ballots.close(SYSTEM, ballot_id, now=NOW)
        return everything_stored()

    one = live([ids[0], ids[0], ids[0], ids[0], ids[1], 0])
    twin.go_back()
    other = live([0, ids[1], ids[0], ids[0], ids[0], ids[0]])

    assert one == other
    assert ballots.get_ballot(SYSTEM, year_id, ballot_id).result is not None


def test_before_the_close_no_one_is_shown_anything_that_depends_on_votes(
    app: Flask, council: Council
) -> None:
    year, users = council
    year_id, ballot_id, ids = year.id, open_ballot(year).id, ids_of(year)
    voter = actor(users[0])
    viewers = [
        SYSTEM,
        voter,
        actor(users[1]),
        *(acting(year, role) for role in (Role.SECRETARY, Role.CHAIR, Role.AUDITOR)),
    ]
    twin = Twin()

    def seen(choice: int) -> list[ballots.BallotView]:
        ballots.cast(voter, ballot_id, alliance_id=ids[0], choices=[choice], now=NOW)
        return [ballots.get_ballot(who, year_id, ballot_id) for who in viewers]

    for_one = seen(ids[0])
    twin.go_back()
    for_another = seen(ids[3])
    twin.go_back()
    for_nobody = seen(0)

    assert for_one == for_another == for_nobody
