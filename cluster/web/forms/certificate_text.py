"""The form in which the text of a certificate is written, block by block."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, IntegerField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from cluster.domain.certificate_text import BLOCK_STYLE_NAMES, Block, BlockStyle
from cluster.domain.certificate_wordings import MOST_OF_PLEDGE
from cluster.domain.errors import RuleViolation
from cluster.web.filters import say
from cluster.web.forms import BaseForm, NamedChoiceField

SPARE_ROWS = 2


def in_one_line(text: str | None) -> str | None:
    """Return the text as one paragraph: a certificate breaks its lines itself."""
    return text and " ".join(text.split())


class BlockForm(BaseForm):
    """One block; a row without words is left out."""

    class Meta:
        """The form around the row guards against forgery."""

        csrf = False

    style = NamedChoiceField(_("Look"), kind=BlockStyle, names=BLOCK_STYLE_NAMES)
    text = TextAreaField(_("Words"), default="", filters=[in_one_line], render_kw={"rows": 1})


class CertificateTextForm(BaseForm):
    """What certificates say."""

    blocks = FieldList(FormField(BlockForm), max_entries=MOST_OF_PLEDGE + SPARE_ROWS)
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = StringField(_("Why it is changed"), [DataRequired(), Length(max=200)])
    look = SubmitField(_("Look at it"))
    up = IntegerField()
    """The row that changes places with the one above it."""

    def written(self) -> tuple[Block, ...]:
        """Return the rows as blocks, those without words too: they keep their numbers."""
        rows = [row.form for row in self.blocks]
        return tuple(Block(style=row.style.data, text=row.text.data or "") for row in rows)

    @property
    def is_looked_at(self) -> bool:
        """Tell whether a button was pressed that stores nothing."""
        return bool(self.look.data or self.up.data)

    def rearrange(self) -> None:
        """Move the row up that was asked for, and leave room for some more blocks."""
        rows = [row.data for row in self.blocks]
        if self.up.data and 0 < self.up.data < len(rows):
            row = rows.pop(self.up.data)
            rows.insert(self.up.data - 1, row)
        self.blocks.process(None, with_spare_rows(rows))

    def show_refusal(self, refusal: RuleViolation) -> None:
        """Say a rule's refusal at the top of the form, and at the row it is about."""
        super().show_refusal(refusal)
        for row in self.blocks:
            if row.form.text.name == refusal.field:
                row.form.text.errors = [say(refusal.message)]


def with_spare_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows up to the last one with words, and some empty ones."""
    while rows and not rows[-1]["text"]:
        rows.pop()
    return rows + [{"style": BlockStyle.REASON, "text": ""}] * SPARE_ROWS


def filled_in(blocks: tuple[Block, ...], version: int) -> CertificateTextForm:
    """Return the form with a text in it, and room for some more blocks."""
    rows = [{"style": block.style, "text": block.text} for block in blocks]
    return CertificateTextForm(data={"blocks": with_spare_rows(rows), "version": version})
