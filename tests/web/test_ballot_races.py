"""Votes, counts and closings at the same moment, over HTTP, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

import pytest
from flask import Flask

from cluster.database import db
from cluster.domain.ballots import BallotKind
from cluster.domain.permissions import Role
from cluster.models import AuditEntry, Ballot, BallotCandidate, BallotVoter, User
from tests.browser.chromium import serve
from tests.conftest import Visitor
from tests.make.awards import make_member
from tests.make.ballots import make_council, open_ballot
from tests.make.scoring import ids_of
from tests.web.sending import fields_of

pytestmark = pytest.mark.faults


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button about to be pressed in one person's browser."""

    path: str
    cookie: str
    fields: dict[str, str]


@pytest.fixture
def site(either: Flask) -> Iterator[str]:
    either.test_client_class = Visitor  # its requests stand alone
    with serve(either) as address:
        yield address.removeprefix("http://")


def ready(app: Flask, user: User, page: str, path: str, **fields: int | str) -> Press:
    """Sign somebody in, open the page and fill in its form."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = user.fs_uniquifier
        session["_fresh"] = True
    token = fields_of(client.get(page))["csrf_token"][0]
    cookie = client.get_cookie("session")
    assert cookie is not None
    filled = {name: str(value) for name, value in fields.items()}
    return Press(path=path, cookie=cookie.value, fields={"csrf_token": token, **filled})


def press_all(site: str, presses: Sequence[Press]) -> list[int]:
    """Press all buttons at the same moment; returns what each was answered."""
    start = Barrier(len(presses))

    def press(each: Press) -> int:
        connection = HTTPConnection(site, timeout=60)
        start.wait()
        connection.request(
            "POST",
            each.path,
            urlencode(each.fields),
            {
                "Cookie": f"session={each.cookie}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        status = connection.getresponse().status
        connection.close()
        return status

    with ThreadPoolExecutor(len(presses)) as hands:
        return list(hands.map(press, presses))


def stored(ballot_id: int) -> tuple[int, int]:
    """Return how many votes are counted, and how many units are marked as having voted."""
    db.session.rollback()
    votes = db.session.scalars(
        db.select(BallotCandidate.votes).where(BallotCandidate.ballot_id == ballot_id)
    )
    voted = db.session.scalars(
        db.select(BallotVoter.has_voted).where(BallotVoter.ballot_id == ballot_id)
    )
    return sum(votes), sum(voted)


def test_two_ballots_at_once_and_every_button_pressed_twice(
    either: Flask,
    site: str,
) -> None:
    """Six units vote in two ballots at the same moment, each twice: twelve votes, none lost."""
    year, users = make_council()
    ids = ids_of(year)
    opened = [open_ballot(year).id, open_ballot(year, kind=BallotKind.DEPUTY).id]
    presses = [
        ready(
            either,
            user,
            f"/years/{year.id}/ballots/{ballot_id}/vote",
            f"/years/{year.id}/ballots/{ballot_id}/vote",
            alliance_id=unit,
            choices=ids[0],
            understood="y",
        )
        for ballot_id in opened
        for user, unit in zip(users, ids, strict=True)
    ]

    answers = press_all(site, presses * 2)

    assert sorted(answers) == [302] * 12 + [422] * 12
    assert [stored(ballot_id) for ballot_id in opened] == [(6, 6), (6, 6)]
    cast = db.select(db.func.count()).where(AuditEntry.action == "ballot.cast")
    assert db.session.scalar(cast) == 12


def test_the_last_vote_against_the_close_is_counted_or_refused(
    either: Flask,
    site: str,
) -> None:
    year, users = make_council()
    ids, ballot_id = ids_of(year), open_ballot(year).id
    here = f"/years/{year.id}/ballots/{ballot_id}"
    vote = {"choices": ids[0], "understood": "y"}
    presses = [
        ready(either, user, f"{here}/vote", f"{here}/vote", alliance_id=unit, **vote)
        for user, unit in zip(users, ids, strict=True)
    ]
    assert press_all(site, presses[:5]) == [302] * 5
    secretary = make_member(year, Role.SECRETARY)
    close = ready(either, secretary, here, f"{here}/close")

    last, *closed = press_all(site, [presses[5], close, close])

    ballot = db.session.get_one(Ballot, ballot_id, populate_existing=True)
    counted = 6 if last == 302 else 5
    assert (sorted(closed), stored(ballot_id), ballot.returned) == (
        [302, 422],
        (counted, counted),
        counted,
    )


def test_a_ballot_is_opened_once_however_often_the_button_is_pressed(
    either: Flask,
    site: str,
) -> None:
    year, _users = make_council()
    chair = make_member(year, Role.CHAIR)
    screen = f"/years/{year.id}/conference/leader"
    opening = ready(either, chair, f"/years/{year.id}/ballots/new", f"{screen}/open-ballot")

    answers = press_all(site, [opening] * 8)

    assert answers == [302] * 8
    db.session.rollback()
    assert len(db.session.scalars(db.select(Ballot.id)).all()) == 1
