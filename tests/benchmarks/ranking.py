"""How long the ranking of a year takes from the stored rows, and how it grows with the members.

Run as `python -m tests.benchmarks.ranking`. Each database holds five years of 40 criteria, every
line scored by the member itself and by the appraisal team; one year is ranked at a time, and all
five together. Seconds are those the processor worked, SQLite included, so that what else runs on
the machine does not count.
"""

import gc
import json
import math
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, text, update

from cluster.app import create_app
from cluster.database import atomic, db
from cluster.domain.permissions import SYSTEM
from cluster.domain.pledges import PledgeStatus
from cluster.domain.rulebook import RuleBook
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Alliance, AllianceName, Pledge, Score, Target, Year, YearMember
from cluster.services import ranking, rulebook, years
from tests.benchmarks.pages import bulk, score
from tests.conftest import settings_in
from tests.make.members import make_cluster

SIZES = (6, 60, 600, 6_000)
ROUNDS = {6: 15, 60: 7, 600: 5, 6_000: 1}
YEARS = range(2022, 2027)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
VOICES = (Layer.SELF, Layer.APPRAISAL)


def main() -> None:
    """Measure every size, print a table with the growth and one line of JSON."""
    seconds: dict[int, float] = {}
    five_years: dict[int, float] = {}
    queries: dict[int, int] = {}
    print(f"{'members':>8}{'lines':>9}{'seconds':>10}{'five years':>12}{'queries':>9}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            lines, seconds[size], five_years[size], queries[size] = measure(Path(folder), size)
        print(
            f"{size:>8}{lines:>9}{seconds[size]:>10.3f}{five_years[size]:>12.3f}{queries[size]:>9}",
            flush=True,
        )
    growth = {
        f"{small}-{large}": exponent(seconds, small, large) for small, large in pairwise(SIZES)
    }
    for step, power in growth.items():
        print(f"growth {step}: (n log n)^{power}")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "seconds_five_years": five_years,
                "queries": queries,
                "growth": growth,
            }
        )
    )


def exponent(seconds: dict[int, float], small: int, large: int) -> float:
    """Return how the time grows in powers of n log n; 1 or less is no worse than n log n."""
    grown = large * math.log(large) / (small * math.log(small))
    return round(math.log(seconds[large] / seconds[small]) / math.log(grown), 2)


def measure(folder: Path, members: int) -> tuple[int, float, float, int]:
    """Return a year's lines, the seconds for one year and for all, and the queries of one."""
    app = create_app(settings_in(folder))
    with app.app_context():
        db.create_all()
        year_ids, lines = build(members)
        db.session.execute(text("ANALYZE"))
        db.session.remove()
        gc.collect()
        gc.freeze()  # as the server does once it is loaded
        one, queries = rank_timed(app, year_ids[-1:], ROUNDS[members], members)
        every, _queries = rank_timed(app, year_ids, 1, members)
        db.engine.dispose()
    return members * lines, one, every, queries


def rank_timed(app: Flask, year_ids: list[int], rounds: int, members: int) -> tuple[float, int]:
    """Return the least seconds of ranking these years, and how many queries it took."""
    took = []
    for _round in range(rounds):
        statements = count(lambda: took.append(timed(year_ids, members)))
        db.session.remove()
    return round(min(took), 4), statements


def timed(year_ids: list[int], members: int) -> float:
    """Rank the years from their stored rows; return the seconds."""
    started = time.process_time()
    ranked = [ranking.standings(SYSTEM, year_id) for year_id in year_ids]
    took = time.process_time() - started
    for standings in ranked:
        assert len(standings.rows) == members
        assert not standings.blockers
    return took


def count(act: Callable[[], None]) -> int:
    """Return how many queries the act asks."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in statements)


def build(members: int) -> tuple[list[int], int]:
    """Fill the database; return its years and how many lines each member has in one."""
    cluster_id = add_alliances(members)
    year_ids = []
    for number in YEARS:
        year_id = years.open_year(SYSTEM, cluster_id, number, now=NOW).id
        rulebook_id = rulebook.import_book(SYSTEM, year_id, forty_criteria(), now=NOW)
        rulebook.publish(SYSTEM, rulebook_id, now=NOW)
        book = rulebook.load(rulebook_id)
        fill(year_id, rulebook_id, book, members)
        year_ids.append(year_id)
    return year_ids, len(book.lines())


def forty_criteria() -> dict[str, Any]:
    """Return the sample rule book with one bonus line more, which makes 40 that give points."""
    data: dict[str, Any] = json.loads(json.dumps(rulebook.sample_data()))
    bonus = next(line for line in data["criteria"] if line["code"] == "TH.2")
    data["criteria"].append({**bonus, "code": "TH.4"})
    leader = next(line for line in data["criteria"] if line["code"] == "III.1")
    leader.update(formula={"kind": "relative_to_leader", "excess": "percent"}, examples=[])
    return data


@atomic()
def add_alliances(members: int) -> int:
    """Add a cluster of so many alliances; return it."""
    cluster = make_cluster()
    ids = range(1, members + 1)
    bulk(Alliance, ({"id": n, "code": f"TINH-{n}"} for n in ids))
    bulk(
        AllianceName,
        (
            {
                "alliance_id": n,
                "name": f"Liên minh Hợp tác xã tỉnh {n}",
                "short_name": f"Tỉnh {n}",
                "name_en": f"Cooperative Alliance of province {n}",
                "starts_on": date(2020, 1, 1),
            }
            for n in ids
        ),
    )
    return cluster.id


@atomic()
def fill(year_id: int, rulebook_id: int, book: RuleBook, members: int) -> None:
    """Bring the year before the council, with its targets and every line scored twice."""
    db.session.execute(update(Year).where(Year.id == year_id).values(phase=Phase.COUNCIL))
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
    bulk(YearMember, ({"year_id": year_id, "alliance_id": n, "position": n} for n in ids))
    bulk(
        Target,
        (
            {
                "pledge_id": pledge.id,
                "alliance_id": n,
                "criterion_code": line.code,
                "value": Decimal(60),
            }
            for n in ids
            for line in book.lines()
            if line.takes_target
        ),
    )
    bulk(
        Score,
        (
            score(year_id, (n, layer, 0), line, 1 + n * (position + 7) % 97)
            for n in ids
            for layer in VOICES
            for position, line in enumerate(book.lines())
        ),
    )


if __name__ == "__main__":
    main()
