"""The honours of the sample's finished year: proposed, decided, handed out at the wrap-up."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cluster.domain.awards import CertificateForm, Recipient
from cluster.domain.printers import Correction
from cluster.domain.years import Phase
from cluster.models import Year
from cluster.services import awards, stock, years
from cluster.services.sample import tables
from cluster.services.sample.cast import Cast, at

WRAP_UP = date(2025, 12, 12)


@dataclass(frozen=True, kw_only=True)
class SampleDecision:
    """One of the decisions that the sample's table of awards refers to."""

    number: str
    decided_on: date
    authority: str
    place: str
    signer_title: str
    signer_name: str


def decisions(cluster_name: str) -> dict[str, SampleDecision]:
    """Return the decisions by the word that the table uses for them."""
    return {
        "meeting": SampleDecision(
            number="Biên bản Hội nghị tổng kết số 03/BB-CTĐ",
            decided_on=date(2025, 12, 12),
            authority=cluster_name,
            place="Khánh Hòa",
            signer_title="Cụm trưởng Cụm thi đua năm 2025",
            signer_name="Ngô Xuân Trường",
        ),
        "vca": SampleDecision(
            number="00/QĐ-LMHTXVN",
            decided_on=date(2025, 12, 10),
            authority="Chủ tịch Liên minh Hợp tác xã Việt Nam",
            place="Hà Nội",
            signer_title="Chủ tịch",
            signer_name="Nguyễn Văn Mẫu",
        ),
        "dlk": SampleDecision(
            number="00/QĐ-LMHTX",
            decided_on=date(2025, 12, 9),
            authority="Chủ tịch Liên minh Hợp tác xã tỉnh Đắk Lắk",
            place="Đắk Lắk",
            signer_title="Chủ tịch",
            signer_name="Nguyễn Văn Thành",
        ),
    }


def honour(cast: Cast, year: Year) -> None:
    """Propose after the freeze, enter the decisions, publish, hand out."""
    kinds = {kind.code: kind.id for kind in awards.list_kinds()}
    rows = tables.rows(f"awards_{year.number}")
    proposed = [
        awards.propose(
            cast.secretary,
            year.id,
            kind_id=kinds[row["kind"]],
            alliance_id=cast.alliances[row["alliance"]],
            recipient=Recipient(row["recipient"]),
            honorific=row["honorific"],
            recipient_name=row["name"],
            position=row["position"],
            reason=row["reason"],
            now=at(2025, 12, 8, 16),
        ).id
        for row in rows
    ]
    years.move(cast.secretary, year.id, Phase.PUBLISHED, now=at(2025, 12, 12, 8))
    for word, decision in decisions(year.cluster.name).items():
        chosen = [number for number, row in enumerate(rows) if row["decision"] == word]
        awards.record_decision(
            cast.secretary,
            year.id,
            number=decision.number,
            decided_on=decision.decided_on,
            authority=decision.authority,
            place=decision.place,
            signer_title=decision.signer_title,
            signer_name=decision.signer_name,
            award_ids=[proposed[number] for number in chosen],
            golden_book_numbers={proposed[n]: rows[n]["golden_book"] for n in chosen},
            now=_at_wrap_up(),
        )
    for award_id in proposed:
        awards.hand_out(cast.secretary, award_id, handed_out_on=WRAP_UP, now=_at_wrap_up())


def lay_in_stock(cast: Cast, year: Year) -> None:
    """Enter the pre-printed sheets that the office has, and the printer it prints them on."""
    stock.add(
        cast.secretary,
        year.id,
        name="Phôi bằng khen 400 × 300 mm",
        form=CertificateForm.CERTIFICATE,
        width=Decimal(400),
        height=Decimal(300),
        now=at(2025, 12, 8, 17),
    )
    stock.set_printer(
        cast.secretary,
        year.id,
        None,
        name="Máy in màu A3 (Văn phòng)",
        correction=Correction(dx=Decimal("1.5"), dy=Decimal(-1)),
        now=at(2025, 12, 8, 17),
    )


def _at_wrap_up() -> datetime:
    return at(2025, 12, 12, 17)
