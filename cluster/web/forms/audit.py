"""The form that narrows down the record of changes."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from cluster.domain.audit_words import AREA_NAMES, Area
from cluster.services.audit import Filter
from cluster.web.forms import LARGEST_NUMBER, BaseForm, NamedChoiceField


class FilterForm(BaseForm):
    """Of which area, about whom, by whom; `before` turns the page."""

    class Meta(BaseForm.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    area = NamedChoiceField(
        _("Area"), [Optional()], kind=Area, names=AREA_NAMES, blank=_("Everything")
    )
    alliance_id = SelectField(
        _("About"),
        [Optional(), NumberRange(0, LARGEST_NUMBER)],
        coerce=lambda value: int(value or 0),
        validate_choice=False,
    )
    actor_name = SelectField(_("By"), [Optional()], validate_choice=False)
    before = IntegerField("", [Optional(), NumberRange(1, LARGEST_NUMBER)], widget=HiddenInput())

    def chosen(self) -> Filter:
        """Return what was chosen; what cannot be read chooses nothing."""
        if not self.validate():
            return Filter()
        return Filter(
            area=self.area.data,
            alliance_id=self.alliance_id.data or None,
            actor_name=self.actor_name.data or None,
            before=self.before.data,
        )
