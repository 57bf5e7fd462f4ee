"""Write down what was done, in the unit of work that does it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cluster.database import db
from cluster.domain.permissions import Actor
from cluster.models import AuditEntry, Cluster, Year


@dataclass(frozen=True, kw_only=True)
class Where:
    """Whose record an entry belongs to: of a cluster, of one of its years, of one alliance."""

    cluster_id: int | None = None
    year_id: int | None = None
    alliance_id: int | None = None


def within(scope: Year | Cluster, alliance_id: int | None = None) -> Where:
    """Return the place of an entry about something in this year or cluster."""
    if isinstance(scope, Year):
        return Where(cluster_id=scope.cluster_id, year_id=scope.id, alliance_id=alliance_id)
    return Where(cluster_id=scope.id, alliance_id=alliance_id)


def record(
    actor: Actor,
    action: str,
    subject: tuple[str, int | str],
    now: datetime,
    *,
    where: Where = Where(),
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add one entry, in the unit of work of the change itself.

    `action` is the field's verb with its object, as in "pledge.signed", and has its words in
    `cluster.domain.audit_words`; `subject` names the row; `before` and `after` hold plain JSON
    values, numbers as text.
    """
    object_type, object_id = subject
    db.session.add(
        AuditEntry(
            at=now,
            user_id=actor.user_id,
            actor_name=actor.name,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            cluster_id=where.cluster_id,
            year_id=where.year_id,
            alliance_id=where.alliance_id,
            before=before,
            after=after,
            reason=reason,
            request_id=actor.request_id,
        )
    )
