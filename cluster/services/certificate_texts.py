"""What certificates say, of each award and of a cluster's pledge: a version for each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import (
    BLOCK_STYLE_NAMES,
    Block,
    TextRules,
    check_blocks,
    without_empty,
)
from cluster.domain.certificate_wordings import AWARD_TEXTS, PLEDGE_TEXT
from cluster.domain.errors import Conflict, Message, Name, NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.models import AwardKind, CertificateText, Year
from cluster.services import audit, years


@dataclass(frozen=True, kw_only=True)
class TextVersion:
    """One version of a text: when it was written, by whom and why."""

    number: int
    reason: str
    written_at: datetime
    written_by: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class TextView:
    """What certificates say now (version 0: a built-in text), and said before.

    `kind_id` None: the certificates of the cluster's pledge.
    """

    kind_id: int | None
    name: Message | Name
    rules: TextRules
    version: int
    blocks: tuple[Block, ...]
    earlier: tuple[TextVersion, ...]


def blocks_of(kind: AwardKind) -> tuple[Block, ...]:
    """Return what an award's certificates say now."""
    if kind.texts:
        return _read(kind.texts[-1])
    return AWARD_TEXTS[kind.certificate].begin_with(kind.built_in)


def pledge_blocks(cluster_id: int) -> tuple[Block, ...]:
    """Return what a cluster's pledge certificates say now."""
    texts = _texts_of_pledge(cluster_id)
    return _read(texts[-1]) if texts else PLEDGE_TEXT.begin_with()


def view_text(actor: Actor, year_id: int, kind_id: int | None) -> TextView:
    """Return what certificates say, to whoever may change it."""
    return _view(*writable(actor, year_id, kind_id))


def _view(year: Year, kind: AwardKind | None) -> TextView:
    texts = kind.texts if kind else _texts_of_pledge(year.cluster_id)
    return TextView(
        kind_id=kind.id if kind else None,
        name=Name(vi=kind.name_vi, en=kind.name_en)
        if kind
        else PAPER_KIND_NAMES[PaperKind.MEMBER_PLEDGE],
        rules=rules_of(kind),
        version=texts[-1].version if texts else 0,
        blocks=blocks_of(kind) if kind else pledge_blocks(year.cluster_id),
        earlier=tuple(
            TextVersion(
                number=text.version,
                reason=text.reason,
                written_at=text.written_at,
                written_by=text.written_by,
                blocks=_read(text),
            )
            for text in reversed(texts)
        ),
    )


@atomic()
def write_text(
    actor: Actor,
    year_id: int,
    kind_id: int | None,
    *,
    blocks: Sequence[Block],
    reason: str,
    version: int,
    now: datetime,
) -> CertificateText:
    """Write a new version of what certificates say; issued ones keep theirs.

    `version` is the one that was read; Conflict if somebody has written another since.
    """
    year, kind = writable(actor, year_id, kind_id)
    db.session.refresh(kind or year.cluster, with_for_update=True)  # who comes second waits
    before = _view(year, kind)
    if version != before.version:
        raise Conflict(
            _("Somebody else has changed this text meanwhile."),
            yours=_readable(blocks) | {_("Why it is changed"): reason},
            theirs=_readable(before.blocks)
            | {_("Why it is changed"): text.reason for text in before.earlier[:1]},
        )
    check_blocks(before.rules, blocks)
    written = without_empty(blocks)
    if written == before.blocks:
        raise RuleViolation(_("Nothing has changed."))
    text = CertificateText(
        kind_id=kind_id,
        cluster_id=None if kind else year.cluster_id,
        version=version + 1,
        blocks=to_plain(written),
        reason=reason,
        written_at=now,
        written_by=actor.name,
    )
    db.session.add(text)
    if kind:
        kind.texts.append(text)
    db.session.flush()
    audit.record(
        actor,
        "award_kind.text_written" if kind else "pledge.certificate_text_written",
        ("award_kind", kind.id) if kind else ("cluster", year.cluster_id),
        now,
        where=audit.within(year),
        before={"text": " / ".join(block.text for block in before.blocks)},
        after={"text": " / ".join(block.text for block in written), "version": text.version},
        reason=reason,
    )
    return text


def writable(actor: Actor, year_id: int, kind_id: int | None) -> tuple[Year, AwardKind | None]:
    """Return a year and an entry of the catalogue with a certificate, to who runs the year."""
    year = years.get_to_run(actor, year_id)
    if kind_id is None:
        return year, None
    kind = get_or_raise(AwardKind, kind_id)
    if kind.certificate is CertificateForm.NONE:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return year, kind


def rules_of(kind: AwardKind | None) -> TextRules:
    """Return the rules for the text of an award's certificates; None: of the pledge's."""
    return AWARD_TEXTS[kind.certificate] if kind else PLEDGE_TEXT


def _texts_of_pledge(cluster_id: int) -> list[CertificateText]:
    """Return the versions written for a cluster's pledge certificates, the first one first."""
    written = select(CertificateText).filter_by(cluster_id=cluster_id)
    return list(db.session.scalars(written.order_by(CertificateText.version)))


def _readable(blocks: Sequence[Block]) -> dict[Message, str | Message]:
    """Return a text block by block, to set beside another version of it."""
    return {
        _("Block %(number)s", number=number): _(
            "%(words)s (%(look)s)", words=block.text, look=BLOCK_STYLE_NAMES[block.style]
        )
        for number, block in enumerate(blocks, 1)
        if block.text
    }


def _read(text: CertificateText) -> tuple[Block, ...]:
    return from_plain(tuple[Block, ...], text.blocks)
