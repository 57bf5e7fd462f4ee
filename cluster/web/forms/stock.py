"""Forms for pre-printed stock: its size, its fields, a printer, what is printed onto it."""

from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from cluster.domain.awards import CertificateForm
from cluster.domain.printers import Correction, Measured
from cluster.domain.starting_layouts import SIZES
from cluster.domain.stock import (
    ALIGNMENT_NAMES,
    LONGEST,
    MOST_FIELDS,
    TYPEFACE_NAMES,
    Alignment,
    CodeSquare,
    Layout,
    StockField,
    Typeface,
)
from cluster.web.forms import BaseForm, LocalDecimalField, NamedChoiceField
from cluster.web.forms.orders import PRINTED_FORMS

SPARE_ROWS = 2
SPARE = {
    "text": "",
    "x": Decimal(20),
    "y": Decimal(30),
    "width": Decimal(100),
    "align": Alignment.CENTRE,
    "face": Typeface.REGULAR,
    "size": Decimal(14),
    "smallest": Decimal(10),
    "lines": 1,
    "colour": "#000000",
}
"""A row to be filled in: only its words are missing."""
USUAL_CODE = Decimal(20)
"""Millimetres of the side of a code that is put on a sheet."""


class NewStockForm(BaseForm):
    """A kind of stock to begin with."""

    name = StringField(_("Name"), [DataRequired(), Length(max=120)])
    form = NamedChoiceField(_("Paper"), [DataRequired()], kind=CertificateForm, names=PRINTED_FORMS)
    size = SelectField(
        _("Sheet"),
        [InputRequired()],
        choices=[
            *(SelectChoice(size.key, size.name) for size in SIZES),
            SelectChoice("other", _("Another size")),
        ],
    )
    width = LocalDecimalField(_("Width of another size"))
    height = LocalDecimalField(_("Height of another size"))

    def sides(self) -> dict[str, Decimal]:
        """Return width and height in millimetres; none typed is none wide."""
        for size in SIZES:
            if size.key == self.size.data:
                return {"width": size.width, "height": size.height}
        return {
            "width": self.width.data or Decimal(0),
            "height": self.height.data or Decimal(0),
        }


class FieldForm(BaseForm):
    """One field; a row without words is left out."""

    class Meta:
        """The form around the row guards against forgery."""

        csrf = False

    text = StringField(_("Words"), [Length(max=LONGEST)], default="")
    x = LocalDecimalField(_("From the left (mm)"), [InputRequired()])
    y = LocalDecimalField(_("From the top (mm)"), [InputRequired()])
    width = LocalDecimalField(_("Width (mm)"), [InputRequired()])
    align = NamedChoiceField(_("Alignment"), kind=Alignment, names=ALIGNMENT_NAMES)
    face = NamedChoiceField(_("Letters"), kind=Typeface, names=TYPEFACE_NAMES)
    size = LocalDecimalField(_("Size (pt)"), [InputRequired()])
    smallest = LocalDecimalField(_("Smallest (pt)"), [InputRequired()])
    lines = IntegerField(_("Most lines"), [InputRequired()])
    colour = ColorField(_("Colour"))


