"""Forms of ballots: opening, voting, counting, calling off."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from cluster.domain.ballot_results import SETTLEMENT_NAMES, Settlement
from cluster.domain.ballots import (
    BALLOT_KIND_NAMES,
    MAJORITY_OF_NAMES,
    METHOD_NAMES,
    MOST_SEATS,
    BallotKind,
    Count,
    MajorityOf,
    Method,
    Rule,
    parse_share,
)
from cluster.domain.membership import Member
from cluster.web.filters import in_language, say
from cluster.web.forms import LARGEST_NUMBER, BaseForm, NamedChoiceField

ABOVE, REACHED = "above", "reached"
VOTES = "votes_"


class OpeningForm(BaseForm):
    """What is voted on, how, and what the vote needs to decide."""

    kind = NamedChoiceField(
        _("What is voted on"), [DataRequired()], kind=BallotKind, names=BALLOT_KIND_NAMES
    )
    title = StringField(
        _("Title"),
        [Length(max=200)],
        default="",
        description=_("As on the minutes. Leave it empty to call it by what is voted on."),
    )
    method = NamedChoiceField(_("Way of voting"), [DataRequired()], kind=Method, names=METHOD_NAMES)
    candidate_ids = SelectMultipleField(
        _("Names on the paper"),
        [DataRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    seats = IntegerField(
        _("How many are chosen"),
        [InputRequired(), NumberRange(1, MOST_SEATS)],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    quorum = StringField(
        _("Quorum: share of the member units that must vote"),
        [DataRequired(), Length(max=12)],
        description=_("Written as 2/3 or 80 %."),
    )
    comparison = SelectField(_("Majority"))
    majority = StringField(_("this share"), [DataRequired(), Length(max=12)])
    majority_of = NamedChoiceField(
        _("of"), [DataRequired()], kind=MajorityOf, names=MAJORITY_OF_NAMES
    )
    recused = BooleanField(
        _("Nobody votes for their own alliance"),
        description=_(
            "In a small council the counts can then tell how the unit with most votes voted."
        ),
    )

    def show(self, members: Sequence[Member]) -> None:
        """Offer the members of the year, and how a majority is compared."""
        self.comparison.choices = [(ABOVE, gettext("more than")), (REACHED, gettext("at least"))]
        self.candidate_ids.choices = [
            (each.alliance_id, in_language(each.short_name, each.name_en)) for each in members
        ]

    def rule(self) -> Rule:
        """Return the rule typed; a share that cannot be read is refused at its field."""
        return Rule(
            quorum=parse_share(self.quorum.data, field="quorum"),
            majority=parse_share(self.majority.data, field="majority"),
            is_above=self.comparison.data == ABOVE,
            majority_of=self.majority_of.data,
            recused=self.recused.data,
        )


def start_of(rule: Rule) -> dict[str, Any]:
    """Return what the form shows before anything is typed."""
    return {
        "quorum": str(rule.quorum),
        "majority": str(rule.majority),
        "comparison": ABOVE if rule.is_above else REACHED,
        "majority_of": rule.majority_of,
        "recused": rule.recused,
    }


class VoteForm(BaseForm):
    """The paper of one unit; what is chosen is not kept but in the counts."""

    alliance_id = IntegerField(
        "", [InputRequired(), NumberRange(1, LARGEST_NUMBER)], widget=HiddenInput()
    )
    choices = SelectMultipleField(_("Your choice"), coerce=int)
    understood = BooleanField(
        _("I have checked my choice. A vote that is cast cannot be changed."),
        [InputRequired()],
    )


class CountForm(BaseForm):
    """What one teller counted; made by `count_form` for the names on the paper."""

    issued = IntegerField(
        _("Papers handed out"), [InputRequired()], render_kw={"inputmode": "numeric"}
    )
    returned = IntegerField(
        _("Papers returned"), [InputRequired()], render_kw={"inputmode": "numeric"}
    )
    valid = IntegerField(_("Valid papers"), [InputRequired()], render_kw={"inputmode": "numeric"})
    invalid = IntegerField(
        _("Invalid papers"), [InputRequired()], render_kw={"inputmode": "numeric"}
    )

    def votes(self, alliance_id: int) -> Any:
        """Return the field for the votes of a name."""
        return self[f"{VOTES}{alliance_id}"]

    def count(self) -> Count:
        """Return what was typed; without papers, all units present have a voice."""
        returned = self.returned.data
        return Count(
            issued=self.issued.data if "issued" in self else returned,
            returned=returned,
            valid=self.valid.data,
            invalid=self.invalid.data,
            votes={
                int(field.name.removeprefix(VOTES)): field.data
                for field in self
                if field.name.startswith(VOTES)
            },
        )


def count_form(names: Sequence[Member], typed: Count | None, method: Method) -> CountForm:
    """Return the form with one number for each name, and the teller's own earlier count."""
    fields = {
        f"{VOTES}{member.alliance_id}": IntegerField(
            in_language(member.short_name, member.name_en),
            [InputRequired()],
            render_kw={"inputmode": "numeric"},
        )
        for member in names
    }
    form: CountForm = type("CountFormOfBallot", (CountForm,), fields)(data=_as_shown(typed))
    if method is Method.HANDS:
        del form.issued
        form.returned.label.text = _("Units present")
        form.valid.label.text = _("Units that raised their hand")
        form.invalid.label.text = _("Units that raised their hand for nobody")
    return form


def _as_shown(typed: Count | None) -> Mapping[str, int]:
    if typed is None:
        return {}
    return {
        "issued": typed.issued,
        "returned": typed.returned,
        "valid": typed.valid,
        "invalid": typed.invalid,
        **{f"{VOTES}{alliance_id}": votes for alliance_id, votes in typed.votes.items()},
    }


class CallingOffForm(BaseForm):
    """Why a ballot is called off."""

    reason = TextAreaField(_("Reason"), [DataRequired(), Length(max=500)])


class SettlementForm(BaseForm):
    """Who gets the seats of a lasting tie, how that was decided, and why."""

    how = RadioField(_("How the tie is settled"), [DataRequired()], coerce=Settlement)
    chosen = SelectMultipleField(
        _("Chosen"),
        [DataRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        _("Reason"),
        [DataRequired(), Length(max=500)],
        description=_(
            "As on the minutes: why the chair decided so, or how and by whom the lot was drawn."
        ),
    )

    def offer(self, equals: Sequence[Member], ways: Collection[Settlement]) -> None:
        """Let the form choose among the equals, and among the ways open to this person."""
        self.chosen.choices = [
            (each.alliance_id, in_language(each.short_name, each.name_en)) for each in equals
        ]
        self.how.choices = [
            (how.value, say(name)) for how, name in SETTLEMENT_NAMES.items() if how in ways
        ]
