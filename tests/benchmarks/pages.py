"""How fast the pages of a year answer with 6, 60 and 600 members, and with how many queries.

Run as `python -m tests.benchmarks.pages`. The clusters are written in bulk, with every layer of
every line filled; the pages are asked for by a signed-in secretary.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from cluster.app import create_app
from cluster.database import atomic, db
from cluster.domain.achievements import ClaimStatus
from cluster.domain.formulas import Expert
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.domain.pledges import PledgeStatus
from cluster.domain.rulebook import Criterion, RuleBook
from cluster.domain.score_inputs import inputs_of
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import (
    Alliance,
    AllianceName,
    Claim,
    CrossAssignment,
    Office,
    Person,
    Pledge,
    Score,
    Target,
    User,
    Year,
    YearMember,
)
from cluster.services import rulebook, years
from tests.conftest import settings_in
from tests.make.members import make_cluster
from tests.make.people import make_user

SIZES = (6, 60, 600)
ROUNDS = {6: 15, 60: 7, 600: 3}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SCORERS = 2
BATCH = 20_000


def main() -> None:
    """Measure every page at every size, print a table and one line of JSON."""
    results: dict[str, dict[str, dict[str, float]]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for page, figures in measure(Path(folder), size):
                results.setdefault(page, {})[str(size)] = figures
    print(f"{'page':<14}{'members':>9}{'ms':>10}{'queries':>9}")
    for page, sizes in results.items():
        for members, figures in sizes.items():
            print(f"{page:<14}{members:>9}{figures['ms']:>10.1f}{figures['queries']:>9.0f}")
    print(json.dumps(results))


def measure(folder: Path, members: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Build a cluster of so many members and yield what each page takes."""
    app = create_app(settings_in(folder))
    with app.app_context():
        db.create_all()
        year_id, secretary = build(members)
        db.session.remove()
    client = signed_in(app, secretary)
    pages = {
        "score_table": f"/years/{year_id}/scoring",
        "ranking": f"/years/{year_id}/ranking",
        "dashboard": f"/?year_id={year_id}",
    }
    for page, address in pages.items():
        yield page, time_page(app, client, address, ROUNDS[members])
    with app.app_context():
        db.engine.dispose()


def signed_in(app: Flask, uniquifier: str) -> FlaskClient:
    """Return a client whose cookie names the account."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = uniquifier
        session["_fresh"] = True
    return client


def time_page(app: Flask, client: FlaskClient, address: str, rounds: int) -> dict[str, float]:
    """Return the median milliseconds of the warm page, and its number of queries."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    took = []
    for _round in range(rounds + 1):
        statements.clear()
        started = time.perf_counter()
        response = client.get(address)
        took.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, f"{address}: {response.status_code}"
    event.remove(engine, "before_cursor_execute", note)
    queries = [statement for statement in statements if not statement.startswith("BEGIN")]
    return {"ms": round(statistics.median(took[1:]), 1), "queries": len(queries)}


def build(members: int) -> tuple[int, str]:
    """Fill the database with one year in the council's phase; return it and its secretary."""
    year_id, cluster_id = add_year(members)
    rulebook_id = rulebook.import_book(SYSTEM, year_id, rulebook.sample_data(), now=NOW)
    rulebook.publish(SYSTEM, rulebook_id, now=NOW)
    book = rulebook.load(rulebook_id)
    secretary: User = make_user(Grant(Role.SECRETARY, cluster_id))
    fill(year_id, rulebook_id, book, members)
    return year_id, secretary.fs_uniquifier


