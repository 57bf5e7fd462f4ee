"""Pages for accounts, roles and invitations."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cluster.domain import permissions
from cluster.domain.years import vietnam_day
from cluster.services import people
from cluster.services.people import Account, HeldRole
from cluster.web import letters
from cluster.web.errors import refusals_on, status_of
from cluster.web.forms.people import (
    AddressForm,
    EndRoleForm,
    InvitationForm,
    NameForm,
    OwnForm,
    ReasonForm,
    RoleForm,
)

blueprint = Blueprint("people", __name__, url_prefix="/people")

Page = str | Response | tuple[str, int]


@blueprint.get("/")
def index() -> Page:
    """List the accounts in sight."""
    search = request.args.get("q", "")
    return render_template(
        "people/index.html",
        accounts=people.list_accounts(g.actor, search=search, now=datetime.now(UTC)),
        search=search,
        may_invite=permissions.can_invite(g.actor),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> Page:
    """Invite somebody."""
    permissions.require(permissions.can_invite(g.actor))
    now = datetime.now(UTC)
    form = InvitationForm(starts_on=vietnam_day(now))
    form.offer(people.choices_for(g.actor, now=now))
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            user = people.invite(
                g.actor,
                form.newcomer,
                grants=[form.grant],
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                now=now,
            )
        if outcome.accepted:
            _send_or_say(people.get_account(g.actor, user.id, now=now))
            return redirect(url_for("people.view", user_id=user.id))
    return render_template("people/create.html", form=form), status_of(form)


@blueprint.get("/<int:user_id>")
def view(user_id: int) -> Page:
    """Show one account with its roles."""
    account = _account(user_id)
    grants = [role.grant for role in account.roles]
    return render_template(
        "people/view.html",
        account=account,
        is_own=user_id == g.actor.user_id,
        may_grant=permissions.can_invite(g.actor),
        may_manage=permissions.can_manage_account(g.actor, grants),
        may_end={
            role.id
            for role in account.roles
            if not role.is_over and permissions.can_grant(g.actor, role.grant)
        },
    )


@blueprint.route("/<int:user_id>/roles/new", methods=["GET", "POST"])
def grant_role(user_id: int) -> Page:
    """Give somebody another role."""
    account = _account(user_id)
    permissions.require(permissions.can_invite(g.actor))
    now = datetime.now(UTC)
    form = RoleForm(starts_on=vietnam_day(now))
    form.offer(people.choices_for(g.actor, now=now))
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            people.grant_role(
                g.actor,
                user_id,
                form.grant,
                starts_on=form.starts_on.data,
                ends_on=form.ends_on.data,
                now=now,
            )
        if outcome.accepted:
            flash(_("The role is given."), "success")
            return redirect(url_for("people.view", user_id=user_id))
    page = render_template("people/grant_role.html", form=form, account=account)
    return page, status_of(form)


@blueprint.route("/<int:user_id>/roles/<int:role_id>/end", methods=["GET", "POST"])
def end_role(user_id: int, role_id: int) -> Page:
    """End a role."""
    account = _account(user_id)
    role = _role(account, role_id)
    now = datetime.now(UTC)
    form = EndRoleForm(ends_on=vietnam_day(now))
    if form.validate_on_submit() and form.ends_on.data:
        with refusals_on(form) as outcome:
            people.end_role(g.actor, role_id, ends_on=form.ends_on.data, now=now)
        if outcome.accepted:
            flash(_("The end of the role is recorded."), "success")
            return redirect(url_for("people.view", user_id=user_id))
    page = render_template("people/end_role.html", form=form, account=account, role=role)
    return page, status_of(form)


@blueprint.route("/<int:user_id>/close", methods=["GET", "POST"])
def deactivate(user_id: int) -> Page:
    """Close an account."""
    account = _account(user_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            people.deactivate(g.actor, user_id, reason=form.reason.data, now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("The account is closed."), "success")
            return redirect(url_for("people.view", user_id=user_id))
    page = render_template("people/deactivate.html", form=form, account=account)
    return page, status_of(form)


@blueprint.route("/<int:user_id>/second-step", methods=["GET", "POST"])
def switch_off_two_factor(user_id: int) -> Page:
    """Let somebody in who lost the telephone of their second step."""
    account = _account(user_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            people.switch_off_two_factor(
                g.actor, user_id, reason=form.reason.data, now=datetime.now(UTC)
            )
        if outcome.accepted:
            flash(_("The second step is switched off; the password alone opens again."), "success")
            return redirect(url_for("people.view", user_id=user_id))
    page = render_template("people/switch_off_two_factor.html", form=form, account=account)
    return page, status_of(form)


@blueprint.route("/<int:user_id>/address", methods=["GET", "POST"])
def change_email(user_id: int) -> Page:
    """Put right the address of an invitation, and send it again."""
    account = _account(user_id)
    form = AddressForm(email=account.email)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            people.change_email(g.actor, user_id, email=form.email.data, now=datetime.now(UTC))
        if outcome.accepted:
            _send_or_say(_account(user_id))
            return redirect(url_for("people.view", user_id=user_id))
    page = render_template("people/change_email.html", form=form, account=account)
    return page, status_of(form)


@blueprint.route("/<int:user_id>/name", methods=["GET", "POST"])
def rename(user_id: int) -> Page:
    """Put right the name of an account's owner."""
    account = _account(user_id)
    form = NameForm(full_name=account.full_name, honorific=account.honorific)
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            people.rename(g.actor, user_id, **form.values(), now=datetime.now(UTC))
        if outcome.accepted:
            flash(_("Saved."), "success")
            return redirect(url_for("people.view", user_id=user_id))
    return render_template("people/rename.html", form=form, account=account), status_of(form)


