"""Forms for the rule book as a whole: how it starts, its settings, why a new version."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from cluster.domain.plain_data import to_plain
from cluster.domain.rulebook import ClassBand, CriterionKind, CrossMethod, RuleBook, RungKind
from cluster.domain.rulebook_words import CROSS_METHOD_NAMES, RUNG_NAMES
from cluster.services import rulebook
from cluster.services.rulebook import Version
from cluster.web.filters import in_language, say
from cluster.web.forms import BaseForm, LocalDecimalField, NamedChoiceField
from cluster.web.forms.rulebook.rows import (
    MOST_ROWS,
    SPARE_ROWS,
    ClassRow,
    key_of,
    plain_figure,
)

RUNGS = 4


class ReasonForm(BaseForm):
    """Why a new version of the rule book is needed."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)])


class StartForm(BaseForm):
    """What the rule book of a year starts from."""

    source = RadioField(_("Start from"), [InputRequired()])

    def offer(self, versions: list[Version]) -> None:
        """Offer the sample, an empty book, and the rule books of other years."""
        self.source.choices = [
            *(
                (
                    str(version.id),
                    gettext(
                        "A copy of the rule book of %(year)s, version %(version)s",
                        year=version.year_number,
                        version=version.version,
                    ),
                )
                for version in versions
            ),
            ("sample", gettext("The sample rule book: seven sections, 100 points")),
            ("empty", gettext("An empty rule book")),
        ]

    @property
    def copied_id(self) -> int | None:
        """Return the rule book to copy, if one was chosen."""
        return int(self.source.data) if self.source.data.isdecimal() else None

    def new_book(self) -> dict[str, Any]:
        """Return plain data of the sample or of an empty rule book."""
        if self.source.data == "sample":
            return rulebook.sample_data()
        return {"scale": "100", "criteria": []}


class SettingsForm(BaseForm):
    """How points become a result."""

    revision = IntegerField(widget=HiddenInput())
    scale = LocalDecimalField(
        _("Scale"),
        [InputRequired(), plain_figure],
        description=_("What the content criteria add up to: 100 or 1.000 as a rule."),
    )
    bonus_cap = LocalDecimalField(
        _("Bonus points at most"),
        [InputRequired(), plain_figure],
        description=_("The most that all bonus lines add together."),
    )
    rebase_not_assigned = BooleanField(
        _("Scale a member’s points up where criteria are not assigned to it"),
        description=_(
            "If 90 of 95 assigned points are earned, they count as 94.74 of 100;"
            " otherwise they stay 90."
        ),
    )
    cross_method = NamedChoiceField(
        _("Points of several cross-scorers"),
        [InputRequired()],
        kind=CrossMethod,
        names=CROSS_METHOD_NAMES,
    )
    ladder = FieldList(SelectField(choices=[]), max_entries=MOST_ROWS)
    bands = FieldList(FormField(ClassRow), max_entries=MOST_ROWS)
    gates_on = SelectMultipleField(
        _("Gates switched on"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=[],
    )

    def offer(self, book: RuleBook) -> None:
        """Offer the sections and gates of this rule book to choose from."""
        gates = [
            (c.code, f"{c.code} {in_language(c.name_vi, c.name_en)}")
            for c in book.criteria
            if c.kind is CriterionKind.GATE
        ]
        sections = [c for c in book.criteria if c.kind is CriterionKind.SECTION]
        rungs = [
            ("", gettext("– nothing more: they share the place –")),
            *(
                (kind.value, say(name))
                for kind, name in RUNG_NAMES.items()
                if kind is not RungKind.SECTION
            ),
            *(
                (f"{RungKind.SECTION}:{c.code}", f"{say(RUNG_NAMES[RungKind.SECTION])} {c.code}")
                for c in sections
            ),
        ]
        self.gates_on.choices = gates
        for rung in self.ladder:
            rung.choices = rungs
        for band in self.bands:
            band.form.gate.choices = [("", "–"), *gates]

    def settings(self) -> dict[str, Any]:
        """Return the settings as plain data of the domain's rule book."""
        return {
            "scale": to_plain(self.scale.data),
            "bonus_cap": to_plain(self.bonus_cap.data),
            "rebase_not_assigned": self.rebase_not_assigned.data,
            "cross_method": self.cross_method.data.value,
            "ladder": [_rung(rung.data) for rung in self.ladder if rung.data],
            "bands": self._bands(),
            "gates_on": self.gates_on.data,
        }

    def _bands(self) -> list[dict[str, Any]]:
        rows = [entry.form for entry in self.bands if not entry.form.is_blank]
        taken = {row.key.data for row in rows if row.key.data}
        found = []
        for row in rows:
            key = row.key.data or key_of(row.name_en.data or row.name_vi.data, taken)
            taken.add(key)
            share = row.least_percent.data
            found.append(
                {
                    "key": key,
                    "name_vi": row.name_vi.data,
                    "name_en": row.name_en.data or row.name_vi.data,
                    "from_total": to_plain(row.from_total.data),
                    "least_share": None if share is None else to_plain(share / 100),
                    "gate": row.gate.data or None,
                }
            )
        return found


def settings_to_form(book: RuleBook, revision: int) -> dict[str, Any]:
    """Return what the settings form shows of a rule book, with spare rows."""
    ladder = [
        f"{RungKind.SECTION}:{rung.section}" if rung.section else rung.kind.value
        for rung in book.ladder
    ]
    return {
        "revision": revision,
        "scale": book.scale,
        "bonus_cap": book.bonus_cap,
        "rebase_not_assigned": book.rebase_not_assigned,
        "cross_method": book.cross_method.value,
        "ladder": [*ladder, *[""] * max(1, RUNGS - len(ladder))],
        "bands": [*(_band(band) for band in book.bands), *({} for _n in range(SPARE_ROWS))],
        "gates_on": sorted(book.gates_on),
    }


def _band(band: ClassBand) -> dict[str, Any]:
    share = band.least_share
    return {
        "key": band.key,
        "name_vi": band.name_vi,
        "name_en": band.name_en,
        "from_total": band.from_total,
        "least_percent": None if share is None else share * 100,
        "gate": band.gate or "",
    }


def _rung(chosen: str) -> dict[str, str | None]:
    kind, _colon, section = chosen.partition(":")
    return {"kind": kind, "section": section or None}
