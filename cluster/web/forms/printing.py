"""The form that issues a paper."""

from wtforms import IntegerField
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.web.forms import LARGEST_NUMBER, BaseForm, NamedChoiceField


class IssueForm(BaseForm):
    """Which paper, and about whom; filled in by the button that is pressed."""

    kind = NamedChoiceField("", [DataRequired()], kind=PaperKind, names=PAPER_KIND_NAMES)
    about = IntegerField("", [Optional(), NumberRange(1, LARGEST_NUMBER)], widget=HiddenInput())
