"""Forms of the leadership: leader and deputy of a year, handover."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from cluster.domain.handover import ITEM_NAMES, SIDE_NAMES, Item, Side
from cluster.domain.leadership import ROTATION_RULE_NAMES, RotationRule
from cluster.domain.membership import Member
from cluster.web.filters import in_language, say
from cluster.web.forms import BaseForm, LocalDateField, NamedChoiceField

NONE = 0


class LeadersForm(BaseForm):
    """Leader and deputy of a year."""

    leader_id = SelectField(_("Leader"), [DataRequired()], coerce=int)
    deputy_id = SelectField(_("Deputy"), coerce=int, default=NONE)
    reason = StringField(
        _("Reason"), [Length(max=500)], description=_("Needed once the year has left Setup.")
    )

    def offer(self, members: Sequence[Member]) -> None:
        """Let the form choose among these alliances."""
        choices = [(each.alliance_id, in_language(each.name, each.name_en)) for each in members]
        self.leader_id.choices = [(NONE, gettext("Choose an alliance")), *choices]
        self.deputy_id.choices = [(NONE, gettext("Nobody")), *choices]


class RotationForm(BaseForm):
    """The rule by which the next leaders are proposed."""

    rule = RadioField(
        _("Rule of the rotation"),
        [DataRequired()],
        coerce=RotationRule,
        choices=lambda: [(rule.value, say(name)) for rule, name in ROTATION_RULE_NAMES.items()],
    )


class TickForm(BaseForm):
    """One box of the checklist; filled in by the button that is pressed."""

    item = NamedChoiceField("", [DataRequired()], kind=Item, names=ITEM_NAMES)
    side = NamedChoiceField("", [DataRequired()], kind=Side, names=SIDE_NAMES)
    is_done = BooleanField("")


class EarlierLeadersForm(LeadersForm):
    """Leader and deputy of a year before this software."""

    year_number = IntegerField(_("Year"), [InputRequired()])


class HandoverForm(BaseForm):
    """The day on which the leader took over."""

    on = LocalDateField(_("Handed over on"), [InputRequired()])
    note = TextAreaField(
        _("Note"), [Length(max=500)], description=_("Where, by whom, with which flag.")
    )
