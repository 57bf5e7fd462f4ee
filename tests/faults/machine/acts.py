"""What every act of the machine goes through."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from cluster.domain.errors import ClusterError
from cluster.domain.years import vietnam_day
from tests.conftest import NOW
from tests.faults.machine.stage import STAGE, Known
from tests.faults.model.year import Model

Rows = list[tuple[Any, ...]]


class Acts(RuleBasedStateMachine):
    """What every act goes through, whatever it is about."""

    model: Model
    known: Known
    out_of_bounds: bool = False
    """Whether acts are tried in every phase, not mostly in their own."""

    def begin(self, model: Model, known: Known) -> None:
        """Take up a year where it stands."""
        self.model, self.known = model, known
        self.raw = sqlite3.connect(f"file:{STAGE[0].database}?mode=ro", uri=True)
        self.tables = [
            name
            for (name,) in self.raw.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        self.frozen: Rows = []
        self.score_rows: Rows = []
        self.before = self.digest()

    def teardown(self) -> None:
        if hasattr(self, "raw"):
            self.raw.close()

    @property
    def now(self) -> Any:
        return NOW + timedelta(days=(self.model.today - vietnam_day(NOW)).days)

    def rows(self, query: str) -> Rows:
        return self.raw.execute(query).fetchall()

    def digest(self) -> str:
        """Return a mark of every row of every table."""
        whole = sha256()
        for table in self.tables:
            whole.update(repr(self.rows(f"SELECT * FROM {table}")).encode())
        return whole.hexdigest()

    def say(self) -> str:
        """Return a reason that nobody has given before."""
        self.known.words += 1
        return f"Theo hồ sơ số {self.known.words}"

    def row(self, kind: str, pick: int) -> int:
        """Return which of the rows of a kind is meant, by its number in the model."""
        count = len(self.known.ids[kind])
        return max(count - 1 - pick, 0)

    def id_of(self, kind: str, number: int) -> int:
        return self.known.ids[kind][number]

    def act(
        self, name: str, expected: int | None, do: Callable[[], Any], *, makes: str = ""
    ) -> None:
        """Do it: refused exactly when the model refuses, and then without any trace."""
        STAGE[0].tried[name] += 1
        made: Any = None
        refusal: ClusterError | None = None
        try:
            made = do()
        except ClusterError as error:
            refusal = error
        assert (refusal is None) == (expected is not None), f"{name}: {expected}, {refusal}"
        if expected is None:
            assert self.digest() == self.before, f"{name}: refused, but something has changed"
            return
        STAGE[0].accepted[name] += 1
        if makes:
            self.known.ids.setdefault(makes, []).append(made.id)
        self.known.entries += expected
        self.before = self.digest()
