"""What the minutes say by which one year's leader hands over to the next."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import func, select

from cluster.database import db
from cluster.documents.letterhead import Signer
from cluster.documents.official import Column, OfficialPaper, Row, Section, Table
from cluster.domain.awards import AwardStatus, cited
from cluster.domain.errors import RuleViolation, _
from cluster.domain.membership import Member
from cluster.domain.printing import PaperKind
from cluster.domain.vietnamese import format_number, official_date
from cluster.domain.years import PHASE_NAMES, Phase
from cluster.language import say
from cluster.models import Award, IssuedPaper, Leadership, NominationBar, Year
from cluster.services.printing.heads import leader_of
from cluster.services.printing.setting import NUMBER, RIGHT, Setting, said

NOBODY_NAMED = _("Nobody is named yet to lead the next year.")
CERTIFICATES = (PaperKind.AWARD, PaperKind.MEMBER_PLEDGE)
"""Papers of which there are many alike: the minutes count them."""


class Filed(NamedTuple):
    """A paper that the year leaves behind; `number`: its place in its series."""

    kind: PaperKind
    subject: str
    title: str
    serial: str
    number: int | None
    decision: str | None


def handover_minutes(setting: Setting) -> OfficialPaper:
    """Return the minutes: who hands over to whom, the year's papers, what is still open."""
    year, details = setting.year, setting.details
    giver = leader_of(year.cluster_id, year.number, setting.named_on)
    taker = leader_of(year.cluster_id, year.number + 1, setting.named_on)
    if giver is None or taker is None:
        raise RuleViolation(NOBODY_NAMED)
    sections = (
        Section(
            paragraphs=(
                f"{_opening(setting)} Hai bên tiến hành bàn giao nhiệm vụ Cụm trưởng như sau:",
            )
        ),
        Section(
            heading="THÀNH PHẦN",
            paragraphs=(
                (
                    f"Bên giao (Cụm trưởng năm {year.number}): {giver.name};"
                    f" đại diện: {details.word('giver')}."
                ),
                (
                    f"Bên nhận (Cụm trưởng năm {year.number + 1}): {taker.name};"
                    f" đại diện: {details.word('receiver')}."
                ),
            ),
        ),
        _papers(year),
        said("CON DẤU, CỜ, TÀI LIỆU KHÁC", details.word("items")),
        Section(heading="CÔNG VIỆC CÒN LẠI", paragraphs=tuple(_open_matters(year))),
        Section(
            paragraphs=(
                "Biên bản được lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản.",
            )
        ),
    )
    return setting.paper(
        "BIÊN BẢN",
        f"Bàn giao nhiệm vụ Cụm trưởng năm {year.number} – {year.number + 1}",
        sections,
        _party("ĐẠI DIỆN BÊN GIAO", giver, details.word("giver")),
        _party("ĐẠI DIỆN BÊN NHẬN", taker, details.word("receiver")),
    )


def _opening(setting: Setting) -> str:
    venue = setting.details.word("venue")
    if setting.details.dated is None:
        return f"Tại {venue}." if venue else ""
    return f"Hôm nay, {official_date(setting.details.dated)}, tại {venue}."


def _party(position: str, member: Member, name: str) -> Signer:
    return Signer(position=position, organization=member.name.upper(), name=name)


def _papers(year: Year) -> Section:
    """Say which papers the year leaves behind; each reprints for ever from the system.

    Certificates of one kind that follow one decision are one row, as are those of the pledge.
    """
    groups: dict[str, list[Filed]] = {}
    for paper in _valid_papers(year):
        groups.setdefault(_group(paper), []).append(paper)
    table = Table(
        columns=(
            NUMBER,
            Column(heading="Hồ sơ, tài liệu", width=88),
            Column(heading="Số", width=44),
            Column(heading="Số lượng", width=22, align=RIGHT),
        ),
        rows=tuple(
            Row(
                cells=(
                    str(number),
                    name if len(papers) > 1 else papers[0].title,
                    _serials(papers),
                    format_number(len(papers)),
                )
            )
            for number, (name, papers) in enumerate(groups.items(), start=1)
        ),
    )
    return Section(
        heading="HỒ SƠ, TÀI LIỆU TRÊN HỆ THỐNG",
        paragraphs=("Các văn bản đã phát hành của năm, lưu trên phần mềm:",)
        if groups
        else ("Chưa có văn bản nào được phát hành.",),
        table=table if groups else None,
    )


def _valid_papers(year: Year) -> Iterable[Filed]:
    """Return the newest issue of each paper that counts, in the order of their first issues."""
    rows = db.session.execute(
        select(
            IssuedPaper.kind,
            IssuedPaper.subject,
            IssuedPaper.title,
            IssuedPaper.serial,
            IssuedPaper.serial_number,
            IssuedPaper.data["decision_number"].as_string(),
        )
        .where(
            IssuedPaper.year_id == year.id,
            IssuedPaper.kind != PaperKind.HANDOVER_MINUTES,
            IssuedPaper.voided_at.is_(None),
        )
        .order_by(IssuedPaper.id)
    )
    return {(row.kind, row.subject): Filed(*row) for row in rows}.values()


def _group(paper: Filed) -> str:
    """Return the name of the row that a paper stands in."""
    if paper.kind not in CERTIFICATES:
        return paper.title
    what = paper.title.partition(" – ")[0]
    return f"{what} theo {cited(paper.decision)}" if paper.decision else what


def _serials(papers: Iterable[Filed]) -> str:
    numbered = sorted((paper.number, paper.serial) for paper in papers if paper.number is not None)
    ends = dict.fromkeys(serial for _number, serial in (*numbered[:1], *numbered[-1:]))
    return " đến ".join(ends)


def _open_matters(year: Year) -> Iterator[str]:
    """Name what the year leaves undone, or say that nothing is."""
    found = [
        *_open_awards(year),
        *(
            f"- Đơn vị chưa được xét: {document}."
            for document in db.session.scalars(
                select(NominationBar.document).where(
                    NominationBar.year_id == year.id, NominationBar.lifted_at.is_(None)
                )
            )
        ),
    ]
    if year.phase not in {Phase.PUBLISHED, Phase.ARCHIVED}:
        found.append(f"- Năm thi đua đang ở giai đoạn “{say(PHASE_NAMES[year.phase], 'vi')}”.")
    yield from found or ["Không còn công việc tồn đọng."]


def _open_awards(year: Year) -> Iterator[str]:
    rows = db.session.execute(
        select(Award.status, func.count()).where(Award.year_id == year.id).group_by(Award.status)
    )
    counts: dict[AwardStatus, int] = {status: count for status, count in rows}  # noqa: C416  rows
    if counts.get(AwardStatus.PROPOSED):
        yield f"- Đề nghị khen thưởng chưa có quyết định: {counts[AwardStatus.PROPOSED]}."
    if counts.get(AwardStatus.DECIDED):
        yield f"- Khen thưởng đã có quyết định, chưa trao: {counts[AwardStatus.DECIDED]}."


def is_next_named(year: Year) -> bool:
    """Tell whether both the year and the next one have a leader."""
    named = select(func.count()).where(
        Leadership.cluster_id == year.cluster_id,
        Leadership.year_number.in_([year.number, year.number + 1]),
    )
    return db.session.scalar(named) == 2
