from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.domain.vietnamese import clean
from cluster.spreadsheets import opening, reading
from cluster.spreadsheets.figures import (
    FIGURE,
    REASON,
    FigureSheet,
    Input,
    Line,
    digest_of_grid,
    digest_of_sheet,
    lay_out,
    rows_by_line,
    seal_of,
    sealed,
)
from cluster.spreadsheets.reading import Grid
from cluster.spreadsheets.writing import Sheet, write_workbook

NUMBERS = st.decimals(
    min_value=0, max_value=10**15, places=6, allow_nan=False, allow_infinity=False
)
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    return Line(
        code=draw(st.from_regex(r"[IVX]{1,3}\.[0-9]{1,2}", fullmatch=True)),
        name=draw(TEXTS),
        target=draw(st.none() | NUMBERS),
        maximum=draw(st.decimals(min_value=0, max_value=100, places=2)),
        below=draw(st.none() | st.decimals(min_value=0, max_value=100, places=2)),
        reason=draw(TEXTS),
        inputs=(
            Input(key="actual", label="Số liệu", value=draw(st.none() | NUMBERS)),
            Input(key="base", label="Trên tổng số", value=draw(st.none() | NUMBERS)),
        ),
    )


def sheet(*held: Line) -> FigureSheet:
    return FigureSheet(
        title="Phiếu",
        heading="Phiếu điểm",
        note="Điền các ô màu vàng",
        headers=("Mã", "Tiêu chí", "Nội dung", "Chỉ tiêu", "Tối đa", "Trước", "Nhập", "Lý do"),
        sections=(("I. Kết quả", held),),
    )


def through_a_file(laid_out: Sheet) -> Grid:
    content = write_workbook(
        (laid_out,), title="Phiếu", creator="Hà", made_at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    return reading._grid(opening.read(content)["sheets"][0])


@settings(max_examples=40)
@given(st.lists(lines(), min_size=1, max_size=5, unique_by=lambda line: line.code))
def test_whatever_a_sheet_says_comes_back_the_same(held: list[Line]) -> None:
    laid_out = lay_out(sheet(*held))

    grid = through_a_file(sealed(laid_out, "seal"))

    assert seal_of(grid) == "seal"
    assert digest_of_grid(grid) == digest_of_sheet(laid_out)
    rows = rows_by_line(grid)
    assert [
        (code, grid.number(at["actual"], FIGURE), grid.number(at["base"], FIGURE))
        for code, at in rows.items()
    ] == [(line.code, line.inputs[0].value, line.inputs[1].value) for line in held]
    assert [grid.text(at["actual"], REASON) for at in rows.values()] == [
        clean(line.reason).strip() for line in held
    ]


def test_a_changed_cell_changes_the_digest() -> None:
    line = Line(
        code="III.1",
        name="Thành lập hợp tác xã",
        target=Decimal(30),
        maximum=Decimal(15),
        below=None,
        reason="",
        inputs=(Input(key="actual", label="Số liệu"),),
    )
    other = replace(line, target=Decimal(31))

    assert digest_of_sheet(lay_out(sheet(line))) != digest_of_sheet(lay_out(sheet(other)))
    assert digest_of_sheet(lay_out(sheet(line))) == digest_of_sheet(
        lay_out(sheet(replace(line, reason="vì sao", inputs=(replace(line.inputs[0], value=5),))))
    )


def test_other_sheets_have_no_seal() -> None:
    assert seal_of(Grid(title="x", rows=())) is None
    assert seal_of(Grid(title="x", rows=((Decimal(1),),))) is None
