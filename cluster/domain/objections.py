"""What a member says to its appraisal: it asks for an explanation, or objects, within the days set.

An explanation is given by an appraiser; an objection is decided by the chair, upheld or refused,
with a reason. A ranking is not frozen while an objection is undecided.
"""

from datetime import date, timedelta
from enum import StrEnum

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.years import Phase, check_phase

USUAL_DAYS, MOST_DAYS = 3, 60
"""How many days members have after the appraisal unless the year sets another number, at most."""


class ObjectionKind(StrEnum):
    """What a member wants: to understand a score, or to have it changed."""

    EXPLANATION = "explanation"
    OBJECTION = "objection"


class Verdict(StrEnum):
    """What became of it."""

    EXPLAINED = "explained"
    UPHELD = "upheld"
    REFUSED = "refused"


OBJECTION_KIND_NAMES: dict[ObjectionKind, Message] = {
    ObjectionKind.EXPLANATION: _("Request for an explanation"),
    ObjectionKind.OBJECTION: _("Objection"),
}

VERDICT_NAMES: dict[Verdict, Message] = {
    Verdict.EXPLAINED: _("Explained"),
    Verdict.UPHELD: _("Upheld"),
    Verdict.REFUSED: _("Refused"),
}


def check_days(days: int) -> None:
    """Refuse a time to object that no cluster can mean."""
    if not 1 <= days <= MOST_DAYS:
        raise RuleViolation(
            _("Give members from 1 to %(most)s days.", most=MOST_DAYS), field="objection_days"
        )


def last_day(began_on: date, days: int) -> date:
    """Return the last day to ask: so many days after the council's phase began."""
    return began_on + timedelta(days=days)


def can_ask(phase: Phase, last: date | None, today: date) -> bool:
    """Tell whether the days to ask and object are running."""
    return phase is Phase.COUNCIL and last is not None and today <= last


def check_asking(phase: Phase, last: date | None, today: date) -> None:
    """Refuse what comes before the appraisal is done, or too late."""
    check_phase(phase, [Phase.COUNCIL], _("Asking for an explanation or objecting"))
    if last is not None and not can_ask(phase, last, today):
        raise RuleViolation(_("The last day to ask or to object was %(day)s.", day=last))


def check_text(text: str, *, field: str) -> None:
    """Refuse an empty question, answer or reason."""
    if not text.strip():
        raise RuleViolation(_("Write it down: it stays on the record."), field=field)


def check_new(code: str, *, waits: bool) -> None:
    """Refuse the same once more while the first still waits for its answer."""
    if waits:
        raise RuleViolation(_("Line %(code)s waits for an answer already.", code=code))


def check_answerable(
    phase: Phase, kind: ObjectionKind, wanted: ObjectionKind, verdict: Verdict | None
) -> None:
    """Refuse an answer out of its phase, to another kind of question, or a second one."""
    check_phase(phase, [Phase.COUNCIL], _("Answering a member"))
    if kind is not wanted:
        raise RuleViolation(_("An explanation is given, an objection is decided."))
    if verdict is not None:
        raise RuleViolation(_("This has been answered already."))
