"""What the joint pledge and the members' certificates say, taken from the year's pledge."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from sqlalchemy import select

from cluster.database import db
from cluster.documents.member_pledge import MemberPledge, MemberTarget
from cluster.documents.pledge_sheet import pages_of
from cluster.documents.pledges import (
    Article,
    JointPledge,
    Party,
    TargetLine,
    TargetSection,
)
from cluster.domain.certificate_text import Block, has_english
from cluster.domain.errors import RuleViolation
from cluster.domain.membership import Member
from cluster.domain.permissions import Actor
from cluster.domain.pledge_text import PledgeText
from cluster.domain.pledges import PledgeStatus
from cluster.domain.printing import check_pledge_certificate
from cluster.domain.rulebook import Criterion
from cluster.domain.years import naming_day, vietnam_day
from cluster.models import Pledge, Year
from cluster.services import certificate_texts, members, pledges
from cluster.services.pledges import PledgeView
from cluster.services.printing.composing import Composition, filename, numbered
from cluster.services.printing.heads import head_of


def newest_status(year: Year) -> PledgeStatus | None:
    """Return how far the pledge that papers show has come; None while there is none."""
    found = set(db.session.scalars(select(Pledge.status).where(Pledge.year_id == year.id)))
    if PledgeStatus.IN_FORCE in found:
        return PledgeStatus.IN_FORCE
    return next((status for status in PledgeStatus if status in found), None)


def compose_joint(actor: Actor, year: Year, today: date) -> Composition:
    """Return the joint pledge with the signatures given so far, named as on its day."""
    view = pledges.paper_data(actor, year.id)
    day = _day_of(view, year, today)
    head = head_of(year, day, dated=_in_force_on(view))
    paper = JointPledge(
        letterhead=head.letterhead,
        title=view.text.title.upper(),
        subject=view.text.subject,
        legal_bases=view.text.legal_bases,
        opening=view.text.opening,
        parties=tuple(_party(view, member) for member in _named(view, day)),
        articles=tuple(_articles(view.text)),
        closing=f"Lý do điều chỉnh: {view.amendment_reason}" if view.amendment_reason else "",
        sections=tuple(
            TargetSection(
                title=title,
                lines=tuple(
                    TargetLine(
                        code=line.code,
                        name=line.name_vi,
                        unit=line.unit,
                        targets=tuple(
                            view.target(member.alliance_id, line.code).value
                            for member in view.members
                        ),
                    )
                    for line in lines
                ),
            )
            for title, lines in _sections(view, _with_target(view))
        ),
        notes=tuple(_left_out(view)),
        version=view.version,
        in_force_since=view.in_force_at,
        sample=year.cluster.is_sample,
    )
    return Composition(
        paper=paper,
        title=f"{view.text.title} năm {year.number}",
        filename=filename(view.text.title, year.number),
    )


def compose_member(actor: Actor, year: Year, alliance_id: int, today: date) -> Composition:
    """Return one member's certificate; only of a pledge that is in force."""
    view = pledges.paper_data(actor, year.id)
    check_pledge_certificate(view.status)
    blocks = certificate_texts.pledge_blocks(year.cluster_id)
    paper = certificate_of(year, view, alliance_id, today, blocks)
    return Composition(
        paper=paper,
        title=f"Giấy chứng nhận giao ước thi đua năm {year.number} – {paper.member}",
        filename=filename("chứng nhận giao ước", year.number, view.member(alliance_id).seat),
        alliance_id=alliance_id,
    )


def list_pages(actor: Actor, year: Year) -> dict[int, int]:
    """Return on how many pages each member's certificate would come, by alliance.

    It takes the same number of queries for few and many members. A certificate whose words do not
    fit at all is left out.
    """
    view = pledges.paper_data(actor, year.id)
    blocks = certificate_texts.pledge_blocks(year.cluster_id)
    day, pages = _in_force_on(view), {}
    for alliance_id, paper in _certificates(year, view, day, blocks) if day else ():
        with suppress(RuleViolation):
            pages[alliance_id] = pages_of(paper)
    return pages


