"""Evidence for reports: taken in, checked, kept under its hash, given back as a download."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from obstore.store import ObjectStore
from sqlalchemy import exists, select

from cluster import storage
from cluster.database import atomic, db, get_or_raise
from cluster.domain.achievements import ClaimStatus, check_draft
from cluster.domain.errors import RuleViolation, _
from cluster.domain.permissions import Actor, require_sight
from cluster.models import Claim, Evidence, StoredFile, Year
from cluster.services import audit
from cluster.services.achievements.sight import sight_of
from cluster.services.achievements.writing import changeable_claim
from cluster.storage import Incoming, kinds


class AttachedAlready(RuleViolation):
    """The same file is attached to the draft."""


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file to give back bit by bit as it came in."""

    year_id: int
    filename: str
    media_type: str
    size: int
    sha256: str
    pieces: Iterator[bytes]


def attach(
    actor: Actor,
    claim_id: int,
    *,
    store: ObjectStore,
    filename: str,
    content: IO[bytes],
    limit: int,
    now: datetime,
) -> Evidence:
    """Attach a file to a draft; the hash in the answer is the receipt.

    Who may is asked before a byte is read. A refused file leaves nothing behind; an accepted one
    is on the disk for good before the row is written, so "received" means kept.
    """
    _check_may_change(actor, claim_id, now)
    name = kinds.clean_filename(filename)
    with storage.receive(store, content, limit=limit) as incoming:
        media_type = kinds.check_kind(incoming.file, name)
        _check_new(claim_id, incoming.sha256)
        storage.keep(store, incoming)
        return _add(
            actor, claim_id, filename=name, media_type=media_type, incoming=incoming, now=now
        )


@atomic()
def detach(actor: Actor, evidence_id: int, *, now: datetime) -> int:
    """Take a file off a draft; returns the draft's id."""
    evidence = get_or_raise(Evidence, evidence_id)
    claim, year = _check_may_change(actor, evidence.claim_id, now)
    audit.record(
        actor,
        "evidence.detached",
        ("claim", claim.id),
        now,
        where=audit.within(year, claim.alliance_id),
        before=_plain(evidence),
    )
    db.session.delete(evidence)
    return claim.id


def download(actor: Actor, evidence_id: int, *, store: ObjectStore) -> Download:
    """Return a file of a report that the actor may see."""
    evidence = get_or_raise(Evidence, evidence_id)
    claim = get_or_raise(Claim, evidence.claim_id)
    sight = sight_of(actor, claim.year_id)
    require_sight(sight.sees(claim.alliance_id, is_draft=claim.status is ClaimStatus.DRAFT))
    file = get_or_raise(StoredFile, evidence.sha256)
    return Download(
        year_id=claim.year_id,
        filename=evidence.filename,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        pieces=storage.stream(store, file.sha256),
    )


@atomic()
def _add(
    actor: Actor,
    claim_id: int,
    *,
    filename: str,
    media_type: str,
    incoming: Incoming,
    now: datetime,
) -> Evidence:
    claim, year = _check_may_change(actor, claim_id, now)
    _check_new(claim_id, incoming.sha256)
    if db.session.get(StoredFile, incoming.sha256) is None:
        db.session.add(
            StoredFile(
                sha256=incoming.sha256, size=incoming.size, media_type=media_type, stored_at=now
            )
        )
    evidence = Evidence(
        claim_id=claim_id, sha256=incoming.sha256, filename=filename, attached_at=now
    )
    db.session.add(evidence)
    db.session.flush()
    audit.record(
        actor,
        "evidence.attached",
        ("claim", claim.id),
        now,
        where=audit.within(year, claim.alliance_id),
        after=_plain(evidence),
    )
    return evidence


def _check_may_change(actor: Actor, claim_id: int, now: datetime) -> tuple[Claim, Year]:
    claim, year = changeable_claim(actor, claim_id, now)
    check_draft(claim.status)
    return claim, year


def _check_new(claim_id: int, sha256: str) -> None:
    same = exists().where(Evidence.claim_id == claim_id, Evidence.sha256 == sha256)
    if db.session.scalar(select(same)):
        raise AttachedAlready(_("This file is attached to the report already."), field="files")


def _plain(evidence: Evidence) -> dict[str, Any]:
    return {"filename": evidence.filename, "sha256": evidence.sha256}
