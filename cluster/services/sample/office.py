"""What the sample's secretary enters for the official papers and the award money of a year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cluster.domain.awards import Recipient
from cluster.domain.printing import PaperKind
from cluster.models import Year
from cluster.services import awards, printing
from cluster.services.sample.cast import Cast, at

MADE_UP = "Dữ liệu mẫu: đối chiếu Nghị định 152/2025/NĐ-CP trước khi dùng"
MULTIPLES = {"BK": 3, "CTDBN": 8}
"""What the decree that comes with the program does not say of collectives, by kind of award."""
FUNDS = {
    "Chủ tịch Liên minh Hợp tác xã Việt Nam": 40_000_000,
    "Chủ tịch Liên minh Hợp tác xã tỉnh Đắk Lắk": 500_000,
}
ENTERED: dict[PaperKind, tuple[str, date, dict[str, str]]] = {
    PaperKind.YEAR_REPORT: (
        "04/BC-CTĐ",
        date(2025, 12, 12),
        {
            "situation": (
                "Năm đầu tiên sau sắp xếp đơn vị hành chính, các Liên minh Hợp tác xã vừa ổn định"
                " tổ chức vừa thực hiện nhiệm vụ; các đơn vị đã duy trì tốt phong trào thi đua."
            ),
            "shortcomings": (
                "- Một số đơn vị gửi báo cáo, minh chứng chậm so với kế hoạch.\n"
                "- Việc nhân rộng điển hình tiên tiến giữa các đơn vị chưa nhiều."
            ),
            "directions": (
                "- Ký kết và thực hiện Giao ước thi đua năm 2026 ngay từ đầu năm.\n"
                "- Thi đua lập thành tích chào mừng 80 năm Ngày Hợp tác xã Việt Nam (11/4/1946 –"
                " 11/4/2026).\n"
                "- Đẩy mạnh liên kết, xúc tiến thương mại giữa các đơn vị trong cụm."
            ),
        },
    ),
    PaperKind.RATING_MINUTES: (
        "02/BB-CTĐ",
        date(2025, 12, 8),
        {
            "opened": "08 giờ 00 ngày 08/12/2025",
            "closed": "11 giờ 15 cùng ngày",
            "venue": "Liên minh Hợp tác xã tỉnh Khánh Hòa",
            "chair": "Ông Ngô Xuân Trường, Cụm trưởng",
            "secretary": "Nguyễn Thị Bích Ngọc",
            "guests": "Đại diện Ban Phong trào, Liên minh Hợp tác xã Việt Nam.",
            "opinions": "Các đơn vị thống nhất kết quả chấm điểm, không có ý kiến khác.",
        },
    ),
    PaperKind.HANDOVER_MINUTES: (
        "05/BB-CTĐ",
        date(2025, 12, 12),
        {
            "venue": "Hội nghị tổng kết năm 2025, tỉnh Khánh Hòa",
            "items": "- Cờ luân lưu Cụm trưởng: 01 lá.\n- Hồ sơ giấy năm 2025: 01 bộ.",
        },
    ),
}
PAID_BY = "00/QĐ-LMHTXVN"


def prepare_papers(cast: Cast, year: Year) -> None:
    """Enter multiples, the funds, and the words of three papers of the finished year."""
    now = at(2025, 12, 15)
    kinds = {kind.code: kind.id for kind in awards.list_kinds()}
    for code, multiple in MULTIPLES.items():
        awards.add_rate(
            cast.secretary,
            year.id,
            kind_id=kinds[code],
            recipient=Recipient.COLLECTIVE,
            starts_on=date(2025, 7, 1),
            multiple=Decimal(multiple),
            citation=MADE_UP,
            now=now,
        )
    for source, amount in FUNDS.items():
        awards.set_fund(cast.secretary, year.id, source=source, amount=amount, note="", now=now)
    for kind, (number, day, words) in ENTERED.items():
        _enter(cast, year, kind, None, number=number, day=day, words=words)
    paid = next(
        line
        for line in printing.list_official(cast.secretary, year.id, now)
        if (line.kind, line.name) == (PaperKind.PAYMENT_LIST, PAID_BY)
    )
    words = {"preparer": "Nguyễn Thị Bích Ngọc"}
    day = date(2025, 12, 15)
    _enter(cast, year, paid.kind, paid.about, number="06/DS-CTĐ", day=day, words=words)


def _enter(
    cast: Cast,
    year: Year,
    kind: PaperKind,
    about: int | None,
    *,
    number: str,
    day: date,
    words: dict[str, str],
) -> None:
    _line, usual = printing.read_details(cast.secretary, year.id, kind, about, day)
    printing.enter_details(
        cast.secretary,
        year.id,
        kind=kind,
        about=about,
        details=replace(usual, number=number, dated=day, words={**usual.words, **words}),
        now=at(2025, 12, 15),
    )
