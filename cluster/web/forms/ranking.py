"""The forms that freeze a ranking and announce the seed of its lots."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, InputRequired

from cluster.web.forms import BaseForm


class FreezeForm(BaseForm):
    """That the person knows what freezing means."""

    understood = BooleanField(
        _("I have compared the table with the minutes. After this no score can be changed."),
        validators=[InputRequired()],
    )


class SeedForm(BaseForm):
    """What the lots among equal members are drawn from."""

    seed = StringField(
        _("Seed of the lots"),
        validators=[DataRequired()],
        description=_(
            "Take what nobody here can choose, and name it: the result of a lottery draw with its"
            " date. It is announced once, and everybody sees it."
        ),
    )