class OfCode:
    """Ask for a number where a code is printed, and only there."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: "CodeSquareForm", field: Field) -> None:
        """Refuse a number that is left out."""
        if form.is_printed.data:
            InputRequired()(form, field)


class CodeSquareForm(BaseForm):
    """Where the QR code stands, if there is one."""

    class Meta:
        """The form around it guards against forgery."""

        csrf = False

    is_printed = BooleanField(
        _("Print a QR code, by which anybody can check the paper"), default=False
    )
    x = LocalDecimalField(_("From the left (mm)"), [OfCode()])
    y = LocalDecimalField(_("From the top (mm)"), [OfCode()])
    width = LocalDecimalField(
        _("Side (mm)"), [OfCode()], description=_("Leave at least 3 mm of plain paper around it.")
    )

    def square(self) -> CodeSquare | None:
        """Return where the code stands; None without one."""
        if not self.is_printed.data:
            return None
        x, y, width = (each.data or Decimal(0) for each in (self.x, self.y, self.width))
        return CodeSquare(x=x, y=y, width=width)


class LayoutForm(BaseForm):
    """Where the words stand on a sheet."""

    width = LocalDecimalField(_("Width of the sheet"), [InputRequired()])
    height = LocalDecimalField(_("Height of the sheet"), [InputRequired()])
    rows = FieldList(FormField(FieldForm), min_entries=1, max_entries=MOST_FIELDS)
    code = FormField(CodeSquareForm)
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = StringField(_("Why it is changed"), [DataRequired(), Length(max=200)])
    look = SubmitField(_("Look at it"))

    def written_rows(self) -> list[int]:
        """Return the numbers of the rows that have words."""
        return [number for number, row in enumerate(self.rows) if row.form.text.data]

    def is_readable(self) -> bool:
        """Tell whether every number that the layout needs could be read."""
        cells = [cell for n in self.written_rows() for cell in self.rows[n].form]
        if self.code.form.is_printed.data:
            cells += self.code.form
        return not any(cell.data is None for cell in (self.width, self.height, *cells))

    def layout(self) -> Layout:
        """Return the layout that was typed in."""
        rows = [self.rows[number].form for number in self.written_rows()]
        return Layout(
            width=self.width.data or Decimal(0),
            height=self.height.data or Decimal(0),
            fields=tuple(StockField(**row.data) for row in rows),
            code=self.code.form.square(),
        )


class BackgroundForm(BaseForm):
    """A picture of the empty sheet."""

    files = FileField(
        _("Scan of the empty sheet"),
        [InputRequired()],
        description=_("JPEG, PNG or WebP. It is shown on the screen only, never printed."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class PrinterForm(BaseForm):
    """A printer and what was measured on its calibration sheet."""

    name = StringField(_("Name of the printer"), [DataRequired(), Length(max=80)])
    dx = LocalDecimalField(
        _("To the right (mm)"),
        [InputRequired()],
        default=Decimal(0),
    )
    dy = LocalDecimalField(
        _("Down (mm)"),
        [InputRequired()],
        default=Decimal(0),
    )
    scale_x = LocalDecimalField(
        _("Scale across, per cent"), [InputRequired()], default=Decimal(100)
    )
    scale_y = LocalDecimalField(_("Scale down, per cent"), [InputRequired()], default=Decimal(100))

    def correction(self) -> Correction:
        """Return what was measured."""
        return Correction(
            dx=self.dx.data or Decimal(0),
            dy=self.dy.data or Decimal(0),
            scale_x=self.scale_x.data or Decimal(0),
            scale_y=self.scale_y.data or Decimal(0),
        )


class MeasuredForm(BaseForm):
    """What a ruler said on a calibration sheet."""

    stock_id = SelectField(_("Calibration sheet for"), [InputRequired()], coerce=int)
    left = LocalDecimalField(_("1. From the left edge to cross A"), [InputRequired()])
    top = LocalDecimalField(_("2. From the upper edge to cross A"), [InputRequired()])
    across = LocalDecimalField(_("3. From A across to B"), [InputRequired()])
    down = LocalDecimalField(_("4. From A down to C"), [InputRequired()])

    def found(self) -> Measured:
        """Return what was measured."""
        return Measured(
            left=self.left.data or Decimal(0),
            top=self.top.data or Decimal(0),
            across=self.across.data or Decimal(0),
            down=self.down.data or Decimal(0),
        )


class PrintForm(BaseForm):
    """Onto which stock, on which printer, which lines of an order."""

    stock_id = SelectField(_("Stock"), [InputRequired()], coerce=int)
    printer_id = SelectField(_("Printer"), [InputRequired()], coerce=int)
    places = StringField(
        _("Only these lines"),
        [Length(max=200)],
        description=_("Nothing means all. A sheet was spoiled? Write its line: 3, 7-12."),
        default="",
    )
    look = SubmitField(_("Look it through"))
    strip = SubmitField(_("Test strip"))


def filled_in(layout: Layout, version: int) -> LayoutForm:
    """Return the form with a layout in it, and room for some more fields."""
    rows: list[dict[str, Any]] = [vars(field) for field in layout.fields]
    spare = [SPARE] * min(SPARE_ROWS, MOST_FIELDS - len(rows))
    code = layout.code or CodeSquare(x=Decimal(10), y=layout.height - 30, width=USUAL_CODE)
    return LayoutForm(
        formdata=None,
        data={
            "width": layout.width,
            "height": layout.height,
            "rows": [*rows, *spare],
            "code": vars(code) | {"is_printed": layout.code is not None},
            "version": version,
        },
    )
