"""What the office has entered for an official paper, and what is usual."""

from datetime import date

from sqlalchemy import select

from cluster.database import db
from cluster.domain.official import SYMBOLS, Details
from cluster.domain.plain_data import from_plain
from cluster.domain.printing import PaperKind
from cluster.domain.years import naming_day
from cluster.models import PaperDetails, Year
from cluster.services.printing.heads import LEFT_OPEN, head_of, leader_of
from cluster.services.years.state import mark_of


def find_details(kind: PaperKind, subject: str) -> PaperDetails | None:
    """Return what is entered for a paper."""
    return db.session.scalar(select(PaperDetails).filter_by(kind=kind, subject=subject))


def list_details(year_id: int) -> dict[tuple[PaperKind, str], Details]:
    """Return what is entered for the year's papers, by kind and subject (1 query)."""
    rows = db.session.scalars(select(PaperDetails).where(PaperDetails.year_id == year_id))
    return {(row.kind, row.subject): from_plain(Details, row.details) for row in rows}


def mark_of_details(row: PaperDetails | None) -> str:
    """Return a mark of what is entered, to notice when somebody else has changed it."""
    return mark_of(row.details if row else None)


def usual_details(year: Year, kind: PaperKind, today: date) -> Details:
    """Return what is usual: the year's leader signs at its seat, and the member units receive."""
    day = naming_day(year.number, today)
    head = head_of(year, day, dated=None)
    first = "Như trên" if kind is PaperKind.AWARD_PROPOSAL else year.cluster.authority
    bases = (
        "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;\n"
        "Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ;\n"
        f"Căn cứ kết quả họp bình xét thi đua năm {year.number} của {year.cluster.name}."
    )
    words = {}
    if kind is PaperKind.HANDOVER_MINUTES:
        taker = leader_of(year.cluster_id, year.number + 1, day)
        words = {"giver": head.signer.name, "receiver": taker.head_name if taker else ""}
    place = head.letterhead.place
    return Details(
        place="" if place == LEFT_OPEN else place,
        on_behalf_of=head.signer.on_behalf_of,
        position=head.signer.position,
        organization=head.signer.organization,
        signer_name=head.signer.name,
        bases=bases if kind is PaperKind.AWARD_PROPOSAL else "",
        recipients=f"- {first};\n- Các đơn vị thành viên;\n- Lưu: VT." if kind in SYMBOLS else "",
        words=words,
    )
