"""The form in which the text of a certificate is written, block by block."""

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, IntegerField, StringField, SubmitField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from cluster.domain.certificate_text import (
    BLOCK_STYLE_NAMES,
    LONGEST,
    MOST_BLOCKS,
    Block,
    BlockStyle,
)
from cluster.web.forms import BaseForm, NamedChoiceField

SPARE_ROWS = 2


class BlockForm(BaseForm):
    """One block; a row without words is left out."""

    class Meta:
        """The form around the row guards against forgery."""

        csrf = False

    style = NamedChoiceField(_("Look"), kind=BlockStyle, names=BLOCK_STYLE_NAMES)
    text = StringField(_("Words"), [Length(max=LONGEST)], default="")


class CertificateTextForm(BaseForm):
    """What the certificates of an award say."""

    blocks = FieldList(FormField(BlockForm), max_entries=MOST_BLOCKS)
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = StringField(_("Why it is changed"), [DataRequired(), Length(max=200)])
    look = SubmitField(_("Look at it"))

    def written(self) -> tuple[Block, ...]:
        """Return the blocks that have words."""
        rows = [row.form for row in self.blocks]
        return tuple(
            Block(style=row.style.data, text=row.text.data) for row in rows if row.text.data
        )


def filled_in(blocks: tuple[Block, ...], version: int) -> CertificateTextForm:
    """Return the form with a text in it, and room for some more blocks."""
    rows = [{"style": block.style, "text": block.text} for block in blocks]
    spare = [{"style": BlockStyle.REASON, "text": ""}] * min(SPARE_ROWS, MOST_BLOCKS - len(rows))
    return CertificateTextForm(data={"blocks": [*rows, *spare], "version": version})
