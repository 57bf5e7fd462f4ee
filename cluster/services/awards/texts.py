"""What the certificates of an award say: written in blocks, a version for each change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from cluster.database import atomic, db, get_or_raise
from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.pictures import first_page
from cluster.documents.press import open_press
from cluster.documents.specimens import specimen
from cluster.domain import permissions
from cluster.domain.awards import CertificateForm
from cluster.domain.certificate_text import Block, built_in, check_blocks
from cluster.domain.errors import Conflict, Message, NotFound, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.plain_data import from_plain, to_plain
from cluster.domain.years import vietnam_day
from cluster.models import Award, AwardKind, CertificateText, Year
from cluster.services import audit, members, years
from cluster.services.awards.reading import name_of

PICTURE_WIDTH = 720


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
    """What the certificates of an award say now (version 0: a built-in text), and said before."""

    kind: AwardKind
    version: int
    blocks: tuple[Block, ...]
    earlier: tuple[TextVersion, ...]


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """How a text looks with certain words: a picture (PNG), or why it cannot be printed."""

    words: Message
    picture: bytes | None
    refusal: Message | None = None


def blocks_of(kind: AwardKind) -> tuple[Block, ...]:
    """Return what an award's certificates say now."""
    if kind.texts:
        return _read(kind.texts[-1])
    texts = built_in(kind.certificate)
    return next((text.blocks for text in texts if text.key == kind.built_in), texts[0].blocks)


def view_text(actor: Actor, year_id: int, kind_id: int) -> TextView:
    """Return what an award's certificates say, to whoever may change it."""
    _year, kind = _writable(actor, year_id, kind_id)
    return TextView(
        kind=kind,
        version=_version(kind),
        blocks=blocks_of(kind),
        earlier=tuple(
            TextVersion(
                number=text.version,
                reason=text.reason,
                written_at=text.written_at,
                written_by=text.written_by,
                blocks=_read(text),
            )
            for text in reversed(kind.texts)
        ),
    )


@atomic()
def write_text(
    actor: Actor,
    year_id: int,
    kind_id: int,
    *,
    blocks: Sequence[Block],
    reason: str,
    version: int,
    now: datetime,
) -> CertificateText:
    """Write a new version of what an award's certificates say; issued ones keep theirs.

    `version` is the one that was read; Conflict if somebody has written another since.
    """
    year, kind = _writable(actor, year_id, kind_id)
    if version != _version(kind):
        raise Conflict(
            _("Somebody else has changed this text meanwhile."),
            yours={n: block.text for n, block in enumerate(blocks, 1)},
            theirs={n: block.text for n, block in enumerate(blocks_of(kind), 1)},
        )
    before = blocks_of(kind)
    check_blocks(kind.certificate, tuple(blocks))
    if tuple(blocks) == before:
        raise RuleViolation(_("Nothing has changed."))
    text = CertificateText(
        kind_id=kind.id,
        version=version + 1,
        blocks=to_plain(blocks),
        reason=reason,
        written_at=now,
        written_by=actor.name,
    )
    kind.texts.append(text)
    db.session.flush()
    audit.record(
        actor,
        "award_kind.text_written",
        ("award_kind", kind.id),
        now,
        where=audit.within(year),
        before={"text": " / ".join(block.text for block in before)},
        after={"text": " / ".join(block.text for block in blocks), "version": text.version},
        reason=reason,
    )
    return text


def specimens(
    actor: Actor,
    year_id: int,
    kind_id: int,
    blocks: Sequence[Block],
    *,
    plates: Path,
    now: datetime,
) -> list[Specimen]:
    """Return pictures of a text with the longest, the shortest and real words; stores nothing."""
    year, kind = _writable(actor, year_id, kind_id)
    check_blocks(kind.certificate, tuple(blocks))
    day = vietnam_day(now)
    papers = (
        (_("Long words"), _specimen(kind, LONG, day)),
        (_("Short words"), _specimen(kind, SHORT, day)),
        (_("Real words"), _specimen(kind, _real(year, kind, day), day)),
    )
    press = open_press(plates)
    shown = []
    for words, paper in papers:
        try:
            pdf = press.print_one(replace(paper, blocks=tuple(blocks)))
        except RuleViolation as refusal:
            shown.append(Specimen(words=words, picture=None, refusal=refusal.message))
        else:
            shown.append(Specimen(words=words, picture=first_page(pdf, width=PICTURE_WIDTH)))
    return shown


@dataclass(frozen=True, kw_only=True)
class _Words:
    recipient: str
    description: str
    reason: str


LONG = _Words(
    recipient="Hợp tác xã Dịch vụ nông nghiệp tổng hợp Thanh niên xung phong Krông Pắc",
    description="Phó Chủ tịch Hội đồng quản trị kiêm Giám đốc Liên hiệp Hợp tác xã Nông sản sạch"
    " Ninh Hòa, tỉnh Khánh Hòa",
    reason="Đã có thành tích xuất sắc trong phong trào thi đua phát triển kinh tế tập thể, hợp tác"
    " xã, góp phần xây dựng nông thôn mới và giảm nghèo bền vững trên địa bàn tỉnh",
)
SHORT = _Words(recipient="Bà Lê An", description="", reason="Có thành tích tốt")


def _real(year: Year, kind: AwardKind, day: date) -> _Words:
    """Return the words of the year's last award of this kind, else of its first member.

    A year that has no members yet gets the short words.
    """
    award = db.session.scalar(
        select(Award)
        .where(Award.year_id == year.id, Award.kind_id == kind.id)
        .order_by(Award.id.desc())
        .limit(1)
    )
    if award is None:
        names = [member.name for member in members.members_of(year)[:1]]
        return replace(LONG, recipient=names[0], description="") if names else LONG
    alliance = members.labels([award.alliance_id], day)[award.alliance_id]
    return _Words(
        recipient=name_of(award, alliance), description=award.position, reason=award.reason
    )


def _specimen(kind: AwardKind, words: _Words, day: date) -> Certificate | LeaderAward:
    return specimen(
        kind.certificate,
        day=day,
        authority=kind.decided_by,
        award=kind.name_vi,
        award_en=kind.name_en,
        **vars(words),
    )


def _writable(actor: Actor, year_id: int, kind_id: int) -> tuple[Year, AwardKind]:
    """Return an entry of the catalogue that comes with a certificate, to who runs the year."""
    year = years.get_visible(actor, year_id)
    permissions.require(permissions.can_run_year(actor, year.cluster_id))
    kind = get_or_raise(AwardKind, kind_id)
    if kind.certificate is CertificateForm.NONE:
        raise NotFound(_("There is no such entry, or it is not yours to see."))
    return year, kind


def _version(kind: AwardKind) -> int:
    return kind.texts[-1].version if kind.texts else 0


def _read(text: CertificateText) -> tuple[Block, ...]:
    return from_plain(tuple[Block, ...], text.blocks)
