"""The forms that freeze a ranking, announce the seed of its lots, and correct what is frozen."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

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


class ApprovalForm(BaseForm):
    """That the person has read what a correction changes; `seen`: the mark of what was shown."""

    seen = HiddenField()
    understood = BooleanField(
        _("I have compared the new figures with the documents and approve the correction."),
        validators=[InputRequired()],
    )


class WithdrawalForm(BaseForm):
    """Why a correction is not to be made."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=2000)])
