"""Forms of accounts, roles and the start of an installation."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from cluster.domain.permissions import ROLE_NAMES, Grant, Role
from cluster.services.installation import FirstCluster
from cluster.services.people import Choices, Newcomer
from cluster.web.filters import say, write
from cluster.web.forms import BaseForm, LocalDateField, NamedChoiceField
from cluster.web.forms.accounts import HOW_LONG, NEW_PASSWORD

LANGUAGES = [SelectChoice("vi", "Tiếng Việt"), SelectChoice("en", "English")]
NAME_HELP = _("Family name first, with all accents.")
HONORIFIC_HELP = _("As on certificates: Ông, Bà.")


def _key(value: str | int | None) -> int | None:
    return int(value) if value else None


class RoleForm(BaseForm):
    """One role, where it holds and from when to when."""

    role = NamedChoiceField(_("Role"), [DataRequired()], kind=Role, names=ROLE_NAMES)
    cluster_id = SelectField(
        _("Cluster"),
        [DataRequired()],
        coerce=_key,
        description=_("A system administrator looks after all clusters."),
    )
    alliance_id = SelectField(
        _("Alliance"),
        coerce=_key,
        description=_("For signers, officers, appraisers and council members: whose they are."),
    )
    starts_on = LocalDateField(_("From"), [InputRequired()])
    ends_on = LocalDateField(_("To"), [], description=_("Empty: until somebody ends it."))

    def offer(self, choices: Choices) -> None:
        """Let the form choose among what the person may give."""
        self.role.choices = [
            SelectChoice(role.value, say(ROLE_NAMES[role])) for role in choices.roles
        ]
        if choices.clusters:
            self.cluster_id.choices = [
                SelectChoice(key, write(name)) for key, name in choices.clusters
            ]
        else:
            del self.cluster_id
        if choices.alliances:
            self.alliance_id.choices = [
                SelectChoice("", gettext("No alliance")),
                *(SelectChoice(key, write(name)) for key, name in choices.alliances),
            ]
        else:
            del self.alliance_id

    @property
    def grant(self) -> Grant:
        """The role chosen; a system administrator's belongs to no cluster."""
        chosen = self.data
        cluster_id = None if self.role.data is Role.SYSADMIN else chosen.get("cluster_id")
        return Grant(self.role.data, cluster_id, chosen.get("alliance_id"))


class InvitationForm(RoleForm):
    """Somebody who is to have an account, and the first role."""

    person_id = SelectField(
        _("Person"), coerce=_key, description=_("Heads and officers known to the register.")
    )
    full_name = StringField(_("Name, if new"), [Length(max=120)], description=NAME_HELP)
    honorific = StringField(_("Form of address"), [Length(max=20)], description=HONORIFIC_HELP)
    email = EmailField(_("E-mail address"), [DataRequired(), Length(max=254)])
    locale = SelectField(_("Language"), [DataRequired()], choices=LANGUAGES)

    def offer(self, choices: Choices) -> None:
        """Let the form choose among what the person may give, and people without an account."""
        super().offer(choices)
        if choices.persons:
            self.person_id.choices = [
                SelectChoice("", gettext("Somebody new")),
                *(SelectChoice(key, shown) for key, shown in choices.persons),
            ]
        else:
            del self.person_id

    @property
    def newcomer(self) -> Newcomer:
        """Who is invited."""
        return Newcomer(
            email=self.email.data,
            full_name=self.full_name.data or "",
            honorific=self.honorific.data or "",
            person_id=self.data.get("person_id"),
            locale=self.locale.data,
        )


class EndRoleForm(BaseForm):
    """The last day of a role."""

    ends_on = LocalDateField(
        _("Last day"), [InputRequired()], description=_("Yesterday ends the role at once.")
    )


class ReasonForm(BaseForm):
    """Why something is done to somebody's account."""

    reason = StringField(
        _("Reason"), [DataRequired(), Length(max=500)], description=_("It goes on record.")
    )


class AddressForm(BaseForm):
    """The right address of an invitation."""

    email = EmailField(_("E-mail address"), [DataRequired(), Length(max=254)])


class NameForm(BaseForm):
    """The right name of an account's owner, and why it changes."""

    full_name = StringField(
        _("Full name"), [DataRequired(), Length(max=120)], description=NAME_HELP
    )
    honorific = StringField(_("Form of address"), [Length(max=20)], description=HONORIFIC_HELP)
    reason = StringField(_("Reason"), [DataRequired(), Length(max=300)])


class OwnForm(BaseForm):
    """What people change about themselves."""

    locale = SelectField(_("Language"), [DataRequired()], choices=LANGUAGES)


class SetUpForm(BaseForm):
    """The first account, the first cluster, and who leads it."""

    administrator_full_name = StringField(
        _("Your name"), [DataRequired(), Length(max=120)], description=NAME_HELP
    )
    administrator_email = EmailField(_("Your e-mail address"), [DataRequired(), Length(max=254)])
    administrator_password = PasswordField(
        _("Password"), [DataRequired()], description=HOW_LONG, render_kw=NEW_PASSWORD
    )
    password_again = PasswordField(
        _("The same password again"),
        [
            DataRequired(),
            EqualTo("administrator_password", _("The two passwords differ.")),
        ],
        render_kw=NEW_PASSWORD,
    )
    cluster_name = StringField(
        _("Name of the cluster"),
        [DataRequired(), Length(max=200)],
        description=_("As on papers, for example “Cụm thi đua …”."),
    )
    cluster_name_en = StringField(_("English name"), [Length(max=200)])
    cluster_code = StringField(
        _("Code"),
        [DataRequired(), Length(max=16)],
        description=_("Short, letters A–Z, digits and hyphens; it never changes."),
    )
    cluster_authority = StringField(
        _("Authority above"),
        [DataRequired(), Length(max=200)],
        default="Liên minh Hợp tác xã Việt Nam",
        description=_("The first line of the cluster’s papers."),
    )
    chair_full_name = StringField(_("Name of the chair"), [DataRequired(), Length(max=120)])
    chair_honorific = StringField(
        _("Form of address"), [Length(max=20)], description=HONORIFIC_HELP
    )
    chair_email = EmailField(_("E-mail address of the chair"), [DataRequired(), Length(max=254)])
    secretary_full_name = StringField(_("Name of the secretary"), [DataRequired(), Length(max=120)])
    secretary_honorific = StringField(
        _("Form of address"), [Length(max=20)], description=HONORIFIC_HELP
    )
    secretary_email = EmailField(
        _("E-mail address of the secretary"), [DataRequired(), Length(max=254)]
    )

    def newcomer(self, who: str, locale: str) -> Newcomer:
        """Return one of the three: "administrator", "chair" or "secretary"."""
        honorific = f"{who}_honorific"
        return Newcomer(
            email=self[f"{who}_email"].data,
            full_name=self[f"{who}_full_name"].data,
            honorific=self[honorific].data if honorific in self else "",
            locale=locale,
        )

    @property
    def cluster(self) -> FirstCluster:
        """The first cluster."""
        return FirstCluster(
            code=self.cluster_code.data,
            name=self.cluster_name.data,
            name_en=self.cluster_name_en.data or "",
            authority=self.cluster_authority.data,
        )
