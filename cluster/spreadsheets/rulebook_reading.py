"""Read the worksheets of a rule book; every bad cell is named."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from cluster.domain.errors import Message, RuleViolation, _
from cluster.domain.formulas import Formula
from cluster.domain.plain_data import to_plain
from cluster.domain.rulebook import RuleBook, rulebook_from_data
from cluster.domain.rulebook_checks import tree_problems
from cluster.spreadsheets.reading import CellFault, Fault, Grid
from cluster.spreadsheets.rulebooks import (
    EXAMPLES,
    FIRST_ROW,
    LINES,
    PARTS,
    SETTINGS,
    TABLES,
    Column,
    Kind,
    Say,
    Table,
)

COLUMNS_OF_LINES = (
    *("code", "parent_code", "kind", "name_vi", "name_en", "unit", "max_points", "weight"),
    *("aggregate", "needs_target", "may_be_not_assigned", "citation", "guidance"),
)
COLUMN_OF_SETTING = {
    "scale": "number",
    "bonus_cap": "number",
    "rebase_not_assigned": "answer",
    "cross_method": "method",
}
LISTS = ("bands", "choices", "events")
NEEDED = _("Fill this cell in: it is needed.")
NO_TABLE = _(
    "The workbook has no sheet “%(sheet)s” of a rule book. Download the template and fill that."
)
NO_PARTS = _("The rule of this line has no bands or answers.")
UNKNOWN_CODE = _("There is no line with this code among the lines.")


@dataclass(frozen=True, kw_only=True)
class ReadBook:
    """What a workbook says: the rule book, or the cells at fault; where each line stands."""

    book: RuleBook | None
    faults: tuple[Fault, ...]
    places: Mapping[str, tuple[Grid, int]]

    def place(self, code: str, problem: Message) -> Fault | None:
        """Return a problem of a line at its row."""
        if code not in self.places:
            return None
        grid, row = self.places[code]
        return grid.fault(row, 0, problem).fault


@dataclass(kw_only=True)
class _Row:
    """One row of a table: where it stands, its values as plain data, by the key of the column."""

    grid: Grid
    number: int
    columns: Mapping[str, int]
    values: dict[str, Any] = field(default_factory=dict)

    def fault(self, key: str, problem: Message) -> Fault:
        return self.grid.fault(self.number, self.columns.get(key, 0), problem).fault

    def lacks(self, *keys: str) -> list[Fault]:
        """Return a fault for each of these cells that is blank."""
        return [self.fault(key, NEEDED) for key in keys if key not in self.values]

    def chosen(self, *keys: str) -> dict[str, Any]:
        """Return the values of these cells, without the blank ones."""
        return {key: self.values[key] for key in keys if key in self.values}


def read_book(grids: Sequence[Grid], spoken: Sequence[Say]) -> ReadBook:
    """Return the rule book that the worksheets describe; `spoken`: the languages of choices."""
    faults: list[Fault] = []
    tables = {table.mark: _rows(table, grids, spoken, faults) for table in TABLES}
    lines = [_line(row, tables, faults) for row in tables[LINES.mark]]
    places: dict[str, tuple[Grid, int]] = {}
    for row in tables[LINES.mark]:
        places.setdefault(row.values.get("code", ""), (row.grid, row.number))
    for mark in (PARTS.mark, EXAMPLES.mark):
        faults += (
            row.fault("code", UNKNOWN_CODE)
            for row in tables[mark]
            if row.values.get("code", "") not in places
        )
    settings = _settings(tables[SETTINGS.mark], faults)
    settings["gates_on"] = [
        row.values["code"] for row in tables[LINES.mark] if row.values.get("gate_on")
    ]
    book = None
    if not faults:
        book = rulebook_from_data({"version": 1, **settings, "criteria": lines})
        faults += _tree_faults(book, tables[LINES.mark])
    return ReadBook(book=None if faults else book, faults=tuple(faults), places=places)


def _tree_faults(book: RuleBook, rows: Sequence[_Row]) -> Iterator[Fault]:
    for problem in tree_problems(book):
        code = dict(problem.values).get("code")
        last = next((row for row in reversed(rows) if row.values.get("code") == code), rows[-1])
        yield last.fault("code", problem)


def _rows(
    table: Table, grids: Sequence[Grid], spoken: Sequence[Say], faults: list[Fault]
) -> list[_Row]:
    grid = next((grid for grid in grids if grid.at(0, 0) == table.mark), None)
    if grid is None:
        raise RuleViolation(Message(NO_TABLE.text, (("sheet", table.title),)), field="files")
    columns = {table.columns[0].key: 0} | {
        str(key): number for number, key in enumerate(grid.rows[0]) if number and key is not None
    }
    return [
        _read_row(table, grid, number, columns, spoken, faults)
        for number in range(FIRST_ROW, len(grid.rows))
        if any(value is not None for value in grid.rows[number])
    ]


def _read_row(
    table: Table,
    grid: Grid,
    number: int,
    columns: Mapping[str, int],
    spoken: Sequence[Say],
    faults: list[Fault],
) -> _Row:
    row = _Row(grid=grid, number=number, columns=columns)
    try:
        grid.check_unmerged({number})
    except CellFault as refusal:
        faults.append(refusal.fault)
    for column in table.columns:
        if column.key in columns:
            try:
                value = _value(grid, number, columns[column.key], column, spoken)
            except CellFault as refusal:
                faults.append(refusal.fault)
            else:
                row.values |= {} if value in {None, ""} else {column.key: value}
    return row


def _value(grid: Grid, row: int, place: int, column: Column, spoken: Sequence[Say]) -> Any:
    if column.kind is Kind.NUMBER:
        return to_plain(grid.number(row, place))
    if column.names is None:
        return grid.text(row, place)
    names = {say(name): value for say in spoken for value, name in column.names.items()}
    return to_plain(grid.one_of(row, place, names, list(column.names.values())))


def _line(row: _Row, tables: Mapping[str, Sequence[_Row]], faults: list[Fault]) -> dict[str, Any]:
    """Return one line as plain data of the domain; what cannot be read is among the faults."""
    code = row.values.get("code", "")
    faults += row.lacks("code", "kind", "name_vi")
    data = {"name_en": "", **row.chosen(*COLUMNS_OF_LINES)}
    parts = [part for part in tables[PARTS.mark] if part.values.get("code") == code]
    data["formula"] = _formula(row, parts, faults)
    examples = [e for e in tables[EXAMPLES.mark] if e.values.get("code") == code]
    data["examples"] = list(_examples(examples, faults))
    return data


def _formula(row: _Row, parts: Sequence[_Row], faults: list[Fault]) -> dict[str, Any] | None:
    kind = row.values.get("formula")
    if kind is None:
        faults += (part.fault("code", NO_PARTS) for part in parts)
        return None
    names = [entry.name for entry in fields(Formula.kinds[kind])]  # type: ignore[arg-type]  # each a dataclass
    data = {"kind": kind, **row.chosen(*names)}
    held = next((name for name in LISTS if name in names), None)
    if held is not None:
        data[held] = [_part(part, is_band=held == "bands", faults=faults) for part in parts]
    else:
        faults += (part.fault("code", NO_PARTS) for part in parts)
    try:
        Formula.from_plain(data)
    except RuleViolation as refusal:
        faults += _formula_fault(row, str(refusal.field), refusal.message, faults)
    return data


def _formula_fault(
    row: _Row, at: str, problem: Message, faults: Collection[Fault]
) -> Iterator[Fault]:
    """Name the cell that a formula lacks, once for what is named already at its part."""
    name = at.rpartition(".")[2]
    if "[" in at and faults:
        return
    is_blank = name in row.columns and name not in row.values
    yield row.fault(name, NEEDED if is_blank else problem)


def _part(part: _Row, *, is_band: bool, faults: list[Fault]) -> dict[str, Any]:
    if is_band:
        faults += part.lacks("points")
        return {"limit": None, **part.chosen("limit", "points")}
    faults += part.lacks("key", "name_vi", "points")
    return {"name_en": "", **part.chosen("key", "name_vi", "name_en", "points")}


def _examples(rows: Sequence[_Row], faults: list[Fault]) -> Iterator[dict[str, Any]]:
    example: dict[str, Any] | None = None
    for row in rows:
        measure = _measure(row, faults)
        if row.values.get("other"):
            if example is None:
                faults.append(row.fault("other", _("There is no example above this row.")))
            else:
                example["others"].append(measure)
            continue
        if example is not None:
            yield example
        example = {
            "measure": measure,
            "points": row.values.get("points"),
            "others": [],
            "note": row.values.get("note", ""),
        }
    if example is not None:
        yield example


def _measure(row: _Row, faults: list[Fault]) -> dict[str, Any]:
    events: dict[str, int] = {}
    for piece in filter(str.strip, row.values.get("events", "").split(";")):
        key, sign, count = (text.strip() for text in piece.partition("="))
        if not (key and sign and count.isdecimal()):
            faults.append(row.fault("events", _("Write events as late=2; missing=0.")))
            break
        events[key] = int(count)
    data = row.chosen("actual", "target", "base", "choice", "judged", "reason")
    return {**data, "events": events}


def _settings(rows: Sequence[_Row], faults: list[Fault]) -> dict[str, Any]:
    data: dict[str, Any] = {"ladder": [], "bands": []}
    for row in rows:
        faults += row.lacks("setting")
        setting = row.values.get("setting", "")
        if setting == "ladder":
            faults += row.lacks("rung")
            data["ladder"].append(
                {"kind": row.values.get("rung"), "section": row.values.get("section")}
            )
        elif setting == "bands":
            faults += row.lacks("key", "name_vi", "from_total")
            names = ("key", "name_vi", "name_en", "from_total", "least_share", "gate")
            data["bands"].append({"name_en": "", **row.chosen(*names)})
        elif setting:
            faults += row.lacks(COLUMN_OF_SETTING[setting])
            data[setting] = row.values.get(COLUMN_OF_SETTING[setting])
    if "scale" not in data:
        raise RuleViolation(_("The scale is missing among the settings."), field="files")
    return data