def certificate_of(
    year: Year, view: PledgeView, alliance_id: int, today: date, blocks: tuple[Block, ...]
) -> MemberPledge:
    """Return the certificate of a member with these words, named as on the day it signed."""
    day, only = _day_of(view, year, today), view.member(alliance_id).alliance_id
    ((_alliance_id, paper),) = _certificates(year, view, day, blocks, only=only)
    return paper


def _certificates(
    year: Year, view: PledgeView, day: date, blocks: tuple[Block, ...], only: int | None = None
) -> Iterator[tuple[int, MemberPledge]]:
    """Give each member's certificate with its alliance, or that of one member only."""
    head = head_of(year, day, dated=_in_force_on(view))
    english = has_english(blocks)
    for member in _named(view, day, only=only):
        party = _party(view, member)
        yield (
            member.alliance_id,
            MemberPledge(
                letterhead=head.letterhead,
                title="GIẤY CHỨNG NHẬN",
                subject=f"Giao ước thi đua năm {year.number}",
                year=str(year.number),
                cluster_en=year.cluster.name_en,
                member=party.member,
                member_en=member.name_en,
                head=party.head,
                head_position=party.head_position,
                targets=_targets(view, member.alliance_id, english=english),
                signed_at=party.signed_at,
                signers=(head.signer,),
                sample=year.cluster.is_sample,
                blocks=blocks,
            ),
        )


def _targets(view: PledgeView, alliance_id: int, *, english: bool) -> tuple[MemberTarget, ...]:
    return tuple(
        MemberTarget(
            code=line.code,
            name=line.name_vi,
            name_en=line.name_en if english else "",
            unit=line.unit,
            target=view.target(alliance_id, line.code).value,
        )
        for line in _concerning(view, alliance_id)
    )


def _in_force_on(view: PledgeView) -> date | None:
    return vietnam_day(view.in_force_at) if view.in_force_at else None


def _day_of(view: PledgeView, year: Year, today: date) -> date:
    return _in_force_on(view) or naming_day(year.number, today)


def _named(view: PledgeView, day: date, only: int | None = None) -> list[Member]:
    """Return the members in the year's order, each called as on the day it signed."""
    days = {
        member.alliance_id: (
            vietnam_day(view.signatures[member.alliance_id].signed_at)
            if member.alliance_id in view.signatures
            else day
        )
        for member in view.members
        if only in {None, member.alliance_id}
    }
    named = members.labels_at(days.items())
    return [named[pair] for pair in days.items()]


def _party(view: PledgeView, member: Member) -> Party:
    """Return a member as represented by who signed for it, until then by its head."""
    signature = view.signatures.get(member.alliance_id)
    by_another = signature is not None and signature.signatory != member.head_name
    return Party(
        member=member.name,
        short_name=member.seat,
        head=signature.signatory if signature else member.head_name,
        head_position=signature.position if signature and by_another else member.head_title,
        signed_at=signature.signed_at if signature else None,
    )


def _articles(text: PledgeText) -> Iterator[Article]:
    for content in text.contents:
        yield Article(heading=content.heading, paragraphs=content.paragraphs)
    if text.implementation:
        yield Article(heading="Tổ chức thực hiện", paragraphs=text.implementation)


def _with_target(view: PledgeView) -> list[Criterion]:
    return [line for line in view.lines if line.takes_target]


def _concerning(view: PledgeView, alliance_id: int) -> list[Criterion]:
    """Return the lines that ask for a target, and those that are not assigned to the member."""
    return [
        line
        for line in view.lines
        if line.takes_target or view.target(alliance_id, line.code).not_assigned
    ]


def _left_out(view: PledgeView) -> Iterator[str]:
    """Tell of each line without targets to whom it is not assigned."""
    for line in view.lines:
        names = [
            member.seat
            for member in view.members
            if view.target(member.alliance_id, line.code).not_assigned
        ]
        if names and not line.takes_target:
            yield f"Tiêu chí {line.code} không giao cho: {', '.join(names)}."


def _sections(
    view: PledgeView, lines: Iterable[Criterion]
) -> Iterator[tuple[str, list[Criterion]]]:
    """Give the lines under their outermost section."""
    sections: dict[str, list[Criterion]] = {}
    for line in lines:
        outermost = next(iter(view.book.sections_of[line.code]), line.code)
        sections.setdefault(outermost, []).append(line)
    for code, under in sections.items():
        yield numbered(view.book.get(code)), under
