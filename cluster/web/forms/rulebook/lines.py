"""Forms for one line of the rule book: what every line has, and what carries points."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp
from wtforms.widgets import HiddenInput

from cluster.domain.achievements import Aggregate
from cluster.domain.formulas import Formula, Part
from cluster.domain.rulebook import (
    Criterion,
    CriterionKind,
    RuleBook,
    WorkedExample,
)
from cluster.web.filters import in_language
from cluster.web.forms import BaseForm, LocalDecimalField
from cluster.web.forms.rulebook.rows import FigureRow, number, plain_figure, signed_figure

FORMULAS_OF: dict[CriterionKind, tuple[str, ...]] = {
    CriterionKind.CONTENT: (
        "ratio_capped",
        "step_band",
        "count_capped",
        "yes_no",
        "penalty_per_event",
        "expert",
        "relative_to_leader",
    ),
    CriterionKind.BONUS: ("bonus_count", "bonus_best", "yes_no", "step_band", "expert"),
    CriterionKind.PENALTY: ("penalty_per_event",),
    CriterionKind.SECTION: (),
    CriterionKind.GATE: (),
}


class LineForm(BaseForm):
    """A line without points: a section or a gate; every other line begins like it."""

    revision = IntegerField(widget=HiddenInput())
    code = StringField(
        _("Code"),
        [
            InputRequired(),
            Length(max=20),
            Regexp(r"[\w.\-]+\Z", message=_("Letters, digits, dots and dashes only, as in III.4.")),
        ],
        description=_("Scores and targets are kept under the code; last year’s code is kept too."),
    )
    parent_code = SelectField(_("Stands under"), choices=[])
    name_vi = TextAreaField(_("Name in Vietnamese"), [InputRequired(), Length(max=400)])
    name_en = TextAreaField(_("Name in English"), [InputRequired(), Length(max=400)])
    unit = StringField(
        _("Unit"), [Length(max=60)], description=_("What is counted: HTX, văn bản, %, triệu đồng.")
    )
    guidance = TextAreaField(
        _("Guidance"),
        [Length(max=2000)],
        description=_("What counts, which evidence is needed; members read it while reporting."),
    )
    citation = TextAreaField(
        _("Source"), [Length(max=1000)], description=_("Where the rule and its points come from.")
    )

    def offer(self, book: RuleBook) -> None:
        """Offer the sections of this rule book to stand under."""
        sections = [
            (c.code, f"{'— ' * depth}{c.code} {in_language(c.name_vi, c.name_en)}")
            for depth, c in book.walk()
            if c.kind is CriterionKind.SECTION
        ]
        self.parent_code.choices = [("", gettext("– at the top –")), *sections]

    def criterion(self, line: Criterion) -> Criterion:
        """Return the line as it was filled in; what the form does not ask for stays."""
        return replace(line, **self.common())

    def common(self) -> dict[str, Any]:
        """Return what every line has."""
        return {
            "code": self.code.data,
            "parent_code": self.parent_code.data or None,
            "name_vi": self.name_vi.data,
            "name_en": self.name_en.data,
            "unit": self.unit.data or "",
            "guidance": self.guidance.data or "",
            "citation": self.citation.data or "",
        }


class ScoredForm(LineForm):
    """A line that carries points; each kind of formula adds its own fields."""

    max_points = LocalDecimalField(_("Maximum"), [InputRequired(), signed_figure])
    weight = LocalDecimalField(
        _("Weight"), [InputRequired(), plain_figure], description=_("1 unless agreed otherwise.")
    )
    may_be_not_assigned = BooleanField(
        _("May be left out for a member"),
        description=_("For instance lending, where a province has no fund."),
    )

    def criterion(self, line: Criterion) -> Criterion:
        """Return the line as it was filled in; a penalty's maximum is kept below zero."""
        maximum = abs(number(self.max_points))
        return replace(
            line,
            max_points=-maximum if line.kind is CriterionKind.PENALTY else maximum,
            weight=number(self.weight),
            may_be_not_assigned=self.may_be_not_assigned.data,
            formula=self.formula(line.kind),
            aggregate=self.figure_that_counts(),
            needs_target=self.asks_for_target(),
            examples=tuple(self.worked_examples()),
            **self.common(),
        )

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        raise NotImplementedError

    def figure_that_counts(self) -> Aggregate:
        """Return how reports become the figure."""
        return Aggregate.SUM

    def asks_for_target(self) -> bool:
        """Tell whether every member pledges a target."""
        return False

    def parts(self) -> list[Part | None]:
        """Return the answers, events or awards, None for a blank row."""
        return []

    def worked_examples(self) -> Iterable[WorkedExample]:
        """Return the examples that were filled in."""
        parts = self.parts()
        for row in self.example_rows():
            yield WorkedExample(
                measure=row.measure(parts),
                points=row.points.data,
                others=row.others(),
                note=row.note.data or "",
            )

    def example_rows(self) -> list[FigureRow]:
        """Return the rows of the examples that were filled in."""
        return [entry.form for entry in self["examples"] if not entry.form.is_blank]
