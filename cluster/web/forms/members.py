"""Forms of the register: clusters, alliances and their names, mergers, offices."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SearchField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from cluster.services.members import Called, Post
from cluster.web.forms import BaseForm, LocalDateField

NOBODY_YET = 0
PARTS_OF_A_NAME = ("name", "short_name", "name_en", "seat")
PARTS_OF_A_POST = ("title", "title_en", "is_head")


class ClusterForm(BaseForm):
    """A cluster, as its papers are headed."""

    name = StringField(_("Name of the cluster"), [DataRequired(), Length(max=200)])
    name_en = StringField(_("English name"), [Length(max=200)])
    authority = StringField(
        _("Authority above"),
        [DataRequired(), Length(max=200)],
        description=_("The first line of the cluster’s papers."),
    )


class NewClusterForm(ClusterForm):
    """A cluster to register."""

    code = StringField(
        _("Code"),
        [DataRequired(), Length(max=16)],
        description=_("Short, letters A–Z, digits and hyphens; it never changes."),
    )


class CalledForm(BaseForm):
    """What an alliance is called."""

    name = StringField(
        _("Official name"), [DataRequired(), Length(max=200)], description=_("As on papers.")
    )
    short_name = StringField(
        _("Short name"), [DataRequired(), Length(max=60)], description=_("As in tables.")
    )
    name_en = StringField(_("English name"), [Length(max=200)])
    seat = StringField(
        _("Place on papers"),
        [DataRequired(), Length(max=60)],
        description=_("The place before the date: “Khánh Hòa, ngày …”."),
    )

    def values(self) -> dict[str, Any]:
        """Return what was typed, the names as one."""
        typed = super().values()
        called = Called(**{part: typed.pop(part) for part in PARTS_OF_A_NAME})
        return typed | {"called": called}


class AllianceForm(CalledForm):
    """An alliance to register."""

    code = StringField(
        _("Code"),
        [DataRequired(), Length(max=16)],
        description=_("Short, letters A–Z, digits and hyphens; it never changes."),
    )
    starts_on = LocalDateField(_("Bears this name since"), [InputRequired()])
    founded_on = LocalDateField(_("Founded on"), [])


class RenameForm(CalledForm):
    """A new name from a day on."""

    starts_on = LocalDateField(
        _("From"),
        [InputRequired()],
        description=_("Papers of earlier days keep the old name."),
    )


class CorrectNameForm(CalledForm):
    """A name that was written down wrongly."""

    reason = StringField(_("What was wrong"), [DataRequired(), Length(max=500)])


class MergerForm(BaseForm):
    """Alliances that merge on a day."""

    alliance_ids = SelectMultipleField(
        _("Alliances that merge"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    on = LocalDateField(
        _("Day of the merger"), [InputRequired()], description=_("The first day of the new state.")
    )


class MergerIntoKnownForm(MergerForm):
    """Alliances that merge into one of the register."""

    successor_id = SelectField(_("Merged into"), [DataRequired()], coerce=int)


class MergerIntoNewForm(MergerForm, CalledForm):
    """Alliances that merge into a new one."""

    code = StringField(_("Code"), [DataRequired(), Length(max=16)])


class OfficeForm(BaseForm):
    """Somebody takes office."""

    person_id = SelectField(_("Person"), coerce=int, default=NOBODY_YET)
    full_name = StringField(
        _("Name, if new"), [Length(max=120)], description=_("Family name first, with all accents.")
    )
    honorific = StringField(
        _("Form of address"), [Length(max=20)], description=_("As on certificates: Ông, Bà.")
    )
    title = StringField(_("Title"), [DataRequired(), Length(max=120)])
    title_en = StringField(_("Title in English"), [Length(max=120)])
    is_head = BooleanField(
        _("Head of the alliance"),
        description=_("Signs the pledge. The previous head’s office ends the day before."),
    )
    starts_on = LocalDateField(_("From"), [InputRequired()])
    ends_on = LocalDateField(_("To"), [], description=_("Empty: still in office."))

    def offer(self, people: dict[int, str]) -> None:
        """Let the form choose among the people known here, or a new one."""
        self.person_id.choices = [(NOBODY_YET, gettext("Somebody new")), *people.items()]

    def values(self) -> dict[str, Any]:
        """Return what was typed, the post as one; nobody chosen is a new person."""
        typed = super().values()
        post = Post(**{part: typed.pop(part) for part in PARTS_OF_A_POST})
        return typed | {"post": post, "person_id": self.person_id.data or None}


class LeaveOfficeForm(BaseForm):
    """The last day of an office."""

    ends_on = LocalDateField(_("Last day in office"), [InputRequired()])


class CorrectOfficeForm(BaseForm):
    """A person's name or title that was written down wrongly."""

    full_name = StringField(_("Full name"), [DataRequired(), Length(max=120)])
    honorific = StringField(_("Form of address"), [Length(max=20)])
    title = StringField(_("Title"), [DataRequired(), Length(max=120)])
    title_en = StringField(_("Title in English"), [Length(max=120)])
    reason = StringField(_("What was wrong"), [DataRequired(), Length(max=500)])


class SearchForm(BaseForm):
    """What to look for in the register, as of which day; read from the address."""

    class Meta:
        """A search changes nothing, so it carries no token."""

        csrf = False

    q = SearchField(_("Search"), [Length(max=100)])
    day = LocalDateField(_("As of"), [])
