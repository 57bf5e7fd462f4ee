"""Whatever anybody does in whatever order: only what the model allows happens, and all of it shows.

Short in the checks. Long, before a release, and it prints how many acts it tried:
`CLUSTER_ACTIONS=100000 pytest -n 0 -s tests/faults/test_state_machine.py`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from cluster.app import create_app
from cluster.database import db
from cluster.domain.years import Phase
from tests.conftest import settings_in
from tests.faults.machine.stage import STAGE, Stage, make_start
from tests.faults.machine.year import Year
from tests.faults.model.people import CODES, PLACES, A, C, F, R, V

pytestmark = pytest.mark.faults

ACTIONS = int(os.environ.get("CLUSTER_ACTIONS", "1500"))
STEPS = 25


def play_a_year(stage: Stage) -> None:
    """Take a year through all its phases as it should go, and keep it at the start of each."""
    year = Year()
    year.begin(*make_start())
    year.known.entries = year.rows("SELECT count(*) FROM audit_entry")[0][0]
    while year.model.phase not in stage.starts:
        stage.keep(year.model, year.known)
        while year.model.phase in stage.starts and year.model.phase is not A:
            year.go_on()
    year.teardown()


@pytest.fixture
def stage(tmp_path: Path, empty_database: Path) -> Iterator[Stage]:
    """Return the stage with a year at the start of every phase, beside the empty database."""
    shutil.copy(empty_database, tmp_path / "cluster.sqlite3")
    application: Flask = create_app(settings_in(tmp_path))
    with application.app_context():
        STAGE[:] = [Stage(folder=tmp_path)]
        play_a_year(STAGE[0])
        STAGE[0].tried.clear()
        STAGE[0].accepted.clear()
        yield STAGE[0]
        STAGE.clear()
        db.session.remove()
        db.engine.dispose()


def test_whatever_is_done_in_whatever_order_the_model_knows_the_answer(stage: Stage) -> None:
    assert list(stage.starts) == list(Phase)

    run_state_machine_as_test(
        Year,
        settings=settings(
            max_examples=ACTIONS // STEPS,
            stateful_step_count=STEPS,
            derandomize=ACTIONS < 10_000,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(f"{stage.tried.total()} acts tried, {stage.accepted.total()} accepted")
    for name, count in sorted(stage.tried.items()):
        print(f"{name}: {stage.accepted[name]} of {count}")
    assert stage.tried.total() > ACTIONS // 3
    assert stage.accepted.total() > stage.tried.total() // 10


def test_acts_that_chance_seldom_strings_together_agree_with_the_model_too(stage: Stage) -> None:
    year = Year()
    year.start(phase=V, wild=False)
    year.send_back(name="reviewer 2", place=0, codes=CODES[:1], days=1, note="Thiếu biên bản")
    year.appraise(name="reviewer 2", place=0, code=CODES[0], actual=4, behind=0)
    year.score_oneself(who=("officer 0", 0), code=CODES[0], actual=7, behind=0)
    for _refused_until_confirmed in range(2):
        year.move(name="secretary", step=1, reason="")
        year.answer(pick=0, name="officer 0", text="")
    year.confirm(name="reviewer 2", pick=0, behind=0)
    year.move(name="secretary", step=1, reason="")
    assert year.model.phase is C
    year.teardown()

    year.start(phase=R, wild=False)
    year.amend(name="chair", pick=0, reason="Theo nghị quyết")
    year.sign(pick=0, who=("signer 1", 1), consents=True)
    year.give_up(name="chair", pick=0, reason="Rút lại")
    year.amend(name="chair", pick=1, reason="Theo nghị quyết")
    for place in PLACES:
        year.sign(pick=0, who=(f"signer {place}", place), consents=True)
    assert [p.status for p in year.model.pledges] == ["superseded", "given up", "in force"]
    year.teardown()

    year.start(phase=F, wild=False)
    for place in (0, 1):
        year.propose_correction("secretary", place, CODES[0], actual=2, reason="Cộng nhầm")
    for name in ("second secretary", "council 1", "chair of member 0", "secretary", "chair"):
        year.approve_correction(name=name)
    year.a_frozen_result_stays_and_replays()
    year.scores_are_only_added()
    assert year.model.revisions == 2
    year.teardown()
