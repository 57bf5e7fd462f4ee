"""Where the machine plays: a year kept at the start of each phase, and its people."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from cluster.database import db
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.rulebook import (
    Criterion,
    CriterionKind,
    RuleBook,
    Rung,
    RungKind,
    rulebook_to_data,
)
from cluster.domain.years import Phase, vietnam_day
from cluster.services import awards, pledges
from cluster.services.members import members_of
from tests.conftest import NOW
from tests.domain.sample_rulebook import gate, section
from tests.faults.model.people import CODES, GATE, PEOPLE, PLACES, Voice
from tests.faults.model.state import Pledge
from tests.faults.model.year import Model
from tests.make.awards import kind_of
from tests.make.members import make_deputy
from tests.make.people import actor, make_user
from tests.make.rulebook import make_line, make_rulebook
from tests.make.years import make_year

BOOK = RuleBook(
    version=1,
    scale=Decimal(100),
    ladder=(Rung(kind=RungKind.CONTENT), Rung(kind=RungKind.LOT)),
    criteria=(
        section("I"),
        *(make_line(code) for code in CODES),
        Criterion(code="KC", kind=CriterionKind.SECTION, name_vi="Điều kiện", name_en="Gates"),
        gate(GATE),
    ),
)


@dataclass(kw_only=True)
class Known:
    """What the machine knows by number: the rows made so far, and what was seen of them."""

    year_id: int
    members: tuple[int, ...]
    actors: dict[str, Actor]
    kind_id: int
    ids: dict[str, list[int]] = field(default_factory=dict)
    reasons: dict[Voice, str] = field(default_factory=dict)
    words: int = 0
    entries: int = 0


@dataclass(kw_only=True)
class Stage:
    """The database that every example plays on, and a copy of it at the start of each phase."""

    folder: Path
    starts: dict[Phase, tuple[Model, Known]] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    @property
    def database(self) -> Path:
        return self.folder / "cluster.sqlite3"

    def keep(self, model: Model, known: Known) -> None:
        """Keep the year as it stands now as where examples start from."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("VACUUM INTO ?", (str(self.folder / model.phase.value),))
        self.starts[model.phase] = deepcopy((model, known))

    def put_back(self, phase: Phase) -> tuple[Model, Known]:
        db.session.remove()
        db.engine.dispose()
        for left_over in self.folder.glob("cluster.sqlite3-*"):
            left_over.unlink()
        shutil.copy(self.folder / phase.value, self.database)
        return deepcopy(self.starts[phase])


STAGE: list[Stage] = []
"""The one stage of this process: hypothesis makes the machines itself."""


def make_start() -> tuple[Model, Known]:
    """Make a year in Setup with its rule book, its pledge and an account for everybody."""
    year = make_year(alliances=len(PLACES))
    make_rulebook(year, rulebook_to_data(BOOK))
    awards.install_catalogue(SYSTEM, now=NOW)
    alliances = tuple(member.alliance_id for member in members_of(year))
    pledge = pledges.create(SYSTEM, year.id, now=NOW)
    actors = {}
    for name, who in PEOPLE.items():
        alliance_id = None if who.place is None else alliances[who.place]
        grants = [
            Grant(Role.SYSADMIN)
            if role is Role.SYSADMIN
            else Grant(role, year.cluster_id, None if role is Role.CHAIR else alliance_id)
            for role in who.roles
        ]
        person_id = make_deputy(alliance_id, name) if "signer" in name and alliance_id else None
        user = make_user(*grants, full_name=name, person_id=person_id)
        actors[name] = replace(actor(user), name=name)
    known = Known(
        year_id=year.id,
        members=alliances,
        actors=actors,
        kind_id=kind_of("BK"),
        ids={"pledge": [pledge.id]},
    )
    return Model(today=vietnam_day(NOW), pledges=[Pledge({})]), known
