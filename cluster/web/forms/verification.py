"""The form in which somebody types the code of a paper."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired

from cluster.web.forms import BaseForm


class CodeForm(BaseForm):
    """The code that stands on a paper."""

    class Meta(BaseForm.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    code = StringField(
        _("Code"),
        [DataRequired()],
        description=_(
            "It stands beside the QR code, as in 7K3M-9QXT-2B4N-VW8Y-Y. Small letters and missing"
            " hyphens do no harm."
        ),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
