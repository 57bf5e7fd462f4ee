"""Read a list of certificates from an Excel or OpenDocument workbook, and give out an empty one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from cluster.documents.awards import Certificate, LeaderAward
from cluster.documents.letterhead import Signer
from cluster.domain.awards import CertificateForm, cited
from cluster.domain.certificate_text import has_english
from cluster.domain.certificate_wordings import BUILT_IN, AwardWording, form_of
from cluster.domain.entries import Entry
from cluster.domain.errors import RuleViolation, _
from cluster.domain.findings import Finding, error
from cluster.domain.odd_names import HONORIFICS
from cluster.domain.vietnamese import fold, official_date
from cluster.services.awards.catalogue import english_name
from cluster.services.orders.lines import Line
from cluster.spreadsheets import reading
from cluster.spreadsheets.reading import CellFault, Grid
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
LATEST_HEAD = 20
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


@dataclass(frozen=True, kw_only=True)
class Given:
    """The decision that holds for rows which name none."""

    decision_number: str = ""
    decided_on: date | None = None
    authority: str = ""
    seat: str = ""
    signer_title: str = ""
    signer_name: str = ""


def read_list(
    content: bytes,
    filename: str,
    *,
    text: AwardWording,
    given: Given = Given(),
    is_sample: bool = False,
) -> list[Line]:
    """Return the lines of a list as a text says them, with what is wrong in their cells.

    Raises RuleViolation for what is no workbook, or has no row of headings.
    """
    reading.check_ending(filename, content[:8])
    if len(content) > reading.MOST_BYTES:
        raise RuleViolation(reading.TOO_MUCH, field="workbook")
    for grid in reading.read_workbook(content):
        found = _headings(grid)
        if found is not None:
            rows = _Rows(grid, *found, text=text, given=given, is_sample=is_sample)
            return rows.lines()
    raise RuleViolation(
        _(
            "No row with these headings was found: %(headings)s.",
            headings=" · ".join(HEADINGS[name][0] for name in NEEDED),
        ),
        field="workbook",
    )


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


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings, and in which column each is; none where one is missing."""
    named = {_bare(alias): name for name, aliases in HEADINGS.items() for alias in aliases}
    for row, cells in enumerate(grid.rows[:LATEST_HEAD]):
        columns: dict[str, int] = {}
        for column, value in enumerate(cells):
            name = named.get(_bare(value)) if isinstance(value, str) else None
            if name is not None:
                columns.setdefault(name, column)
        if columns.keys() >= set(NEEDED):
            return row, columns
    return None


def _bare(heading: str) -> str:
    return " ".join(fold(heading).split())


