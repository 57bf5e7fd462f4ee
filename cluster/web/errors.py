"""Refusals as pages: each says what went wrong and what to do next.

A view that shows a form again with the refusal at its field:

    form = TargetForm()
    if form.validate_on_submit():
        with refusals_on(form) as outcome:
            pledges.set_targets(g.actor, …)
        if outcome.accepted:
            return redirect(…)
    return render_template("…", form=form), status_of(form)
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from cluster.domain.errors import Busy, Conflict, NotAllowed, NotFound, RuleViolation
from cluster.web.filters import say, write
from cluster.web.forms import BaseForm

Answer = tuple[str | dict[str, Any], int]
Headers = dict[str, str]

TRY_AGAIN = 5
"""Seconds after which whoever met others saving may try again."""

log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """Whether the service accepted what the form asked for."""

    accepted: bool = False


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[Outcome]:
    """Show a rule's refusal at the form's field of that name, else at the top of the form.

    A Conflict passes on to its own page, which shows both versions.
    """
    outcome = Outcome()
    try:
        yield outcome
        outcome.accepted = True
    except Conflict:
        raise
    except RuleViolation as refusal:
        form.show_refusal(refusal)


def status_of(form: BaseForm) -> int:
    """Return 422 for a form that comes back with errors, else 200."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def local_path(address: str | None) -> str | None:
    """Return path and query of an address of this site, or None for any other."""
    parts = urlsplit((address or "").replace("\\", "/"))
    foreign = parts.netloc not in {"", request.host} or parts.scheme not in {"", "http", "https"}
    if foreign or not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def way_back() -> str:
    """Return where the visitor came from on this site, else the first page."""
    return local_path(request.referrer) or url_for("home.index")


def typed() -> list[tuple[str, str]] | None:
    """Return what a form of this site has sent, to be sent again; None where it cannot be.

    Another site's form is never sent again, nor are files, and no password stands in a page.
    """
    is_ours = request.method == "POST" and local_path(request.referrer) is not None
    if not is_ours or request.files or any("password" in name for name in request.form):
        return None
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if not name.endswith("csrf_token")]


def wants_data() -> bool:
    """Tell whether a script asks, which reads JSON, rather than a person."""
    return bool(request.accept_mimetypes.best == "application/json")


def refusal_as_data(error: RuleViolation) -> dict[str, Any]:
    """Return a refusal as JSON: the sentence, the field at fault, and in a clash both versions."""
    data: dict[str, Any] = {"message": say(error.message), "field": error.field}
    if isinstance(error, Conflict):
        data["versions"] = [
            [say(name), write(yours), write(theirs)] for name, yours, theirs in _versions(error)
        ]
    return data


def _versions(error: Conflict) -> list[tuple[Any, Any, Any]]:
    labels = dict.fromkeys([*error.yours, *error.theirs])
    return [(name, error.yours.get(name), error.theirs.get(name)) for name in labels]


def _page(status: int, title: str, sentence: str, advice: str = "") -> Answer:
    if wants_data():
        return {"message": f"{sentence} {advice}".strip(), "field": None}, status
    page = render_template(
        "errors/refusal.html", title=title, sentence=sentence, advice=advice, back=way_back()
    )
    return page, status


def _again(status: int, title: str, sentence: str, advice: str) -> Answer:
    """Keep what was typed in a page that sends it again; where it cannot, only advise."""
    sent = typed()
    if sent is None or wants_data():
        return _page(status, title, sentence, advice)
    page = render_template(
        "errors/again.html",
        title=title,
        sentence=sentence,
        sent=sent,
        is_signed_out=status == HTTPStatus.UNAUTHORIZED,
        is_busy=status == HTTPStatus.SERVICE_UNAVAILABLE,
    )
    return page, status


def _not_found(error: NotFound) -> Answer:
    return _page(404, _("Not found"), say(error.message), _("Check the address, or go back."))


def _not_allowed(error: NotAllowed) -> Answer:
    return _page(
        403,
        _("Not yours to do"),
        say(error.message),
        _("Ask the cluster's chair or secretary if you should have this right."),
    )


def _refused(error: RuleViolation) -> Answer:
    if wants_data():
        return refusal_as_data(error), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(422, _("Not possible now"), say(error.message), _("Nothing has been changed."))


def _conflict(error: Conflict) -> Answer:
    return (
        render_template(
            "errors/conflict.html",
            sentence=say(error.message),
            versions=[row for row in _versions(error) if row[1] != row[2]],
            back=way_back(),
        ),
        409,
    )


def _busy(error: Busy) -> tuple[str | dict[str, Any], int, Headers]:
    advice = (
        _("Nothing has been saved. Wait a few seconds, go back, and send the form again.")
        if request.method == "POST"
        else _("Nothing is lost. Wait a few seconds, then open the page again.")
    )
    answer = _again(503, _("Busy just now"), say(error.message), advice)
    return *answer, {"Retry-After": str(TRY_AGAIN)}


def _form_expired(_error: CSRFError) -> Answer:
    return _again(
        400,
        _("The form has expired"),
        _("You have signed out or in since this page was opened, so it was not accepted."),
        _("Go back, reload the page and send it again. Nothing has been changed."),
    )


def _too_large(_error: RequestEntityTooLarge) -> Answer:
    megabytes = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
    return _page(
        413,
        _("Too large"),
        _("What was sent is larger than %(limit)s MB and was not stored.", limit=megabytes),
        _("Send fewer files at once, or scan them at 150 dpi to make them smaller."),
    )


def _other(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code == HTTPStatus.UNAUTHORIZED:
        return _again(
            error.code,
            _("That did not work"),
            _("You are signed out, so nothing was changed."),
            _("Sign in in another window, come back here and send the form again."),
        )
    sentences = {
        400: _("The browser sent something that this page does not understand."),
        404: _("There is no such page."),
        405: _("This address does not work that way."),
        429: _("Too many tries in a short time. Wait a few minutes, then try again."),
    }
    return _page(
        error.code,
        _("That did not work"),
        sentences.get(error.code, _("The page could not be shown.")),
        _("Go back, or start again."),
    )


def _fault(error: InternalServerError) -> Answer:
    number = getattr(g.get("actor"), "request_id", "")
    log.error("Fault %s at %s %s", number, request.method, request.path, exc_info=error)
    return render_template("errors/fault.html", number=number), 500


def init_app(app: Flask) -> None:
    """Map the domain's errors and HTTP's own to pages."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(RuleViolation, _refused)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _other)
    app.register_error_handler(InternalServerError, _fault)
