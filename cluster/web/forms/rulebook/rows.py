"""Rows of the rule book's forms: classes, bands, answers, and the figures of worked examples."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from cluster.domain.errors import RuleViolation
from cluster.domain.formulas import Part
from cluster.domain.measures import ZERO, Measure, check_figure
from cluster.domain.vietnamese import fold
from cluster.web.filters import say
from cluster.web.forms import BaseForm, LocalDecimalField

SPARE_ROWS = 3
MOST_ROWS = 60


def plain_figure(_form: BaseForm, field: LocalDecimalField) -> None:
    """Refuse a number below zero or too large to keep."""
    try:
        check_figure(field.data, field=field.name)
    except RuleViolation as refusal:
        raise ValidationError(say(refusal.message)) from refusal


def signed_figure(_form: BaseForm, field: LocalDecimalField) -> None:
    """Refuse a number too large to keep, on either side of zero."""
    try:
        check_figure(None if field.data is None else abs(field.data), field=field.name)
    except RuleViolation as refusal:
        raise ValidationError(say(refusal.message)) from refusal


def number(field: LocalDecimalField) -> Decimal:
    """Return the number of a field that must be filled in."""
    return ZERO if field.data is None else field.data


class RowForm(BaseForm):
    """One row of a table of entries; a row left blank does not count."""

    HIDDEN = ("key",)

    class Meta:
        """The form around the row guards against forgery."""

        csrf = False

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was typed into the row."""
        return not any(
            _is_filled(value) for name, value in self.data.items() if name not in self.HIDDEN
        )


def _is_filled(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_filled(entry) for entry in value.values())
    if isinstance(value, list):
        return any(_is_filled(entry) for entry in value)
    return value not in {None, ""}


def needed_in_row(form: RowForm, field: Any) -> None:
    """Ask for an entry in a row that is not blank."""
    if field.data in {None, ""} and not field.errors and not form.is_blank:
        raise ValidationError(gettext("Fill this in, or leave the whole row blank."))


def key_of(name: str, taken: set[str]) -> str:
    """Return a key made of the name, unlike those taken."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    stem = "_".join(words)[:40] or "entry"
    numbered = (f"{stem}_{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)


class LimitRow(RowForm):
    """One band of the figure."""

    limit = LocalDecimalField(_("Limit, included"), [needed_in_row, plain_figure])
    points = LocalDecimalField(_("Points"), [needed_in_row, plain_figure])


class PartRow(RowForm):
    """One answer, event or award with its points."""

    key = HiddenField()
    name_vi = StringField(_("In Vietnamese"), [needed_in_row, Length(max=120)])
    name_en = StringField(_("In English"), [Length(max=120)])
    points = LocalDecimalField(_("Points"), [needed_in_row, plain_figure])


class ClassRow(RowForm):
    """One class of the total."""

    key = HiddenField()
    name_vi = StringField(_("Class"), [needed_in_row, Length(max=60)])
    name_en = StringField(_("In English"), [Length(max=60)])
    from_total = LocalDecimalField(_("From points"), [needed_in_row, plain_figure])
    least_percent = LocalDecimalField(_("Every criterion at least, in %"), [plain_figure])
    gate = SelectField(_("Asked while this gate is on"), choices=[])


class FigureRow(RowForm):
    """What a worked example has whatever the formula: the points expected and a remark."""

    points = LocalDecimalField(_("Points expected"), [signed_figure])
    note = StringField(_("Remark"), [Length(max=200)])

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure()

    def others(self) -> tuple[Measure, ...]:
        """Return the other members' figures, where members are compared."""
        return ()


class RatioRow(FigureRow):
    """Figures of an example in proportion."""

    actual = LocalDecimalField(_("Carried out (part)"), [plain_figure])
    base = LocalDecimalField(_("Whole"), [plain_figure])
    target = LocalDecimalField(_("Target"), [plain_figure])

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure(actual=self.actual.data, base=self.base.data, target=self.target.data)


class BandRow(FigureRow):
    """Figures of an example by bands."""

    actual = LocalDecimalField(_("Carried out (part)"), [plain_figure])
    base = LocalDecimalField(_("Whole"), [plain_figure])

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure(actual=self.actual.data, base=self.base.data)


class CountRow(FigureRow):
    """The number of things counted in an example."""

    actual = LocalDecimalField(_("How many"), [plain_figure])

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure(actual=self.actual.data)


class AnswerRow(FigureRow):
    """The answer of an example, by the number of its row."""

    choice = SelectField(_("Answer"), choices=[])

    def measure(self, parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        part = parts[int(self.choice.data)] if self.choice.data else None
        return Measure(choice=part.key if part else None)


class EventsRow(FigureRow):
    """How often each event happened in an example, in the order of the events."""

    counts = FieldList(
        IntegerField(
            _("How many"), [Optional(), NumberRange(min=0, max=10**6)], widget=TextInput()
        ),
        max_entries=MOST_ROWS,
    )

    def measure(self, parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        counted = zip(parts, (count.data for count in self.counts), strict=False)
        return Measure(events={p.key: n for p, n in counted if p is not None and n is not None})


class JudgedRow(FigureRow):
    """The points judged in an example, with the reason."""

    judged = LocalDecimalField(_("Points judged"), [plain_figure])
    reason = StringField(_("Reason"), [Length(max=200)])

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure(judged=self.judged.data, reason=self.reason.data or "")


class MemberRow(RowForm):
    """The figures of another member in an example."""

    actual = LocalDecimalField(_("Carried out"), [plain_figure])
    target = LocalDecimalField(_("Target"), [plain_figure])


class LeaderRow(FigureRow):
    """Figures of an example that compares members."""

    actual = LocalDecimalField(_("Carried out"), [plain_figure])
    target = LocalDecimalField(_("Target"), [plain_figure])
    members = FieldList(FormField(MemberRow), max_entries=MOST_ROWS)

    def measure(self, _parts: list[Part | None]) -> Measure:
        """Return the figures of the example."""
        return Measure(actual=self.actual.data, target=self.target.data)

    def others(self) -> tuple[Measure, ...]:
        """Return the other members' figures."""
        rows = [entry.form for entry in self.members if not entry.form.is_blank]
        return tuple(Measure(actual=row.actual.data, target=row.target.data) for row in rows)
