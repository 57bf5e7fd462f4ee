"""Forms for the rule book: its settings, and its lines by kind of formula."""

from cluster.web.forms.rulebook.filled import blank_line, fill_in
from cluster.web.forms.rulebook.formulas import FORM_OF
from cluster.web.forms.rulebook.lines import FORMULAS_OF, LineForm, ScoredForm
from cluster.web.forms.rulebook.settings import (
    ReasonForm,
    SettingsForm,
    StartForm,
    settings_to_form,
)

__all__ = [
    "FORMULAS_OF",
    "FORM_OF",
    "LineForm",
    "ReasonForm",
    "ScoredForm",
    "SettingsForm",
    "StartForm",
    "blank_line",
    "fill_in",
    "settings_to_form",
]
