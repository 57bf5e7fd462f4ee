"""The history of one line as a story: who did what when, from what to what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from cluster.domain.errors import Message, Value, _
from cluster.domain.objections import ObjectionKind, Verdict
from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.domain.years import VIETNAM


@dataclass(frozen=True, kw_only=True)
class Told:
    """One sentence of the story; `why`: the reason or note in their own words."""

    at: datetime
    sentence: Message
    why: str = ""
    said: dict[Message, Value] = field(default_factory=dict)


def in_order(told: Iterable[Told]) -> tuple[Told, ...]:
    """Return the story from its beginning."""
    return tuple(sorted(told, key=lambda each: each.at))


def scored(
    who: Value, layer: Layer, scorer: str | None, *, before: Decimal | None, after: Decimal | None
) -> Message:
    """Say what somebody did to the points of one layer; None: there were none, or are no more."""
    named: Value = LAYER_NAMES[layer]
    if scorer is not None:
        named = _("%(layer)s of %(member)s", layer=LAYER_NAMES[layer], member=scorer)
    told = {"who": who, "layer": named}
    if after is None:
        return _("%(who)s took %(before)s points back (%(layer)s).", before=before, **told)
    if before is None:
        return _("%(who)s gave %(after)s points (%(layer)s).", after=after, **told)
    if before == after:
        return _("%(who)s gave %(after)s points again (%(layer)s).", after=after, **told)
    return _(
        "%(who)s changed %(before)s points to %(after)s (%(layer)s).",
        before=before,
        after=after,
        **told,
    )


def sent_back(who: str, member: str, due_on: date) -> Message:
    """Say that the line was sent back."""
    return _(
        "%(who)s sent the line back to %(member)s, open until %(day)s.",
        who=who,
        member=member,
        day=due_on,
    )


def reported_anew(member: str) -> Message:
    """Say that the member changed what it reports on the open line."""
    return _("%(member)s reported anew on the line.", member=member)


def answered(who: str, member: str) -> Message:
    """Say that the member closed the line with its answer."""
    return _("%(who)s answered for %(member)s; the line closed.", who=who, member=member)


def closed_unanswered(due_on: date) -> Told:
    """Say that the line closed by itself when its last day was over in Vietnam."""
    end = datetime.combine(due_on + timedelta(days=1), time(), VIETNAM)
    return Told(
        at=end,
        sentence=_("The line closed by itself after %(day)s, without an answer.", day=due_on),
    )


def asked(who: str, member: str, kind: ObjectionKind) -> Message:
    """Say that the member asked or objected."""
    if kind is ObjectionKind.EXPLANATION:
        return _("%(who)s asked for an explanation for %(member)s.", who=who, member=member)
    return _("%(who)s objected for %(member)s.", who=who, member=member)


def decided(who: str, verdict: Verdict) -> Message:
    """Say what the member was told."""
    if verdict is Verdict.EXPLAINED:
        return _("%(who)s explained the score.", who=who)
    if verdict is Verdict.UPHELD:
        return _("%(who)s upheld the objection.", who=who)
    return _("%(who)s refused the objection.", who=who)
