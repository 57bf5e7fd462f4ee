"""Points from answers and from events that were counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from cluster.domain.errors import Message, _
from cluster.domain.formulas.base import (
    NO_FIGURE,
    Formula,
    Part,
    outside,
    part_named,
    unclear_keys,
    worthless,
)
from cluster.domain.measures import ZERO, Measure, Outcome, rounded, unscored


@dataclass(frozen=True, kw_only=True)
class YesNo(Formula):
    """Points for one answer of a few: done on time, one part late, not done."""

    kind: ClassVar[str] = "yes_no"
    choices: tuple[Part, ...]

    def problems(self, maximum: Decimal) -> list[Message]:
        """Answers have a key each, and their points stay in the maximum."""
        return outside(maximum, [p.points for p in self.choices]) + unclear_keys(self.choices)

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        if measure.choice is None:
            return unscored(_("Nobody has answered this criterion yet."))
        part = part_named(self.choices, measure.choice, field="choice")
        return Outcome(
            points=rounded(part.points),
            explanation=_(
                "“%(answer)s”: %(points)s of %(maximum)s points",
                answer=part.name,
                points=part.points,
                maximum=maximum,
            ),
        )


class Start(StrEnum):
    """Where points start before events take some off."""

    MAXIMUM = "maximum"
    ZERO = "zero"


@dataclass(frozen=True, kw_only=True)
class PenaltyPerEvent(Formula):
    """Points taken off for each event.

    From the maximum (a content line) never below zero, and only once every kind of event has
    been counted; from zero (a penalty line) never below the line's negative maximum, kinds not
    named having happened zero times.
    """

    kind: ClassVar[str] = "penalty_per_event"
    start: Start
    events: tuple[Part, ...]

    def problems(self, maximum: Decimal) -> list[Message]:
        """Kinds of event have a key each and take points off, no more than the maximum."""
        off = [part.points for part in self.events]
        found = outside(abs(maximum), off) + worthless(off) + unclear_keys(self.events)
        if (self.start is Start.ZERO) != (maximum < 0):
            found.append(
                _("Points are taken off from zero on a penalty line, from the maximum elsewhere.")
            )
        return found

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        counted = {part_named(self.events, key, field="events").key for key in measure.events}
        all_needed = self.start is Start.MAXIMUM and len(counted) < len(self.events)
        if all_needed or not counted:
            return unscored(_("The events have not been counted yet."))
        start, floor = (ZERO, maximum) if self.start is Start.ZERO else (maximum, ZERO)
        off = sum((measure.events.get(p.key, 0) * p.points for p in self.events), ZERO)
        points = rounded(max(start - off, floor))
        values = {
            "start": start,
            "events": self._list_events(measure.events),
            "points": points,
        }
        if start - off < floor:
            return Outcome(
                points=points,
                explanation=_("%(start)s%(events)s, but never below %(points)s points", **values),
            )
        return Outcome(
            points=points, explanation=_("%(start)s%(events)s = %(points)s points", **values)
        )

    def _list_events(self, events: Mapping[str, int]) -> Message | str:
        """Return “ − 3 × 0,5 (late report) − …”, one piece after the other."""
        pieces: Message | str = ""
        for part in self.events:
            if part.key in events:
                pieces = _(
                    "%(before)s − %(count)s × %(each)s (%(name)s)",
                    before=pieces,
                    count=events[part.key],
                    each=part.points,
                    name=part.name,
                )
        return pieces


@dataclass(frozen=True, kw_only=True)
class BonusBest(Formula):
    """Bonus points for the highest of the awards received; the others add nothing.

    `Measure.events` says how many of each were received.
    """

    kind: ClassVar[str] = "bonus_best"
    choices: tuple[Part, ...]

    def problems(self, maximum: Decimal) -> list[Message]:
        """Awards have a key each, and their points stay in the maximum."""
        return outside(maximum, [p.points for p in self.choices]) + unclear_keys(self.choices)

    def _score(self, measure: Measure, maximum: Decimal) -> Outcome:
        if not measure.events:
            return unscored(NO_FIGURE)
        received = [
            part_named(self.choices, key, field="events") for key, n in measure.events.items() if n
        ]
        if not received:
            return Outcome(points=rounded(ZERO), explanation=_("Nothing received: 0 points"))
        best = max(received, key=lambda part: part.points)
        return Outcome(
            points=rounded(best.points),
            explanation=_(
                "Only the highest counts: %(award)s, %(points)s of %(maximum)s points",
                award=best.name,
                points=best.points,
                maximum=maximum,
            ),
        )
