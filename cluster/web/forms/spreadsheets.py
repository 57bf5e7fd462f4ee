"""Forms that take a workbook in: the upload, and the confirmation of what it would change."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, SelectMultipleField
from wtforms.validators import InputRequired

from cluster.services.spreadsheets import Upload
from cluster.web.forms import BaseForm


class UploadForm(BaseForm):
    """The workbook that comes back."""

    files = FileField(
        _("Workbook"),
        [InputRequired()],
        description=_("Excel (.xlsx, .xls) or OpenDocument (.ods), at most 10 MB."),
        render_kw={"accept": ".xlsx,.ods,.xls"},
    )

    def upload(self, store: Any) -> Upload:
        """Return the workbook, for the service."""
        sent = self.files.data
        return Upload(filename=sent.filename or "", content=sent.stream, store=store)


class ConfirmForm(BaseForm):
    """What was shown, sealed; `over`: lines to set above what somebody else saved since."""

    token = HiddenField(validators=[InputRequired()])
    over = SelectMultipleField(validate_choice=False)