@atomic()
def add_year(members: int) -> tuple[int, int]:
    """Add a cluster of alliances with heads, and its year."""
    cluster = make_cluster()
    year = years.open_year(SYSTEM, cluster.id, 2026, now=NOW)
    ids = range(1, members + 1)
    since = date(2020, 1, 1)
    bulk(Alliance, ({"id": n, "code": f"TINH-{n}"} for n in ids))
    bulk(
        AllianceName,
        (
            {
                "alliance_id": n,
                "name": f"Liên minh Hợp tác xã tỉnh {n}",
                "short_name": f"Tỉnh {n}",
                "name_en": f"Cooperative Alliance of province {n}",
                "starts_on": since,
            }
            for n in ids
        ),
    )
    bulk(Person, ({"id": n, "full_name": f"Nguyễn Văn {n}"} for n in ids))
    bulk(
        Office,
        (
            {
                "person_id": n,
                "alliance_id": n,
                "title": "Chủ tịch",
                "is_head": True,
                "starts_on": since,
            }
            for n in ids
        ),
    )
    bulk(YearMember, ({"year_id": year.id, "alliance_id": n, "position": n} for n in ids))
    return year.id, cluster.id


@atomic()
def fill(year_id: int, rulebook_id: int, book: RuleBook, members: int) -> None:
    """Add a pledge in force, reports, cross-scorers and every layer of every line."""
    db.session.get_one(Year, year_id).phase = Phase.COUNCIL
    pledge = Pledge(
        year_id=year_id,
        rulebook_id=rulebook_id,
        version=1,
        status=PledgeStatus.IN_FORCE,
        text={},
        in_force_at=NOW,
    )
    db.session.add(pledge)
    db.session.flush()
    ids = range(1, members + 1)
    lines = book.lines()
    bulk(
        Target,
        (
            {
                "pledge_id": pledge.id,
                "alliance_id": n,
                "criterion_code": line.code,
                "value": Decimal(100),
            }
            for n in ids
            for line in lines
            if line.needs_target
        ),
    )
    bulk(Claim, (claim(year_id, n, line) for n in ids for line in lines))
    pairs = [(n, (n + step - 1) % members + 1) for n in ids for step in range(1, SCORERS + 1)]
    bulk(
        CrossAssignment,
        (
            {"year_id": year_id, "scorer_id": scorer, "alliance_id": scored}
            for scorer, scored in pairs
        ),
    )
    voices = [(n, layer, 0) for n in ids for layer in (Layer.SELF, Layer.APPRAISAL)]
    voices += [(scored, Layer.CROSS, scorer) for scorer, scored in pairs]
    bulk(
        Score,
        (score(year_id, voice, line, 40 + voice[0] % 60) for voice in voices for line in lines),
    )


def bulk(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert many rows, batch by batch."""
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        db.session.execute(insert(table), batch)


def claim(year_id: int, alliance_id: int, line: Criterion) -> dict[str, Any]:
    """Return one submitted report."""
    return {
        "year_id": year_id,
        "alliance_id": alliance_id,
        "criterion_code": line.code,
        "status": ClaimStatus.SUBMITTED,
        "quantity": Decimal(50),
        "occurred_on": date(2026, 5, 1),
        "created_at": NOW,
        "submitted_at": NOW,
    }


def score(
    year_id: int, voice: tuple[int, Layer, int], line: Criterion, actual: int
) -> dict[str, Any]:
    """Return one figure of one voice, as it is stored."""
    alliance_id, layer, scorer_id = voice
    return {
        "year_id": year_id,
        "alliance_id": alliance_id,
        "criterion_code": line.code,
        "layer": layer,
        "scorer_id": scorer_id,
        "revision": 1,
        "points": Decimal(1),
        "measure": figures(line, actual),
        "reason": "Theo hồ sơ minh chứng",
        "scored_at": NOW,
    }


def figures(line: Criterion, actual: int) -> dict[str, Any]:
    """Return figures that the line's formula can use."""
    inputs = inputs_of(line)
    if inputs.choices:
        return {"choice": inputs.choices[0].key}
    if inputs.events:
        return {"events": {part.key: 0 for part in inputs.events}}
    if isinstance(line.formula, Expert):
        return {"judged": "1"}
    return {"actual": str(actual)} | ({"base": "100"} if inputs.base else {})


if __name__ == "__main__":
    main()
