"""The achievements of a sample year, reported by each member's officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from obstore.store import ObjectStore
from PIL import Image, ImageDraw

from cluster.domain.achievements import Aggregate, Report
from cluster.domain.rulebook import Criterion
from cluster.models import Year
from cluster.services import achievements, evidence, rulebook
from cluster.services.sample import tables
from cluster.services.sample.cast import Cast, at

QUARTERS = ((3, 20), (6, 18), (9, 24))
WITH_EVIDENCE = {"I.2", "III.1", "III.6", "VII.1"}
FILED = "Theo báo cáo của đơn vị, hồ sơ gốc lưu tại văn phòng Liên minh."
EVIDENCE_LIMIT = 1024 * 1024
SPLIT_FROM = 12
"""A sum of this many or more is reported in three instalments, as offices do."""
PLACES = {
    "HCM": "TP. Hồ Chí Minh",
    "DLK": "Buôn Ma Thuột",
    "GLI": "Quy Nhơn",
    "LDG": "Đà Lạt",
    "DNI": "Biên Hòa",
    "KHA": "Nha Trang",
}


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """One report of the sample: a cell of the table, or a part of one."""

    criterion: Criterion
    member: str
    description: str
    day: date
    cell: str
    number: int


def report(cast: Cast, year: Year, store: ObjectStore) -> None:
    """Report everything the table holds for the year; big sums in instalments."""
    book = rulebook.in_force(year.id).book
    for row, member, cell in tables.cells("achievements", year.number):
        criterion = book.get(row["code"])
        parts = _parts(criterion, cell, year.number)
        for number, (day, part) in enumerate(parts, start=1):
            instalment = Instalment(
                criterion=criterion,
                member=member,
                description=row["description"],
                day=day,
                cell=part,
                number=number,
            )
            _report_one(cast, year, store, instalment)


def _parts(criterion: Criterion, cell: str, year: int) -> Iterator[tuple[date, str]]:
    last = date(year, *QUARTERS[-1])
    whole = int(cell) if cell.isdigit() else 0
    if criterion.aggregate is not Aggregate.SUM or whole < SPLIT_FROM:
        yield last, cell
        return
    first, second = whole * 3 // 10, whole * 35 // 100
    for (month, day), part in zip(QUARTERS, (first, second, whole - first - second), strict=True):
        yield date(year, month, day), str(part)


def _report_one(cast: Cast, year: Year, store: ObjectStore, instalment: Instalment) -> None:
    code, member, day = instalment.criterion.code, instalment.member, instalment.day
    now = _reported_at(day)
    officer = cast.officer(member)
    claim = achievements.draft(
        officer,
        year.id,
        alliance_id=cast.alliances[member],
        code=code,
        report=_report(instalment),
        now=now,
    )
    if code in WITH_EVIDENCE:
        evidence.attach(
            officer,
            claim.id,
            store=store,
            filename=f"minh-chung-{code}-{instalment.number}.png",
            content=BytesIO(_picture(f"{code} {member} {day:%d/%m/%Y}")),
            limit=EVIDENCE_LIMIT,
            now=now,
        )
    achievements.submit(officer, claim.id, now=now)


def _report(instalment: Instalment) -> Report:
    cell = instalment.cell
    is_choice = cell.replace("_", "").isalpha()
    quantity, _slash, base = ("", "", "") if is_choice else cell.partition("/")
    return Report(
        quantity=Decimal(quantity) if quantity else None,
        base=Decimal(base) if base else None,
        choice=cell if is_choice else "",
        occurred_on=instalment.day,
        place=PLACES[instalment.member],
        partners="",
        description=instalment.description,
        explanation="" if instalment.criterion.code in WITH_EVIDENCE else FILED,
    )


def _reported_at(day: date) -> datetime:
    """Reporting of 2025 began in August; earlier achievements were entered then."""
    return max(at(day.year, day.month, day.day, 15) + timedelta(days=2), at(2025, 8, 4, 10))


def _picture(words: str) -> bytes:
    """Return a small picture that stands for a scanned page."""
    image = Image.new("RGB", (420, 594), "white")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((24, 24, 396, 570), outline="#8a1c1c", width=2)
    drawing.text((48, 60), f"SAMPLE / MAU\n{words}", fill="black")
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
