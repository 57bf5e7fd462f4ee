"""The record of changes: what an entry says, and who sees its values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cluster.domain import permissions
from cluster.domain.achievements import UNDER_REVIEW
from cluster.domain.audit_words import FIELD_NAMES, VALUE_NAMES
from cluster.domain.errors import Message, Value, _
from cluster.domain.permissions import Actor, Role
from cluster.domain.score_sight import SETTLED
from cluster.domain.years import Phase

SCORES = frozenset({"score.given", "score.taken_back"})
REPORTS = frozenset({"achievement.submitted", "achievement.withdrawn"})
DRAFTS = frozenset(
    {
        "achievement.drafted",
        "achievement.revised",
        "achievement.correction_started",
        "achievement.draft_deleted",
        "evidence.attached",
        "evidence.detached",
    }
)

ALLIANCES = frozenset(
    {"leader_id", "deputy_id", "scorer_id", "members", "pairs", "candidates", "elected"}
)
"""Fields that hold the numbers of alliances, one or many; 0 is none."""
FIGURES = frozenset({"points", "max_points", "weight", "actual", "base", "judged", "quantity"})
"""Fields that hold exact numbers written as text."""
EXACT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


LONGEST = 300
FINGERPRINT = 16
"""How much of a long text and of a fingerprint is shown."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of what was changed: how it was and how it is; None where there was none."""

    name: Message | str
    before: Value
    after: Value


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """What decides whether somebody who may read an entry also sees its values."""

    action: str
    cluster_id: int
    phase: Phase
    alliance_id: int | None
    user_id: int | None


def sees_values(actor: Actor, entry: EntryFacts) -> bool:
    """Tell whether the values of an entry are shown, or only that it was made.

    Points stay hidden until the ranking is frozen, and reports from whom they are hidden on pages.
    """
    is_own_act = entry.user_id is not None and entry.user_id == actor.user_id
    if actor.is_system or is_own_act or actor.holds(entry.cluster_id, Role.AUDITOR):
        return True
    is_own = entry.alliance_id is not None and actor.speaks_for(
        entry.cluster_id, entry.alliance_id, Role.OFFICER, Role.SIGNER
    )
    if entry.action in SCORES:
        runs = actor.holds(entry.cluster_id, Role.SECRETARY, Role.CHAIR)
        return entry.phase in SETTLED and (is_own or runs)
    if entry.action in REPORTS | DRAFTS:
        return is_own or permissions.can_see_claims(
            actor,
            entry.cluster_id,
            entry.alliance_id or 0,
            is_draft=entry.action in DRAFTS,
            under_review=entry.phase in UNDER_REVIEW,
        )
    return True


def changes(
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    alliances: Mapping[int, str],
) -> list[Change]:
    """Return the fields that differ, in words; `alliances` names those that are given by number."""
    old, new = _expanded(before), _expanded(after)
    told = (
        Change(
            name=FIELD_NAMES.get(field, field),
            before=_readable(field, old.get(field), alliances),
            after=_readable(field, new.get(field), alliances),
        )
        for field in dict.fromkeys([*old, *new])
    )
    return [change for change in told if change.before != change.after]


def alliances_in(record: Mapping[str, Any] | None) -> set[int]:
    """Return the numbers of the alliances that a stored record names."""
    found: set[int] = set()
    for field in ALLIANCES.intersection(record or {}):
        found.update(_numbers((record or {})[field]))
    return found


def _expanded(record: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the record with the figures of a score among its own fields."""
    fields = dict(record or {})
    figures = fields.pop("measure", None) or {}
    return {**fields, **figures}


def _numbers(value: Any) -> set[int]:
    if isinstance(value, list):
        return {number for entry in value for number in _numbers(entry)}
    return {value} if isinstance(value, int) else set()


def _readable(field: str, value: Any, alliances: Mapping[int, str]) -> Value:
    if value in (None, "") or (field in ALLIANCES and value == 0):
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field in ALLIANCES:
        return _named(value, alliances)
    if isinstance(value, str):
        return _word(field, value)
    if isinstance(value, int):
        return str(value)
    return _shortened(_flat(value)) or None


def _named(value: Any, alliances: Mapping[int, str]) -> str:
    """Name one alliance, a list of them, or pairs of who scores whom."""
    if not isinstance(value, list):
        return alliances.get(value, "–")
    return ", ".join(
        " → ".join(alliances.get(number, "–") for number in entry)
        if isinstance(entry, list)
        else alliances.get(entry, "–")
        for entry in value
    )


def _word(field: str, value: str) -> Value:
    if field == "sha256":
        return f"{value[:FINGERPRINT]}…"
    if value in VALUE_NAMES.get(field, {}):
        return VALUE_NAMES[field][value]
    if field in FIGURES and EXACT.fullmatch(value):
        return Decimal(value)
    return _day(value) or _shortened(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-05") else None
    except ValueError:
        return None


def _flat(value: Any) -> str:
    """Write nested data in one line: texts and numbers by name, lists by their entries."""
    if isinstance(value, Mapping):
        parts = ((name, _flat(entry)) for name, entry in value.items() if entry not in (None, ""))
        return "; ".join(f"{name}: {entry}" for name, entry in parts if entry)
    if isinstance(value, list):
        return ", ".join(filter(None, map(_flat, value)))
    if isinstance(value, bool) or value is None:
        return ""
    return str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"
