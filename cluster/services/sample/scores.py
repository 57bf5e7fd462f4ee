"""The scores of the sample's finished year, layer upon layer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cluster.domain.measures import Measure
from cluster.domain.objections import ObjectionKind
from cluster.domain.permissions import Actor
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import objections, reopening, scoring, years
from cluster.services.sample import tables
from cluster.services.sample.cast import Cast, at
from cluster.services.scoring import Entry, SheetRow

SCORED_BY_EACH = 2
ASKED, CODE = "DNI", "IV.2"
"""Whose line is sent back, asked about and objected to."""

Judgements = dict[tuple[str, str, Layer], tuple[Measure, str]]
"""What was judged rather than reported: by criterion, member and layer, with the reason."""


@dataclass(frozen=True)
class Voter:
    """Who fills a sheet, in which layer; in cross-scoring for which alliance."""

    actor: Actor
    layer: Layer
    scorer_id: int = 0


def score_all(cast: Cast, year: Year) -> None:
    """Score the year through all layers, up to the council's final scores."""
    judged = _judgements(year.number)
    for member in tables.MEMBERS:
        officer, alliance_id = cast.officer(member), cast.alliances[member]
        scoring.take_over(officer, year.id, alliance_id=alliance_id, now=at(2025, 11, 18))
        _fill(cast, year, judged, Voter(officer, Layer.SELF), member, at(2025, 11, 19))
    scoring.assign_round(cast.secretary, year.id, each=SCORED_BY_EACH, now=at(2025, 11, 20))
    years.move(cast.secretary, year.id, Phase.REVIEW, now=at(2025, 11, 24))
    codes = {alliance_id: code for code, alliance_id in cast.alliances.items()}
    for scorer, scored in sorted(scoring.cross_plan(cast.secretary, year.id).pairs):
        voter = Voter(cast.officer(codes[scorer]), Layer.CROSS, scorer)
        _fill(cast, year, judged, voter, codes[scored], at(2025, 11, 27))
    for member in tables.MEMBERS:
        voter = Voter(cast.reviewer_of(member), Layer.APPRAISAL)
        _fill(cast, year, judged, voter, member, at(2025, 12, 1))
    _send_back(cast, year)
    years.move(cast.secretary, year.id, Phase.COUNCIL, now=at(2025, 12, 3))
    _ask(cast, year)
    for member in tables.MEMBERS:
        _fill(cast, year, judged, Voter(cast.chair, Layer.FINAL), member, at(2025, 12, 5))


def _send_back(cast: Cast, year: Year) -> None:
    """Have a line sent back to a member, which explains why it stays as it is."""
    sent = reopening.send_back(
        cast.reviewer_of(ASKED),
        year.id,
        alliance_id=cast.alliances[ASKED],
        notes={CODE: "Đề nghị bổ sung kế hoạch phong trào thi đua đã được phê duyệt"},
        due_on=date(2025, 12, 2),
        now=at(2025, 12, 1, 15),
    )
    reopening.answer(
        cast.officer(ASKED),
        year.id,
        sent.id,
        text="Kế hoạch đã gửi kèm báo cáo quý III, không có thay đổi",
        now=at(2025, 12, 2, 10),
    )


def _ask(cast: Cast, year: Year) -> None:
    """Have the member ask for an explanation and object; both are answered on the record."""
    whose: dict[str, Any] = {"alliance_id": cast.alliances[ASKED], "code": CODE}
    officer, head = cast.officer(ASKED), cast.head(ASKED)
    asked = objections.ask(
        officer,
        year.id,
        kind=ObjectionKind.EXPLANATION,
        text="Đề nghị cho biết tiêu chí này được thẩm định theo tài liệu nào",
        now=at(2025, 12, 3, 14),
        **whose,
    )
    objections.explain(
        cast.reviewer_of(ASKED),
        year.id,
        asked.id,
        text="Theo kế hoạch và báo cáo sơ kết phong trào trong hồ sơ đã nộp",
        now=at(2025, 12, 3, 16),
    )
    objection = objections.ask(
        head,
        year.id,
        kind=ObjectionKind.OBJECTION,
        text="Kiến nghị xem xét thêm phong trào do đơn vị phát động trong quý IV",
        now=at(2025, 12, 4),
        **whose,
    )
    objections.decide(
        cast.chair,
        year.id,
        objection.id,
        upheld=False,
        text="Phong trào quý IV chưa có báo cáo kết quả; ghi nhận để tính cho năm sau",
        now=at(2025, 12, 4, 15),
    )


def _fill(
    cast: Cast, year: Year, judged: Judgements, voter: Voter, member: str, now: datetime
) -> None:
    """Fill one voice's sheet of a member: the judgements of its layer, else what was reported."""
    whose: dict[str, Any] = {
        "alliance_id": cast.alliances[member],
        "layer": voter.layer,
        "scorer_id": voter.scorer_id,
    }
    rows = scoring.sheet(voter.actor, year.id, **whose).rows
    entries = [_entry(row, member, voter.layer, judged) for row in rows if row.is_assigned]
    written = [entry for entry in entries if entry is not None]
    scoring.save_sheet(voter.actor, year.id, **whose, entries=written, now=now)


def _entry(row: SheetRow, member: str, layer: Layer, judged: Judgements) -> Entry | None:
    code = row.criterion.code
    said = judged.get((code, member, layer))
    if said is None and layer is not Layer.FINAL:
        of_member = (row.reported, "") if row.reported is not None else None
        said = of_member or judged.get((code, member, Layer.SELF))
    if said is None:
        return None
    measure, reason = said
    return Entry(code=code, measure=measure, reason=reason, revision=row.revision)


def _judgements(year: int) -> Judgements:
    return {
        (row["code"], member, Layer(row["layer"])): (_measure(row["code"], cell), row["reason"])
        for row, member, cell in tables.cells("judgements", year)
    }


def _measure(code: str, cell: str) -> Measure:
    if "=" in cell:
        events = dict(part.split("=") for part in cell.split(";"))
        return Measure(events={key: int(count) for key, count in events.items()})
    return Measure(judged=Decimal(cell)) if code == "IV.2" else Measure(actual=Decimal(cell))
