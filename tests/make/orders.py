"""Print orders for tests: lists as an office writes them, printed as the worker prints them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from flask import current_app
from openpyxl import Workbook
from sqlalchemy import select

from cluster.database import db
from cluster.domain.certificate_wordings import AwardWording
from cluster.domain.permissions import SYSTEM, Actor
from cluster.models import IssuedPaper, PrintItem, PrintOrder, Year
from cluster.services import orders
from cluster.services.orders import OrderLine
from tests.conftest import NOW, PLATES
from tests.documents.reading import read
from tests.documents.recipients import certificates

ROW: Mapping[str, Any] = {
    "Danh xưng": "Bà",
    "Họ và tên": "Trần Thị Ẩn",
    "Chức vụ, đơn vị": "Giám đốc Hợp tác xã Ninh Hòa",
    "Hình thức khen thưởng": "Giấy khen",
    "Thành tích": "Đã có thành tích xuất sắc trong phong trào thi đua năm 2026",
    "Số sổ vàng": None,
    "Số quyết định": "15/QĐ-LMHTX",
    "Ngày quyết định": date(2026, 2, 27),
    "Thẩm quyền quyết định": "Chủ tịch Liên minh Hợp tác xã tỉnh Khánh Hòa",
    "Nơi ban hành": "Khánh Hòa",
    "Chức danh người ký": "Chủ tịch",
    "Người ký": "Nguyễn Văn Mẫu",
}
"""A sound line of a list."""
DECISION = ("Số quyết định", "Ngày quyết định", "Thẩm quyền quyết định")
NAMES = ("Trần Thị Ẩn", "Lê Văn Bình", "Phạm Thị Cúc", "Đỗ Minh Đức", "Võ Thị Em")


def make_list(rows: Iterable[Mapping[str, Any]], *, head: int = 0) -> bytes:
    """Return a workbook with these rows, each like ROW but for what differs or is added."""
    filled = [ROW | row for row in rows]
    workbook = Workbook()
    sheet = workbook.active
    for _blank in range(head):
        sheet.append(["DANH SÁCH"])
    sheet.append(list(filled[0] if filled else ROW))
    for row in filled:
        sheet.append(list(row.values()))
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def people(count: int) -> list[dict[str, Any]]:
    """Return rows for invented people and collectives, each with another name."""
    return [
        {
            "Danh xưng": None,
            "Họ và tên": f"{paper.recipient} {letters(number)}",
            "Chức vụ, đơn vị": paper.description,
        }
        for number, paper in enumerate(certificates(count, seed=1))
    ]


def letters(number: int) -> str:
    """Return a number as letters, for names that differ."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number)).capitalize()


def order_list(
    year: Year, rows: Iterable[Mapping[str, Any]], *, actor: Actor = SYSTEM, **changes: Any
) -> PrintOrder:
    """Prepare an order from a list."""
    fields: dict[str, Any] = {
        "content": make_list(rows),
        "filename": "danh-sach.xlsx",
        "text": AwardWording.CERTIFICATE,
        "decision_id": None,
    }
    return orders.order_list(actor, year.id, **(fields | changes), plates=PLATES, now=NOW)


def start(year: Year, order: PrintOrder, *accepted: int, singles: bool = False) -> None:
    """Have an order printed."""
    orders.start(SYSTEM, year.id, order.id, accepted=accepted, wants_singles=singles, now=NOW)


def run(order: PrintOrder, *, address: str = "") -> None:
    """Print an order as the worker does; `address`: where the public finds the installation."""
    store = current_app.extensions["files"]
    orders.run(
        order.id, store=store, plates=PLATES, address=address, clock=lambda: datetime.now(UTC)
    )


def printed(year: Year, order: PrintOrder) -> OrderLine:
    """Return how far an order is, whoever changed it."""
    db.session.expire_all()
    return orders.get_line(SYSTEM, year.id, order.id, now=NOW)


def named(*names: str) -> list[dict[str, Any]]:
    """Return rows for these names."""
    return [{"Họ và tên": name} for name in names]


def items(order: PrintOrder) -> list[PrintItem]:
    """Return the lines of an order."""
    found = select(PrintItem).where(PrintItem.order_id == order.id).order_by(PrintItem.place)
    return list(db.session.scalars(found))


def found_in(year: Year, order: PrintOrder) -> list[tuple[int, list[str]]]:
    """Return what was found in which lines of an order."""
    page = orders.view(SYSTEM, year.id, order.id, now=NOW)
    return [
        (int(line.places), [str(found.message) for found in line.findings]) for line in page.items
    ]


def papers() -> list[IssuedPaper]:
    """Return all papers that were issued."""
    return list(db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)))


def pages_of(year: Year, order: PrintOrder) -> list[str]:
    """Return the text of each page of an order’s file."""
    store = current_app.extensions["files"]
    output = orders.download(SYSTEM, store, year.id, order.id, singles=False)
    content = b"".join(output.pieces)
    assert len(content) == output.size
    return [page.text for page in read(content)]