class _Rows:
    """The rows of a list below its headings, read one after the other."""

    def __init__(
        self,
        grid: Grid,
        head: int,
        columns: dict[str, int],
        *,
        text: AwardWording,
        given: Given,
        is_sample: bool,
    ) -> None:
        self._grid = grid
        self._head = head
        self._columns = columns
        self._form = form_of(text)
        self._blocks = BUILT_IN[text].blocks
        self._has_english = has_english(self._blocks)
        self._is_sample = is_sample
        self._typed_apart = {row for row, column in grid.typed_apart if column in columns.values()}
        self._above: dict[str, str | date | None] = {
            name: getattr(given, name) for name in DECISION
        }

    def lines(self) -> list[Line]:
        """Return a line for each row in which something stands."""
        rows = range(self._head + 1, len(self._grid.rows))
        return [
            self._line(row)
            for row in rows
            if any(self._grid.at(row, self._columns[name]) is not None for name in NEEDED)
        ]

    def _line(self, row: int) -> Line:
        faults: list[Finding] = []
        texts: dict[str, str] = {}
        above = dict(self._above)
        for name in HEADINGS:
            if name != "decided_on":
                texts[name] = self._text(row, name, faults)
        if self._has_english:
            texts["award_en"] = texts["award_en"] or english_name(texts["award"])
        faults.extend(
            error(_("Missing: %(field)s.", field=HEADINGS[name][0]), name)
            for name in self._needed()
            if not texts[name]
        )
        day = self._day(row, faults)
        if (texts["name"], texts["position"]) == (EXAMPLE["name"], EXAMPLE["position"]):
            faults.append(error(_("This is the example of the empty list: delete the row.")))
            self._above = above
        entry = Entry(
            place=row + 1,
            is_person=bool(texts["honorific"]) or texts["name"].startswith(HONORIFICS),
            name=texts["name"],
            position=texts["position"],
            award=texts["award"],
            reason=texts["reason"],
            decision_number=texts["decision_number"],
            decided_on=day,
            authority=texts["authority"],
            seat=texts["seat"],
            signer_title=texts["signer_title"],
            signer_name=texts["signer_name"],
            honorific=texts["honorific"],
            golden_book_number=texts["golden_book_number"],
            typed_apart=row in self._typed_apart,
        )
        recipient = f"{texts['honorific']} {entry.name}".strip()
        form = self._form
        make = _leader_award if form is CertificateForm.LEADER else _certificate
        paper = make(entry, recipient, texts, is_sample=self._is_sample)
        return Line(
            entry=entry,
            form=form,
            title=f"{entry.award} – {recipient}",
            paper=replace(paper, blocks=self._blocks),
            faults=tuple(faults),
            columns=self._columns,
        )

    def _needed(self) -> Iterator[str]:
        """Give the columns that only some papers need."""
        if self._form is CertificateForm.LEADER:
            yield "term"
        if self._has_english:
            yield "award_en"

    def _text(self, row: int, name: str, faults: list[Finding]) -> str:
        column = self._columns.get(name)
        try:
            text = "" if column is None else " ".join(self._grid.text(row, column).split())
        except CellFault as fault:
            faults.append(error(fault.message))
            text = ""
            self._forget(name)
        if name == "decision_number" and text and text != self._above[name]:
            self._forget("decided_on")
        if name in DECISION:
            self._above[name] = text = text or str(self._above[name] or "")
        return text

    def _day(self, row: int, faults: list[Finding]) -> date | None:
        column = self._columns.get("decided_on")
        day: date | None = None
        try:
            day = None if column is None else _day_of(self._grid, row, column)
        except CellFault as fault:
            faults.append(error(fault.message))
            self._forget("decided_on")
        above = self._above["decided_on"]
        if day is None and isinstance(above, date):
            day = above
        self._above["decided_on"] = day
        return day

    def _forget(self, name: str) -> None:
        """Let no row take from further up what cannot be read here, or another decision's day."""
        if name in DECISION:
            self._above[name] = None


def _day_of(grid: Grid, row: int, column: int) -> date | None:
    """Return a day, also one that was typed as text: 05/12/2026."""
    value = grid.at(row, column)
    if isinstance(value, str):
        try:
            return datetime.strptime(value, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            pass
    return grid.day(row, column)


def _certificate(
    entry: Entry, recipient: str, texts: dict[str, str], *, is_sample: bool
) -> Certificate:
    day = entry.decided_on or date.min
    return Certificate(
        authority=entry.authority.upper(),
        form=entry.award.upper(),
        form_en=texts["award_en"],
        recipient=recipient,
        description=entry.position,
        reason=entry.reason,
        decision_number=entry.decision_number,
        decision_date=day,
        golden_book_number=texts["golden_book_number"],
        place=entry.seat,
        dated=day,
        signer=Signer(position=entry.signer_title.upper(), name=entry.signer_name),
        sample=is_sample,
    )


def _leader_award(
    entry: Entry, recipient: str, texts: dict[str, str], *, is_sample: bool
) -> LeaderAward:
    day = entry.decided_on or date.min
    return LeaderAward(
        authority=entry.authority.upper(),
        recipient=recipient,
        title=entry.award.upper(),
        title_en=texts["award_en"],
        term=f"NĂM {texts['term']}".strip() if texts["term"].isdigit() else texts["term"].upper(),
        reason=entry.reason,
        basis=(cited(entry.decision_number), official_date(day)),
        place=entry.seat,
        dated=day,
        signer=Signer(position=entry.signer_title.upper(), name=entry.signer_name),
        sample=is_sample,
    )
