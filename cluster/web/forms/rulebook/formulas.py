"""Forms for lines that carry points: each kind of formula asks for its own numbers only."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField
from wtforms.validators import InputRequired

from cluster.domain.achievements import AGGREGATE_NAMES, Aggregate
from cluster.domain.formulas import (
    Against,
    Band,
    BonusBest,
    BonusCount,
    CountCapped,
    Direction,
    Excess,
    Expert,
    Formula,
    Part,
    PenaltyPerEvent,
    RatioCapped,
    RelativeToLeader,
    Start,
    StepBand,
    WhenNone,
    YesNo,
)
from cluster.domain.rulebook import CriterionKind
from cluster.domain.rulebook_words import (
    AGAINST_NAMES,
    DIRECTION_NAMES,
    EXCESS_NAMES,
    WHEN_NONE_NAMES,
)
from cluster.web.filters import in_language
from cluster.web.forms import LocalDecimalField, NamedChoiceField
from cluster.web.forms.rulebook.lines import ScoredForm
from cluster.web.forms.rulebook.rows import (
    MOST_ROWS,
    AnswerRow,
    BandRow,
    CountRow,
    EventsRow,
    JudgedRow,
    LeaderRow,
    LimitRow,
    PartRow,
    RatioRow,
    key_of,
    number,
    plain_figure,
)


def _aggregate_field(*kinds: Aggregate) -> NamedChoiceField:
    return NamedChoiceField(
        _("Figure that counts"),
        [InputRequired()],
        kind=Aggregate,
        names={kind: AGGREGATE_NAMES[kind] for kind in kinds},
    )


def _when_none_field() -> NamedChoiceField:
    return NamedChoiceField(
        _("When the whole is zero, it earns"),
        [InputRequired()],
        kind=WhenNone,
        names=WHEN_NONE_NAMES,
        description=_("Only where two numbers are reported, part and whole."),
    )


class FigureForm(ScoredForm):
    """A line whose points come from one figure, with or without a target."""

    aggregate = _aggregate_field(Aggregate.SUM, Aggregate.LAST, Aggregate.MAXIMUM)
    needs_target = BooleanField(_("Every member pledges a target for it"))

    def figure_that_counts(self) -> Aggregate:
        """Return what was chosen."""
        found: Aggregate = self.aggregate.data
        return found

    def asks_for_target(self) -> bool:
        """Return what was chosen."""
        return bool(self.needs_target.data)


class RatioForm(ScoredForm):
    """In proportion to the target, or of a part to its whole."""

    against = NamedChoiceField(
        _("Compared with"), [InputRequired()], kind=Against, names=AGAINST_NAMES
    )
    when_none = _when_none_field()
    aggregate = _aggregate_field(*Aggregate)
    examples = FieldList(FormField(RatioRow), max_entries=MOST_ROWS)

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        return RatioCapped(against=self.against.data, when_none=self.when_none.data)

    def figure_that_counts(self) -> Aggregate:
        """Return a share where a part is divided by its whole."""
        return Aggregate.SHARE if self.against.data is Against.BASE else self.aggregate.data

    def asks_for_target(self) -> bool:
        """Tell whether the figure is divided by the target."""
        return bool(self.against.data is Against.TARGET)


class BandsForm(FigureForm):
    """By bands."""

    direction = NamedChoiceField(
        _("Direction"), [InputRequired()], kind=Direction, names=DIRECTION_NAMES
    )
    bands = FieldList(FormField(LimitRow), max_entries=MOST_ROWS)
    otherwise = LocalDecimalField(_("Every other figure earns"), [InputRequired(), plain_figure])
    when_none = _when_none_field()
    aggregate = _aggregate_field(*Aggregate)
    examples = FieldList(FormField(BandRow), max_entries=MOST_ROWS)

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        rows = [entry.form for entry in self.bands if not entry.form.is_blank]
        bands = [Band(limit=row.limit.data, points=row.points.data) for row in rows]
        return StepBand(
            direction=self.direction.data,
            bands=(*bands, Band(limit=None, points=number(self.otherwise))),
            when_none=self.when_none.data,
        )


class CountForm(FigureForm):
    """So many points for each thing counted."""

    each = LocalDecimalField(_("Points for each one"), [InputRequired(), plain_figure])
    examples = FieldList(FormField(CountRow), max_entries=MOST_ROWS)

    def formula(self, kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        if kind is CriterionKind.BONUS:
            return BonusCount(each=number(self.each))
        return CountCapped(each=number(self.each))


class PartsForm(ScoredForm):
    """A line whose points come from a list of answers, events or awards."""

    choices = FieldList(FormField(PartRow), max_entries=MOST_ROWS)

    def parts(self) -> list[Part | None]:
        """Return the answers, events or awards, None for a blank row."""
        taken = {entry.form.key.data for entry in self.choices}
        found: list[Part | None] = []
        for row in (entry.form for entry in self.choices):
            if row.is_blank:
                found.append(None)
                continue
            name = row.name_en.data or row.name_vi.data
            key = row.key.data or key_of(name, taken)
            taken.add(key)
            found.append(
                Part(key=key, name_vi=row.name_vi.data, name_en=name, points=row.points.data)
            )
        return found

    def entries(self) -> tuple[Part, ...]:
        """Return the answers, events or awards that were filled in."""
        return tuple(part for part in self.parts() if part is not None)


class AnswersForm(PartsForm):
    """By answer: done, late, not done."""

    examples = FieldList(FormField(AnswerRow), max_entries=MOST_ROWS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [
            (str(n), f"{n + 1}. {in_language(row.form.name_vi.data or '', row.form.name_en.data)}")
            for n, row in enumerate(self.choices)
        ]
        for entry in self.examples:
            entry.form.choice.choices = [("", "–"), *answers]

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        return YesNo(choices=self.entries())


class EventsForm(PartsForm):
    """Points off for each event."""

    examples = FieldList(FormField(EventsRow), max_entries=MOST_ROWS)

    def formula(self, kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in: a penalty takes off from zero."""
        start = Start.ZERO if kind is CriterionKind.PENALTY else Start.MAXIMUM
        return PenaltyPerEvent(start=start, events=self.entries())


class BestForm(PartsForm):
    """Bonus for the highest award."""

    examples = FieldList(FormField(EventsRow), max_entries=MOST_ROWS)

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        return BonusBest(choices=self.entries())


class ExpertForm(ScoredForm):
    """By judgement."""

    step = LocalDecimalField(_("In steps of"), [InputRequired(), plain_figure])
    examples = FieldList(FormField(JudgedRow), max_entries=MOST_ROWS)

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        return Expert(step=number(self.step))


class LeaderForm(FigureForm):
    """Compared with the best of the cluster."""

    excess = NamedChoiceField(
        _("Excess above the target is measured"),
        [InputRequired()],
        kind=Excess,
        names=EXCESS_NAMES,
    )
    examples = FieldList(FormField(LeaderRow), max_entries=MOST_ROWS)

    def formula(self, _kind: CriterionKind) -> Formula:
        """Return the formula as it was filled in."""
        return RelativeToLeader(excess=self.excess.data)


FORM_OF: dict[str, type[ScoredForm]] = {
    "ratio_capped": RatioForm,
    "step_band": BandsForm,
    "count_capped": CountForm,
    "bonus_count": CountForm,
    "yes_no": AnswersForm,
    "penalty_per_event": EventsForm,
    "bonus_best": BestForm,
    "expert": ExpertForm,
    "relative_to_leader": LeaderForm,
}