@blueprint.post("/<int:user_id>/open")
def activate(user_id: int) -> Page:
    """Open a closed account again."""
    people.activate(g.actor, user_id, now=datetime.now(UTC))
    flash(_("The account is open again."), "success")
    return redirect(url_for("people.view", user_id=user_id))


@blueprint.post("/<int:user_id>/unlock")
def unlock(user_id: int) -> Page:
    """Let somebody try again before the time is up."""
    people.unlock(g.actor, user_id, now=datetime.now(UTC))
    flash(_("The account is unlocked."), "success")
    return redirect(url_for("people.view", user_id=user_id))


@blueprint.post("/<int:user_id>/invitation")
def send_invitation(user_id: int) -> Page:
    """Send an invitation again."""
    account = _account(user_id)
    permissions.require(
        permissions.can_manage_account(g.actor, [role.grant for role in account.roles])
    )
    _send_or_say(account)
    return redirect(url_for("people.view", user_id=user_id))


@blueprint.route("/me", methods=["GET", "POST"])
def account() -> Page:
    """Show one's own account, and change its language."""
    own = people.own_account(g.actor, now=datetime.now(UTC))
    form = OwnForm(obj=own)
    if form.validate_on_submit():
        people.choose_language(g.actor, locale=form.locale.data)
        session["locale"] = form.locale.data
        flash(_("Saved."), "success")
        return redirect(url_for("people.account"))
    return render_template("people/account.html", form=form, account=own), status_of(form)


def _account(user_id: int) -> Account:
    return people.get_account(g.actor, user_id, now=datetime.now(UTC))


def _role(account: Account, role_id: int) -> HeldRole:
    return next((role for role in account.roles if role.id == role_id), None) or abort(404)


def _send_or_say(account: Account) -> None:
    """Send the invitation where one is needed, and say what became of it."""
    if account.has_password:
        flash(_("%(name)s has an account and uses it already.", name=account.full_name), "success")
    elif letters.send_invitation(account.user_id):
        flash(_("The invitation to %(email)s is on its way.", email=account.email), "success")
        letters.say_if_only_in_terminal()
    else:
        flash(
            _(
                "Everything is saved, but the mail to %(email)s did not leave."
                " Send it again from the page of the account.",
                email=account.email,
            ),
            "warning",
        )
