"""Final scores, the freeze and its corrections under races and kills, on both databases.

Threads send their requests at the same moment through the whole application.
"""

import contextvars
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event, func, select, update
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import (
    AuditEntry,
    CorrectedFigure,
    Correction,
    CorrectionApproval,
    FrozenRanking,
    Score,
    User,
    Year,
)
from cluster.services import ranking, revising, sealing
from tests.conftest import NOW
from tests.make.awards import make_member
from tests.make.revising import make_frozen, person, propose
from tests.make.scoring import acting, ids_of, make_settled_year
from tests.web.sending import fields_of

pytestmark = pytest.mark.faults

Request = tuple[User, str, dict[str, str]]
ROUNDS = 6
CODE = "III.1"


def account(year: Year, role: Role, place: int | None = None) -> User:
    if place is not None:
        return make_member(year, role, place=place)
    user_id = person(year, role).user_id
    return db.session.get_one(User, user_id)


def send_at_once(app: Flask, *requests: Request) -> list[int]:
    """Open every form, then send all of them at the same moment; return the answers' status."""
    return [answer.status_code for answer in answers_at_once(app, *requests)]


def answers_at_once(app: Flask, *requests: Request) -> list[TestResponse]:
    """Open every form, then send all of them at the same moment."""
    ready = [_opened(app, *request) for request in requests]
    start = Barrier(len(ready))

    def send(client: FlaskClient, url: str, data: dict[str, Any]) -> TestResponse:
        start.wait()
        return client.post(url, data=data)

    db.session.rollback()
    with ThreadPoolExecutor(len(ready)) as pool:
        sent = [pool.submit(partial(contextvars.Context().run, send, *each)) for each in ready]
        return [answer.result(timeout=60) for answer in sent]


def _opened(
    app: Flask, user: User, url: str, typed: dict[str, str]
) -> tuple[FlaskClient, str, dict[str, Any]]:
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": user.fs_uniquifier, "_fresh": True, "fs_paa": time.time()})
    page = contextvars.Context().run(client.get, url.removesuffix("/final"))
    assert page.status_code == 200, page.text
    return client, url, {**fields_of(page), **typed}


def thaw(year: Year) -> None:
    """Put the year back before its freeze, to freeze it once more."""
    db.session.execute(delete(FrozenRanking))
    db.session.execute(update(Year).where(Year.id == year.id).values(phase=Phase.COUNCIL))
    db.session.commit()
    db.session.expire_all()


def frozen_rows() -> int:
    return db.session.scalar(select(func.count(FrozenRanking.id))) or 0


def test_the_last_edit_is_in_the_frozen_result_or_refused(either: Flask) -> None:
    year = make_settled_year()
    secretary = account(year, Role.SECRETARY)
    chair = account(year, Role.CHAIR)
    own = ids_of(year)[0]
    base = f"/years/{year.id}"
    accepted = 0
    for number in range(ROUNDS):
        edit = {"final-actual": str(number + 1), "final-reason": "Theo biên bản họp"}
        freezing, editing = send_at_once(
            either,
            (secretary, f"{base}/ranking/freeze", {"understood": "y"}),
            (chair, f"{base}/scoring/{own}/lines/{CODE}/final", edit),
        )
        db.session.expire_all()
        row = db.session.scalars(select(FrozenRanking)).one()
        last = db.session.scalars(
            select(Score)
            .where(Score.layer == Layer.FINAL, Score.criterion_code == CODE)
            .order_by(Score.revision.desc())
            .limit(1)
        ).one_or_none()
        expected = ["15.00", "self"] if last is None else [f"{last.points:.2f}", "final"]

        assert (freezing, editing) in {(302, 302), (302, 422)}
        assert row.table["points"][CODE][str(own)] == expected
        accepted += editing == 302
        thaw(year)
    assert db.session.scalar(select(func.count(Score.id)).where(Score.layer == Layer.FINAL)) == (
        accepted
    )


def test_of_two_scorers_at_one_cell_each_is_saved_or_shown_both_versions(
    either: Flask,
) -> None:
    year = make_settled_year()
    people = [account(year, Role.CHAIR), account(year, Role.COUNCIL, place=2)]
    own = ids_of(year)[0]
    url = f"/years/{year.id}/scoring/{own}/lines/{CODE}/final"
    kept = []
    for number in range(ROUNDS):
        typed = [str(2 * number + 11), str(2 * number + 12)]
        edits = [{"final-actual": each, "final-reason": f"Theo biên bản {each}"} for each in typed]

        answers = answers_at_once(
            either, *((user, url, edit) for user, edit in zip(people, edits, strict=True))
        )

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        (saved,) = [n for n, answer in enumerate(answers) if answer.status_code == 302]
        kept.append(Decimal(typed[saved]))
        assert all(f"Theo biên bản {each}" in answers[1 - saved].text for each in typed)
    db.session.expire_all()
    rows = db.session.scalars(
        select(Score).where(Score.layer == Layer.FINAL).order_by(Score.revision)
    ).all()
    assert [row.revision for row in rows] == list(range(1, ROUNDS + 1))
    assert [Decimal(row.measure["actual"]) for row in rows] == kept


