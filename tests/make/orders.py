"""Print orders for tests: lists as an office writes them, printed as the worker prints them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from flask import current_app
from openpyxl import Workbook

from cluster.database import db
from cluster.domain.awards import CertificateForm
from cluster.domain.permissions import SYSTEM, Actor
from cluster.models import PrintOrder, Year
from cluster.services import orders
from cluster.services.orders import OrderLine
from tests.conftest import NOW, PLATES
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
    """Return a workbook with these rows, each like ROW but for what differs."""
    workbook = Workbook()
    sheet = workbook.active
    for _blank in range(head):
        sheet.append(["DANH SÁCH"])
    sheet.append(list(ROW))
    for row in rows:
        sheet.append(list((ROW | row).values()))
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def people(count: int) -> list[dict[str, Any]]:
    """Return rows for invented people, each with another name."""
    return [
        {
            "Danh xưng": "Ông",
            "Họ và tên": f"{paper.recipient} {letters(number)}",
            "Chức vụ, đơn vị": paper.description,
        }
        for number, paper in enumerate(certificates(count, seed=1))
    ]


def letters(number: int) -> str:
    """Return a number as letters, for names that differ."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def order_list(
    year: Year, rows: Iterable[Mapping[str, Any]], *, actor: Actor = SYSTEM, **changes: Any
) -> PrintOrder:
    """Prepare an order from a list."""
    fields: dict[str, Any] = {
        "content": make_list(rows),
        "filename": "danh-sach.xlsx",
        "form": CertificateForm.CERTIFICATE,
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
