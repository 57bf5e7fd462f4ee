"""The sealed package of a ranking: everything it was made of, its result, and a seal on each.

The seal is the SHA-256 of canonical bytes: JSON in UTF-8 and NFC, keys sorted, no blanks, numbers
with decimals as text. Whoever holds the package can compute the ranking again without any
database (`cluster.domain.replay`).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cluster.domain.errors import Message
from cluster.domain.measures import Measure
from cluster.domain.membership import Member
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.ranking import FrozenResult, freeze, waiting_for_ballot
from cluster.domain.revising import Revision
from cluster.domain.rulebook import RuleBook
from cluster.domain.scoring import Layer
from cluster.domain.settling import Settled, settle
from cluster.domain.ties import TieBallot, TieFacts, draw_lot
from cluster.domain.totals import total_points
from cluster.domain.vietnamese import nfc

FORMAT = "cum-thi-dua ranking 1"
Points = dict[str, dict[str, list[str]]]
"""By criterion and alliance: the points as text and the layer they come from."""
Explanations = dict[str, dict[str, Message]]
"""By criterion and alliance: the sentence that explains the points."""
CONTENT = ("inputs", "result", "points", "explanations", "revision")
"""The parts of a package, each sealed, and all of them together."""


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """A member of the year with what the ranking asks of it besides figures.

    `asked`: how many score it in cross-scoring. `barred`: gates under which it may not be
    nominated.
    """

    member: Member
    asked: int
    not_assigned: tuple[str, ...]
    barred: tuple[str, ...]
    reported_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Given:
    """The latest figures of one voice in one line, under the target in force."""

    alliance_id: int
    code: str
    layer: Layer
    scorer_id: int
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything the ranking of a year is made of; `seed` empty: none was announced."""

    cluster: str
    year: int
    seed: str
    book: RuleBook
    entrants: tuple[Entrant, ...]
    figures: tuple[Given, ...]
    ballots: tuple[TieBallot, ...] = ()

    def corrected(self, figures: Iterable[Given], ballots: tuple[TieBallot, ...]) -> "Inputs":
        """Return the inputs with these figures in place of those that stood, all else as it was.

        `ballots`: those between equals that are closed by now.
        """
        spoken = {_voice(figure): figure for figure in (*self.figures, *figures)}
        return replace(self, figures=tuple(spoken.values()), ballots=ballots)

    def to_data(self) -> dict[str, Any]:
        """Return the inputs as plain JSON data, for storing."""
        data: dict[str, Any] = to_plain(self)
        return data

    @staticmethod
    def from_data(data: Any) -> "Inputs":
        """Return the inputs that were stored; the refusal names the bad entry."""
        return from_plain(Inputs, data)

    @property
    def facts(self) -> dict[int, TieFacts]:
        """What may tell equal members apart, by alliance."""
        return tie_facts(self.entrants, seed=self.seed, year=self.year)


def _voice(figure: Given) -> tuple[int, str, Layer, int]:
    return figure.alliance_id, figure.code, figure.layer, figure.scorer_id


def tie_facts(entrants: tuple[Entrant, ...], *, seed: str, year: int) -> dict[int, TieFacts]:
    """Return what may tell equal members apart; without a seed nobody draws a lot."""
    return {
        entrant.member.alliance_id: TieFacts(
            reported_at=entrant.reported_at,
            lot=draw_lot(seed, year=year, code=entrant.member.code) if seed else None,
        )
        for entrant in entrants
    }


@dataclass(frozen=True, kw_only=True)
class Computed:
    """The result of the inputs, with the points of every line and their explanation.

    `waiting`: equal members between whom the rule book asks for a ballot that was not held.
    """

    result: FrozenResult
    points: Points
    explanations: Explanations
    waiting: tuple[tuple[int, ...], ...]


def compute(inputs: Inputs, *, now: datetime) -> Computed:
    """Return the ranking that comes of the inputs alone; freezing and replaying both do this."""
    settled = _settled(inputs)
    points = {code: _points_in(found) for code, found in settled.items()}
    totals = {
        entrant.member.alliance_id: total_points(
            inputs.book,
            _points_of(points, entrant.member.alliance_id),
            not_assigned=frozenset(entrant.not_assigned),
        )
        for entrant in inputs.entrants
    }
    result = freeze(
        inputs.book,
        totals,
        names={e.member.alliance_id: e.member.name for e in inputs.entrants},
        year=inputs.year,
        now=now,
        facts=inputs.facts,
        ballots=inputs.ballots,
    )
    return Computed(
        result=result,
        points=points,
        explanations={code: _explanations_in(found) for code, found in settled.items()},
        waiting=tuple(waiting_for_ballot(totals, inputs.book.ladder, inputs.facts, inputs.ballots)),
    )


def _settled(inputs: Inputs) -> dict[str, dict[int, Settled]]:
    """Return the points that stand, by code and member; a line without points is left out."""
    left_out = {(e.member.alliance_id, code) for e in inputs.entrants for code in e.not_assigned}
    lines: dict[str, list[Given]] = defaultdict(list)
    for figure in inputs.figures:
        if (figure.alliance_id, figure.code) not in left_out:
            lines[figure.code].append(figure)
    asked = {entrant.member.alliance_id: entrant.asked for entrant in inputs.entrants}
    names = {entrant.member.alliance_id: entrant.member.short_name for entrant in inputs.entrants}
    method = inputs.book.cross_method
    return {
        line.code: {
            member: found
            for member, found in sorted(
                settle(line, lines[line.code], asked=asked, method=method, names=names).items()
            )
            if found.outcome.points is not None
        }
        for line in inputs.book.lines()
    }


def _points_in(settled: Mapping[int, Settled]) -> dict[str, list[str]]:
    return {
        str(member): [format(found.outcome.points, "f"), found.layer.value]
        for member, found in settled.items()
    }


def _explanations_in(settled: Mapping[int, Settled]) -> dict[str, Message]:
    return {str(member): found.outcome.explanation for member, found in settled.items()}


def _points_of(points: Points, alliance_id: int) -> dict[str, Decimal | None]:
    member = str(alliance_id)
    return {code: Decimal(found[member][0]) for code, found in points.items() if member in found}


def canonical(data: Any) -> bytes:
    """Return the one spelling of plain data that is sealed."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return nfc(text).encode()


def sha256(data: Any) -> str:
    """Return the seal of plain data."""
    return hashlib.sha256(canonical(data)).hexdigest()


def content_of(inputs: Any, computed: Computed, revision: Revision) -> dict[str, Any]:
    """Return the sealed content of a ranking as plain data; `inputs` are plain already."""
    return {
        "inputs": inputs,
        "result": computed.result.to_data(),
        "points": computed.points,
        "explanations": to_plain(computed.explanations),
        "revision": to_plain(revision),
    }


def seal_of(content: Mapping[str, Any]) -> str:
    """Return the seal of a ranking: of all its content together."""
    return sha256({"format": FORMAT, **content})


def package(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the package: the content, a seal on each of its parts, and the seal of the whole."""
    return {
        "format": FORMAT,
        **content,
        "seals": dict(part_seals(content)),
        "sha256": seal_of(content),
    }


def part_seals(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each part of the content by its name, with its seal, down to single rows."""
    for name, part in parts(content):
        yield name, sha256(part)


def parts(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Give the rows of the content by name, so that a change can be told where it is."""
    if isinstance(data, dict) and data:
        for key, entry in data.items():
            yield from parts(entry, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list) and any(isinstance(entry, dict) for entry in data):
        for number, entry in enumerate(data):
            yield f"{name}[{number}]", entry
    else:
        yield name, data
