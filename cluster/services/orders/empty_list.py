"""What the columns of a list of certificates are called, and an empty list to be filled in."""

from datetime import date, datetime

from cluster.spreadsheets.writing import Cell, Look, Sheet, write_workbook

HEADINGS: dict[str, tuple[str, ...]] = {
    "honorific": ("Danh xưng", "Ông/Bà", "Form of address"),
    "name": ("Tên cá nhân, tập thể", "Họ và tên", "Họ tên", "Tên", "Tên tập thể", "Name"),
    "position": ("Chức vụ, đơn vị", "Chức vụ", "Đơn vị", "Position", "Position and unit"),
    "award": ("Hình thức khen thưởng", "Danh hiệu", "Hình thức", "Award"),
    "reason": ("Thành tích", "Nội dung khen thưởng", "Nội dung", "Reason"),
    "golden_book_number": ("Số sổ vàng", "Golden book number"),
    "award_en": ("Hình thức bằng tiếng Anh", "Tên tiếng Anh", "Award in English"),
    "term": ("Năm", "Nhiệm kỳ", "Year"),
    "decision_number": ("Số quyết định", "Quyết định số", "Decision"),
    "decided_on": ("Ngày quyết định", "Ngày", "Decided on"),
    "authority": ("Thẩm quyền quyết định", "Cơ quan quyết định", "Authority"),
    "seat": ("Nơi ban hành", "Địa danh", "Place"),
    "signer_title": ("Chức danh người ký", "Chức vụ người ký", "Signer’s title"),
    "signer_name": ("Người ký", "Họ tên người ký", "Signer"),
}
"""What the columns are called; the first of each in the list that is given out."""
NEEDED = ("name", "award", "reason")
RARE = ("award_en", "term")
"""Columns that only some papers need: the last ones of the list that is given out."""
DECISION = ("decision_number", "decided_on", "authority", "seat", "signer_title", "signer_name")
"""Columns whose empty cells repeat the row above, as one decision holds for many rows."""
EXAMPLE: dict[str, str | date] = {
    "honorific": "Ông",
    "name": "Nguyễn Văn Mẫu",
    "position": "Giám đốc Hợp tác xã Mẫu, tỉnh Khánh Hòa",
    "award": "Giấy khen",
    "reason": "Đã có thành tích xuất sắc trong phong trào thi đua năm 2025",
    "decision_number": "12/QĐ-LMHTX",
    "decided_on": date(2025, 12, 10),
    "authority": "Chủ tịch Liên minh Hợp tác xã tỉnh Khánh Hòa",
    "seat": "Khánh Hòa",
    "signer_title": "Chủ tịch",
    "signer_name": "Trần Thị Mẫu",
}
WIDTHS = {"honorific": 10, "name": 30, "position": 40, "reason": 50, "authority": 36}


def blank_list(now: datetime) -> bytes:
    """Return an empty list to be filled in, with one row as an example."""
    names = sorted(HEADINGS, key=RARE.__contains__)
    columns = [(name, HEADINGS[name][0]) for name in names]
    note = (
        "Mỗi dòng một bằng. Quyết định ghi ở dòng đầu; các dòng dưới để trống thì theo dòng trên."
        " Xóa dòng ví dụ trước khi gửi. Cột “Năm” chỉ cần cho bằng cụm trưởng, “Hình thức bằng"
        " tiếng Anh” chỉ cần cho bằng có tiếng Anh."
    )
    rows = (
        (Cell(value="DANH SÁCH IN BẰNG KHEN, GIẤY KHEN", look=Look.TITLE, across=len(columns)),),
        (Cell(value=note, look=Look.NOTE, across=len(columns), wrapped=False),),
        tuple(Cell(value=heading, look=Look.HEADER) for _name, heading in columns),
        tuple(Cell(value=EXAMPLE.get(name), look=Look.INPUT) for name, _heading in columns),
    )
    sheet = Sheet(
        title="Danh sách",
        rows=rows,
        widths=tuple(WIDTHS.get(name, 18) for name, _heading in columns),
        head=3,
        head_from=2,
    )
    return write_workbook(
        (sheet,), title="Danh sách in bằng khen", creator="Cụm Thi Đua", made_at=now
    )
