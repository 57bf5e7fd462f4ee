"""Send lines back, and answer."""

from collections.abc import Mapping
from datetime import date, datetime

from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.permissions import Actor
from cluster.domain.reopening import check_answer, check_due, check_flagged, check_sending_back
from cluster.domain.years import vietnam_day
from cluster.models import ReopenedLine, Reopening
from cluster.services import audit
from cluster.services.reopened_lines import newest_score
from cluster.services.reopening.reading import gather_to_send, get_followed, views
from cluster.services.scoring.basis import gather


@atomic()
def send_back(
    actor: Actor,
    year_id: int,
    *,
    alliance_id: int,
    notes: Mapping[str, str],
    due_on: date,
    now: datetime,
) -> Reopening:
    """Open exactly these lines to the member's reporting through a day; `notes`: by code."""
    basis = gather_to_send(actor, year_id, alliance_id, now)
    today = vietnam_day(now)
    check_flagged(
        notes,
        scored=[c.code for c in basis.lines_of(alliance_id)],
        still_open=[code for member, code in basis.sight.open_lines if member == alliance_id],
    )
    check_due(due_on, today)
    row = Reopening(
        year_id=year_id,
        alliance_id=alliance_id,
        due_on=due_on,
        last_score_id=newest_score(year_id),
        sent_at=now,
        sent_by=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        ReopenedLine(reopening_id=row.id, criterion_code=code, note=note.strip())
        for code, note in notes.items()
    )
    audit.record(
        actor,
        "reopening.sent_back",
        ("reopening", row.id),
        now,
        where=audit.within(basis.year, alliance_id),
        after={"codes": list(notes), "due_on": due_on.isoformat()},
        reason="; ".join(f"{code}: {note.strip()}" for code, note in notes.items()),
    )
    return row


@atomic()
def answer(actor: Actor, year_id: int, reopening_id: int, *, text: str, now: datetime) -> None:
    """Close the lines before their day: the member has reported anew, or says why not."""
    basis = gather(actor, year_id, now=now)
    row = get_followed(basis, reopening_id)
    permissions.require(permissions.can_report_for(actor, basis.year.cluster_id, row.alliance_id))
    check_sending_back(basis.year.phase)
    (sent,) = views(basis, [row], now)
    check_answer(sent.state, sent.due_on, sent.unchanged, text)
    row.answered_at, row.answered_by, row.answer = now, actor.name, text.strip()
    audit.record(
        actor,
        "reopening.answered",
        ("reopening", row.id),
        now,
        where=audit.within(basis.year, row.alliance_id),
        after={"codes": [line.criterion.code for line in sent.lines]},
        reason=row.answer,
    )
