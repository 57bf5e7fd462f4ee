"""The Word templates of the papers: the built-in one, or what the office has put in its place."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from obstore.store import ObjectStore
from sqlalchemy import select

from cluster import storage
from cluster.database import atomic, db
from cluster.domain import permissions
from cluster.domain.audit_words import called
from cluster.domain.errors import Message, NotFound, RuleViolation, _
from cluster.domain.official import IN_WORD
from cluster.domain.permissions import Actor
from cluster.domain.printing import PaperKind
from cluster.models import OfficeTemplate
from cluster.services import audit
from cluster.spreadsheets.reading import OLE_MAGIC
from cluster.storage.kinds import KINDS

LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class TemplateLine:
    """The template of one kind of paper; without a file it is the built-in one."""

    kind: PaperKind
    filename: str = ""
    uploaded_at: datetime | None = None
    uploaded_by: Message | str = ""


def list_templates(actor: Actor) -> list[TemplateLine]:
    """Return which template each paper is filled into."""
    _check_may(actor)
    own = {row.kind: row for row in db.session.scalars(select(OfficeTemplate))}
    return [
        TemplateLine(
            kind=kind,
            filename=own[kind].filename,
            uploaded_at=own[kind].uploaded_at,
            uploaded_by=called(own[kind].uploaded_by),
        )
        if kind in own
        else TemplateLine(kind=kind)
        for kind in IN_WORD
    ]


def read_template(actor: Actor, store: ObjectStore, kind: PaperKind) -> bytes:
    """Return the template of a paper, to be changed in Word."""
    _check_may(actor)
    return template_of(store, kind)


def template_of(store: ObjectStore, kind: PaperKind) -> bytes:
    """Return the template that a paper is filled into."""
    from cluster.documents.office_template import built_in_template  # slow import

    row = _find(kind)
    return storage.read(store, row.sha256) if row else built_in_template()


@atomic()
def put_template(
    actor: Actor,
    store: ObjectStore,
    *,
    kind: PaperKind,
    filename: str,
    content: bytes,
    now: datetime,
) -> OfficeTemplate:
    """Let papers of a kind be filled into the office's own template from now on.

    Refused unless it can be filled in, which is tried out in every respect that a paper needs.
    """
    from cluster.documents.office import check_template  # slow import

    _check_may(actor)
    if kind not in IN_WORD:
        raise RuleViolation(_("Choose a paper of the list."), field="kind")
    if len(content) > LARGEST:
        raise RuleViolation(_("The file is too large for a template."), field="file")
    _check_sound(content)
    check_template(content)
    row = _find(kind)
    if row is None:
        row = OfficeTemplate(kind=kind)
        db.session.add(row)
    row.filename, row.sha256 = filename, storage.put(store, content)
    row.uploaded_at, row.uploaded_by = now, actor.name
    db.session.flush()
    audit.record(
        actor,
        "office_template.put",
        ("office_template", kind.value),
        now,
        after={"filename": filename, "sha256": row.sha256},
    )
    return row


@atomic()
def drop_template(actor: Actor, *, kind: PaperKind, now: datetime) -> None:
    """Go back to the built-in template for papers of a kind."""
    _check_may(actor)
    row = _find(kind)
    if row is None:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    db.session.delete(row)
    audit.record(
        actor,
        "office_template.dropped",
        ("office_template", kind.value),
        now,
        before={"filename": row.filename, "sha256": row.sha256},
    )


def _find(kind: PaperKind) -> OfficeTemplate | None:
    return db.session.scalar(select(OfficeTemplate).filter_by(kind=kind))


def _check_may(actor: Actor) -> None:
    permissions.require(permissions.can_register(actor))


def _check_sound(content: bytes) -> None:
    """Refuse an old Word file, and an archive that is damaged or unpacks to a dangerous size."""
    if content.startswith(OLE_MAGIC):
        raise RuleViolation(
            _(
                "This is an old Word file (.doc), or one with a password. Save it as .docx without"
                " a password and send it again."
            ),
            field="file",
        )
    check = KINDS[".docx"].check
    if check is not None:
        try:
            check(BytesIO(content))
        except RuleViolation as refusal:
            raise RuleViolation(refusal.message, field="file") from refusal
