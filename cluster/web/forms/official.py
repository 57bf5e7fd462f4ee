"""Forms for official papers: what the office enters for one, and Word templates of its own."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from cluster.domain.official import (
    HEADED_BY_DECISION,
    IN_WORD,
    SIGNED_BY_BOTH,
    SYMBOLS,
    WORDS,
    Details,
)
from cluster.domain.printing import PAPER_KIND_NAMES, PaperKind
from cluster.web.filters import say
from cluster.web.forms import BaseForm, LocalDateField, NamedChoiceField

WORD = "word_"
NEEDED = {"place", "dated", "position", "signer_name", "addressed_to"}


class DetailsForm(BaseForm):
    """What is entered for one paper; made by `details_form`, since each asks for its own.

    `seen` marks what was read before.
    """

    seen = HiddenField()

    def details(self) -> Details:
        """Return what was typed."""
        values = self.values()
        del values["seen"]
        words = {name: values.pop(name) for name in [*values] if name.startswith(WORD)}
        typed = {name.removeprefix(WORD): text for name, text in words.items()}
        return Details(**values, words=typed)


def details_form(kind: PaperKind, details: Details, *, seen: str) -> DetailsForm:
    """Return the form of a paper, filled with what is entered already, under its mark."""
    fields = {**_head(kind), **_words(kind), **_signer(kind), **_around(kind)}
    filled = {name: getattr(details, name) for name in fields if not name.startswith(WORD)}
    words = {f"{WORD}{name}": text for name, text in details.words.items()}
    kind_of_form = type("DetailsFormOfPaper", (DetailsForm,), fields)
    form: DetailsForm = kind_of_form(seen=seen, data=filled | words)
    for name in _needed(kind) & fields.keys():
        form[name].flags.required = True
    return form


def _needed(kind: PaperKind) -> set[str]:
    """Return the fields without which the paper is not issued; it is kept without them."""
    words = {f"{WORD}{name}" for name, word in WORDS[kind].items() if word.is_needed}
    return words | NEEDED | ({"number"} if kind in SYMBOLS else set())


def _head(kind: PaperKind) -> dict[str, Field]:
    if kind in HEADED_BY_DECISION:
        return {}
    number = StringField(
        _("Number and symbol"),
        [Length(max=80)],
        default="",
        description=_("As in 05/%(symbol)s.", symbol=SYMBOLS.get(kind, "DS-CTĐ")),
    )
    return {
        "number": number,
        "place": _line(_("Place on papers"), _("The place before the date: “Khánh Hòa, ngày …”.")),
        "dated": LocalDateField(_("Date")),
    }


def _words(kind: PaperKind) -> dict[str, Field]:
    return {
        f"{WORD}{name}": _lines(say(word.label)) if word.is_long else _line(say(word.label))
        for name, word in WORDS[kind].items()
    }


def _signer(kind: PaperKind) -> dict[str, Field]:
    if kind in (*HEADED_BY_DECISION, *SIGNED_BY_BOTH):
        return {}
    return {
        "on_behalf_of": _line(_("Signs on behalf of"), _("As in TM. CỤM THI ĐUA.")),
        "position": _line(_("Signer’s position"), _("As in CỤM TRƯỞNG.")),
        "organization": _line(_("Below the position")),
        "signer_name": _line(_("Signer’s name")),
    }


def _around(kind: PaperKind) -> dict[str, Field]:
    one_a_line = _("One in each line.")
    fields = {"recipients": _lines(_("Recipients (Nơi nhận)"), one_a_line)}
    if kind is PaperKind.AWARD_PROPOSAL:
        fields["addressed_to"] = _lines(_("Addressed to"), one_a_line)
        fields["bases"] = _lines(_("Legal bases"), one_a_line)
    return fields


def _line(label: Any, description: Any = "") -> Field:
    return StringField(label, [Length(max=300)], default="", description=description)


def _lines(label: Any, description: Any = "") -> Field:
    return TextAreaField(
        label,
        [Length(max=10_000)],
        default="",
        description=description,
        render_kw={"rows": 4},
    )


class TemplateForm(BaseForm):
    """The office's own Word template for a kind of paper."""

    kind = NamedChoiceField(
        _("Paper"),
        [DataRequired()],
        kind=PaperKind,
        names={kind: PAPER_KIND_NAMES[kind] for kind in IN_WORD},
    )
    file = FileField(_("Word template (.docx)"), [FileRequired()])
