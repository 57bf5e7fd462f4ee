"""The form that freezes a ranking."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField
from wtforms.validators import InputRequired

from cluster.web.forms import BaseForm


class FreezeForm(BaseForm):
    """That the person knows what freezing means."""

    understood = BooleanField(
        _("I have compared the table with the minutes. After this no score can be changed."),
        validators=[InputRequired()],
    )
