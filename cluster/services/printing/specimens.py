"""Pictures of a certificate's text with the longest, the shortest and real words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from cluster.database import db
from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.lettering import check_letters
from cluster.documents.member_pledge import MemberPledge, MemberTarget
from cluster.documents.pictures import first_page
from cluster.documents.specimens import specimen
from cluster.domain.certificate_text import Block, check_blocks, has_english, without_empty
from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.permissions import Actor
from cluster.domain.years import vietnam_day
from cluster.models import Award, AwardKind, Year
from cluster.services import certificate_texts, members, pledges
from cluster.services.awards.reading import name_of
from cluster.services.printing.composing import print_composed
from cluster.services.printing.pledges import certificate_of

PICTURE_WIDTH = 720
Paper = Certificate | LeaderAward | MemberPledge


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """How a text looks with certain words, with whose name: a picture (PNG), or why there is none.

    `pages`: how many there are; the picture shows the first.
    """

    words: Message
    name: str
    picture: bytes | None = None
    pages: int = 0
    refusal: Message | None = None


def specimens(
    actor: Actor,
    year_id: int,
    kind_id: int | None,
    blocks: Sequence[Block],
    *,
    plates: Path,
    now: datetime,
) -> list[Specimen]:
    """Return pictures of a text with the longest, the shortest and real words; stores nothing."""
    year, kind = certificate_texts.writable(actor, year_id, kind_id)
    check_blocks(certificate_texts.rules_of(kind), blocks)
    written, day = without_empty(blocks), vietnam_day(now)
    papers = _awards(kind, year, day, written) if kind else _pledges(actor, year, day, written)
    kinds = _("Long words"), _("Short words"), _("Real words")
    return [_specimen(words, paper, plates) for words, paper in zip(kinds, papers, strict=True)]


def _specimen(words: Message, paper: Paper, plates: Path) -> Specimen:
    name = paper.member if isinstance(paper, MemberPledge) else paper.recipient
    try:
        check_letters(paper)
        pdf = print_composed(paper, plates=plates)
    except RuleViolation as refusal:
        return Specimen(words=words, name=name, refusal=refusal.message)
    picture, pages = first_page(pdf, width=PICTURE_WIDTH)
    return Specimen(words=words, name=name, picture=picture, pages=pages)


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
    """Return the words of the year's last award of this kind, else its first member's name.

    A year that has no members yet gets the long words.
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


def _awards(kind: AwardKind, year: Year, day: date, blocks: tuple[Block, ...]) -> Sequence[Paper]:
    words = LONG, SHORT, _real(year, kind, day)
    return [_award(kind, each, day, blocks) for each in words]


def _award(
    kind: AwardKind, words: _Words, day: date, blocks: tuple[Block, ...]
) -> Certificate | LeaderAward:
    paper = specimen(
        kind.certificate,
        day=day,
        authority=kind.decided_by,
        award=kind.name_vi,
        award_en=kind.name_en,
        **vars(words),
    )
    return replace(paper, blocks=blocks)


LONG_TARGET = MemberTarget(
    code="III.10",
    name="HTX được chứng nhận VietGAP/GlobalGAP/hữu cơ, chỉ dẫn địa lý, mã số vùng trồng, truy xuất"
    " nguồn gốc",
    name_en="Cooperatives with VietGAP, GlobalGAP or organic certificates, geographical indications"
    " or planting-area codes",
    unit="triệu đồng/người/tháng",
    target=Decimal("1234567.5"),
)
SHORT_TARGET = MemberTarget(
    code="I.1", name="Tin, bài", name_en="News items", unit="tin", target=Decimal(9)
)


def _pledges(actor: Actor, year: Year, day: date, blocks: tuple[Block, ...]) -> Sequence[Paper]:
    """Return a certificate of the longest and the shortest words, and the first member's.

    A year without a pledge or members gets the long words again.
    """
    long = _pledge(
        year,
        day,
        blocks,
        member="Liên minh Hợp tác xã và Doanh nghiệp nhỏ và vừa tỉnh Bà Rịa – Vũng Tàu",
        member_en="Alliance of Cooperatives and Small Enterprises of Bà Rịa – Vũng Tàu",
        head="Bà Nguyễn Phước Công Tằng Tôn Nữ Huyền Trang",
        targets=(LONG_TARGET,) * 6,
    )
    short = _pledge(
        year,
        day,
        blocks,
        member="Liên minh HTX Huế",
        member_en="Huế Alliance",
        head="Bà Lê An",
        targets=(SHORT_TARGET,) * 3,
    )
    view = pledges.find_view(actor, year.id)
    if view is None or not view.members:
        return [long, short, long]
    real = certificate_of(year, view, view.members[0].alliance_id, day, blocks)
    return [long, short, replace(real, sample=True)]


def _pledge(
    year: Year,
    day: date,
    blocks: tuple[Block, ...],
    *,
    member: str,
    member_en: str,
    head: str,
    targets: tuple[MemberTarget, ...],
) -> MemberPledge:
    english = has_english(blocks)
    return MemberPledge(
        letterhead=Letterhead(
            authority="", issuer=year.cluster.name.upper(), place="Hà Nội", dated=day
        ),
        title="GIẤY CHỨNG NHẬN",
        subject=f"Giao ước thi đua năm {year.number}",
        year=str(year.number),
        cluster_en=year.cluster.name_en,
        member=member,
        member_en=member_en,
        head=head,
        head_position="Chủ tịch",
        targets=tuple(target if english else replace(target, name_en="") for target in targets),
        signers=(Signer(position="CỤM TRƯỞNG", name="Nguyễn Văn A"),),
        sample=True,
        blocks=blocks,
    )
