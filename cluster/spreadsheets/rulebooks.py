"""A rule book as four worksheets: lines, parts of their rules, worked examples, settings.

Row 1 of each is hidden and names the columns, so that columns may change places; row 2 says them
in words. A cell with a choice of words is read in any language that the program speaks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cluster.domain.achievements import AGGREGATE_NAMES
from cluster.domain.errors import Message, _
from cluster.domain.rulebook import CRITERION_KIND_NAMES, RuleBook, rulebook_to_data
from cluster.domain.rulebook_words import (
    AGAINST_NAMES,
    CROSS_METHOD_NAMES,
    DIRECTION_NAMES,
    EXCESS_NAMES,
    FIELD_NAMES,
    FORMULA_NAMES,
    RUNG_NAMES,
    SETTING_NAMES,
    START_NAMES,
    WHEN_NONE_NAMES,
    YES_NO,
)
from cluster.spreadsheets.writing import Cell, Look, Sheet, Value

Say = Callable[[Message], str]
Row = Mapping[str, Any]

FIRST_ROW = 2
EMPTY_ROWS = 60


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its key, how it is headed, how wide; `names`: what can be chosen, by value."""

    key: str
    header: Message
    width: float = 12
    kind: Kind = Kind.TEXT
    names: Mapping[Any, Message] | None = None

    def shown(self, value: Any, say: Say) -> Value:
        """Return a value as the cell says it."""
        if value is None or self.kind is Kind.NUMBER:
            return None if value is None else Decimal(value)
        return say(self.names[value]) if self.names else str(value)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One worksheet: its mark, its title, its columns."""

    mark: str
    title: Message
    columns: tuple[Column, ...]
    pages_wide: int = 1


def _text(key: str, header: Message, width: float = 12) -> Column:
    return Column(key=key, header=header, width=width)


def _number(key: str, header: Message) -> Column:
    return Column(key=key, header=header, width=11, kind=Kind.NUMBER)


def _choice(key: str, header: Message, names: Mapping[Any, Message], width: float = 20) -> Column:
    return Column(key=key, header=header, width=width, kind=Kind.CHOICE, names=names)


CODE = _text("code", FIELD_NAMES["code"], 9)

LINES = Table(
    mark="CTD-LINES",
    title=_("Sections and criteria"),
    pages_wide=3,
    columns=(
        CODE,
        _text("parent_code", FIELD_NAMES["parent_code"], 9),
        _choice("kind", FIELD_NAMES["kind"], CRITERION_KIND_NAMES, 16),
        _text("name_vi", FIELD_NAMES["name_vi"], 44),
        _text("name_en", FIELD_NAMES["name_en"], 34),
        _text("unit", FIELD_NAMES["unit"]),
        _number("max_points", FIELD_NAMES["max_points"]),
        _number("weight", FIELD_NAMES["weight"]),
        _choice("formula", FIELD_NAMES["formula"], FORMULA_NAMES, 26),
        _choice("aggregate", FIELD_NAMES["aggregate"], AGGREGATE_NAMES),
        _choice("needs_target", FIELD_NAMES["needs_target"], YES_NO, 10),
        _choice("may_be_not_assigned", FIELD_NAMES["may_be_not_assigned"], YES_NO, 12),
        _choice("against", _("Proportion: divided by"), AGAINST_NAMES),
        _choice("when_none", _("Share: if the whole is zero"), WHEN_NONE_NAMES),
        _choice("direction", _("Bands: which way"), DIRECTION_NAMES),
        _number("each", _("Count: points for each")),
        _choice("start", _("Points off: starting"), START_NAMES),
        _number("step", _("Judgement: steps of")),
        _choice("excess", _("Comparison: measured"), EXCESS_NAMES),
        _choice("gate_on", _("Gate: switched on"), YES_NO, 10),
        _text("citation", FIELD_NAMES["citation"], 24),
        _text("guidance", FIELD_NAMES["guidance"], 40),
    ),
)
PARTS = Table(
    mark="CTD-PARTS",
    title=_("Bands and answers"),
    columns=(
        CODE,
        _text("key", _("Key"), 14),
        _text("name_vi", FIELD_NAMES["name_vi"], 40),
        _text("name_en", FIELD_NAMES["name_en"], 40),
        _number("limit", _("Band: limit (blank: all others)")),
        _number("points", _("Points")),
    ),
)
EXAMPLES = Table(
    mark="CTD-EXAMPLES",
    title=_("Worked examples"),
    columns=(
        CODE,
        _choice("other", _("Another member of the example above"), YES_NO, 14),
        _number("actual", _("Figure")),
        _number("target", _("Target")),
        _number("base", _("Of a whole of")),
        _text("choice", _("Answer (key)"), 14),
        _text("events", _("Events (late=2; missing=0)"), 24),
        _number("judged", _("Judged at")),
        _text("reason", _("Reason"), 26),
        _number("points", _("Points that must come out (blank: none)")),
        _text("note", _("Note"), 40),
    ),
)
SETTINGS = Table(
    mark="CTD-SETTINGS",
    title=_("Settings"),
    columns=(
        _choice(
            "setting",
            _("Setting"),
            {
                "scale": SETTING_NAMES["scale"],
                "bonus_cap": SETTING_NAMES["bonus_cap"],
                "rebase_not_assigned": SETTING_NAMES["rebase_not_assigned"],
                "cross_method": SETTING_NAMES["cross_method"],
                "ladder": SETTING_NAMES["ladder"],
                "bands": SETTING_NAMES["bands"],
            },
            40,
        ),
        _number("number", _("Number")),
        _choice("answer", _("Yes or no"), YES_NO, 10),
        _choice("method", _("Method"), CROSS_METHOD_NAMES),
        _choice("rung", _("Ladder: compared"), RUNG_NAMES, 28),
        _text("section", _("Ladder: section")),
        _text("key", _("Class: key")),
        _text("name_vi", FIELD_NAMES["name_vi"], 30),
        _text("name_en", FIELD_NAMES["name_en"], 30),
        _number("from_total", _("Class: from a total of")),
        _number("least_share", _("Class: least share of each line")),
        _text("gate", _("Class: only while this gate is on")),
    ),
)
TABLES = (LINES, PARTS, EXAMPLES, SETTINGS)


def lay_out(book: RuleBook, say: Say, *, empty_rows: int = EMPTY_ROWS) -> tuple[Sheet, ...]:
    """Return the rule book as worksheets, each with empty rows to write on."""
    data = rulebook_to_data(book)
    lines = data["criteria"]
    content = {
        LINES.mark: [_line_row(book, line) for line in lines],
        PARTS.mark: [row for line in lines for row in _part_rows(line)],
        EXAMPLES.mark: [row for line in lines for row in _example_rows(line)],
        SETTINGS.mark: _setting_rows(data),
    }
    return tuple(_sheet(table, content[table.mark], say, empty_rows) for table in TABLES)


def _sheet(table: Table, rows: Sequence[Row], say: Say, empty_rows: int) -> Sheet:
    keys = (table.mark, *(column.key for column in table.columns[1:]))
    blank: list[Row] = [{}] * empty_rows
    return Sheet(
        title=say(table.title),
        rows=(
            tuple(Cell(value=key, look=Look.NOTE) for key in keys),
            tuple(Cell(value=say(c.header), look=Look.HEADER) for c in table.columns),
            *(
                tuple(_cell(c, row.get(c.key), say) for c in table.columns)
                for row in [*rows, *blank]
            ),
        ),
        widths=tuple(column.width for column in table.columns),
        head=FIRST_ROW,
        head_from=1,
        side=1,
        pages_wide=table.pages_wide,
        hidden_rows=frozenset({0}),
    )


def _cell(column: Column, value: Any, say: Say) -> Cell:
    return Cell(
        value=column.shown(value, say),
        choices=tuple(say(name) for name in (column.names or {}).values()),
        typed_as_text=column.kind is Kind.TEXT,
    )


def _line_row(book: RuleBook, data: Row) -> Row:
    formula = data["formula"] or {}
    gate = {"gate_on": True} if data["code"] in book.gates_on else {}
    return {**data, **formula, "formula": formula.get("kind"), "kind": data["kind"], **gate}


def _part_rows(data: Row) -> list[Row]:
    formula = data["formula"] or {}
    parts = [*formula.get("bands", ()), *formula.get("choices", ()), *formula.get("events", ())]
    return [{"code": data["code"], **part} for part in parts]


def _example_rows(data: Row) -> list[Row]:
    rows: list[Row] = []
    for example in data["examples"]:
        said = {"points": example["points"], "note": example["note"]}
        rows.append({"code": data["code"], **_measure_row(example["measure"]), **said})
        rows += (
            {"code": data["code"], "other": True, **_measure_row(other)}
            for other in example["others"]
        )
    return rows


def _measure_row(measure: Row) -> Row:
    events = "; ".join(f"{key}={count}" for key, count in measure["events"].items())
    return {**measure, "events": events}


def _setting_rows(data: Row) -> list[Row]:
    return [
        {"setting": "scale", "number": data["scale"]},
        {"setting": "bonus_cap", "number": data["bonus_cap"]},
        {"setting": "rebase_not_assigned", "answer": data["rebase_not_assigned"]},
        {"setting": "cross_method", "method": data["cross_method"]},
        *(
            {"setting": "ladder", "rung": rung["kind"], "section": rung["section"]}
            for rung in data["ladder"]
        ),
        *({"setting": "bands", **band} for band in data["bands"]),
    ]