def test_two_freezes_at_once_make_one(either: Flask) -> None:
    year = make_settled_year()
    people = [account(year, Role.SECRETARY), account(year, Role.CHAIR)]
    url = f"/years/{year.id}/ranking/freeze"
    for _round in range(ROUNDS):
        requests = [(user, url, {"understood": "y"}) for user in people]

        assert sorted(send_at_once(either, *requests)) == [302, 422]
        assert frozen_rows() == 1
        thaw(year)


def test_two_approvals_at_once_make_one_revision(either: Flask) -> None:
    year = make_frozen()
    secretary = person(year, Role.SECRETARY)
    people = [account(year, Role.CHAIR), account(year, Role.COUNCIL, place=2)]
    url = f"/years/{year.id}/ranking/correction"
    for number in range(ROUNDS):
        propose(year, secretary, actual=number + 1)

        answers = send_at_once(either, *((user, url, {"understood": "y"}) for user in people))

        db.session.expire_all()
        assert answers == [302, 302]
        assert frozen_rows() == number + 2
        package = sealing.export(SYSTEM, year.number)
        assert sorted(package["revision"]["approved_by"]) == sorted(
            approval.name
            for approval in db.session.scalars(
                select(CorrectionApproval).order_by(CorrectionApproval.id.desc()).limit(2)
            )
        )
        assert package["points"][CODE][str(ids_of(year)[0])] == [
            f"{Decimal(number + 1) / 2:.2f}",
            "final",
        ]


def killed_at(statement: int, act: Callable[[], object]) -> bool:
    """Do it in a process of its own, killed before its nth statement; tell whether it was."""
    db.session.remove()
    child = os.fork()
    if child == 0:  # pragma: no cover  the child ends here, killed or done
        try:
            db.engine.dispose(close=False)
            seen = iter(range(1, 10_000))

            def kill(*_: object) -> None:
                if next(seen) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(db.engine, "before_cursor_execute", kill)
            event.listen(db.engine, "commit", kill)
            act()
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_a_freeze_that_is_killed_leaves_all_or_nothing(either: Flask) -> None:
    year = make_settled_year()
    year_id, secretary = year.id, acting(year, Role.SECRETARY)
    before = db.session.scalar(select(func.count(AuditEntry.seq)))
    kills = 0
    while killed_at(kills + 1, lambda: ranking.freeze(secretary, year_id, now=NOW)):
        kills += 1
        entries = db.session.scalar(select(func.count(AuditEntry.seq)))
        phase = db.session.scalar(select(Year.phase).where(Year.id == year_id))
        assert (frozen_rows(), phase, entries) == (0, Phase.COUNCIL, before)

    db.session.rollback()
    entries = db.session.scalar(select(func.count(AuditEntry.seq)))
    assert kills > 10
    assert frozen_rows() == 1
    assert db.session.scalar(select(Year.phase).where(Year.id == year_id)) is Phase.FROZEN
    assert entries == (before or 0) + 2


def test_a_second_approval_that_is_killed_leaves_all_or_nothing(either: Flask) -> None:
    year = make_frozen()
    year_id = year.id
    propose(year, person(year, Role.SECRETARY))
    revising.approve(person(year, Role.CHAIR), year_id, now=NOW)
    second = person(year, Role.COUNCIL, place=2)
    scores = db.session.scalar(select(func.count(Score.id)))
    kills = 0
    while killed_at(3 * kills + 1, lambda: revising.approve(second, year_id, now=NOW)):
        kills += 1
        assert (frozen_rows(), db.session.scalar(select(func.count(Score.id)))) == (1, scores)
        assert db.session.scalar(select(func.count(CorrectionApproval.id))) == 1

    db.session.rollback()
    assert kills > 5
    assert (frozen_rows(), db.session.scalar(select(func.count(Score.id)))) == (
        2,
        (scores or 0) + 1,
    )
    assert db.session.scalar(select(CorrectedFigure.score_id)) is not None
    assert db.session.scalar(select(Correction.status)) == "approved"
