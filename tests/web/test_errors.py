import pytest
from flask import Flask, g, render_template, session
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField

from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation, _
from cluster.web.auth import NOBODY
from cluster.web.errors import local_path, refusals_on, status_of
from cluster.web.forms import BaseForm


class SampleForm(BaseForm):
    reason = StringField("Reason")
    revision = HiddenField()


def answer_to(app: Flask, error: Exception, *, locale: str = "en") -> tuple[int, str]:
    with app.test_request_context("/years/1", headers={"Referer": "http://localhost/years"}):
        g.actor = NOBODY
        session["locale"] = locale
        response = app.make_response(app.handle_user_exception(error))
        return response.status_code, response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(NotFound(_("There is no such year.")), 404, id="not found"),
        pytest.param(NotAllowed(_("Your role does not include this.")), 403, id="not allowed"),
        pytest.param(RuleViolation(_("A step back needs a reason.")), 422, id="against a rule"),
        pytest.param(Conflict(_("Somebody else saved first.")), 409, id="saved by another first"),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence_and_a_way_back(
    app: Flask, error: RuleViolation, status: int
) -> None:
    answered, page = answer_to(app, error)

    assert answered == status
    assert str(error.message) in page
    assert 'href="/years"' in page


def test_a_conflict_shows_where_the_versions_differ(app: Flask) -> None:
    conflict = Conflict(
        _("Somebody else saved first."),
        yours={"Points": "1,5", "Reason": "as agreed"},
        theirs={"Points": "2,5", "Reason": "as agreed"},
    )

    _status, page = answer_to(app, conflict)

    assert page.count('class="differs"') == 1
    assert all(f"<td>{value}</td>" in page for value in ("1,5", "2,5"))
    assert "as agreed" not in page


def test_a_fault_speaks_both_languages_and_gives_its_number(app: Flask) -> None:
    with app.test_request_context("/"):
        page = render_template("errors/fault.html", number="a1b2c3")

    assert "Chương trình gặp lỗi" in page
    assert "Something went wrong" in page
    assert "a1b2c3" in page


def test_a_form_without_its_token_changes_nothing_and_says_so(client: FlaskClient) -> None:
    response = client.post("/language", data={"locale": "en"})

    assert response.status_code == 400
    with client.session_transaction() as kept:
        assert "locale" not in kept


def test_what_is_too_large_is_refused_with_the_limit(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    with client.session_transaction() as kept:
        kept["locale"] = "en"

    response = client.post("/language", data={"locale": "x" * 1100 * 1024})

    assert response.status_code == 413
    assert "larger than 1 MB" in response.text


@pytest.mark.parametrize(
    ("field", "at_field", "at_top"),
    [
        pytest.param("reason", ["Say why."], [], id="at the field it names"),
        pytest.param("revision", [], ["Say why."], id="at the top if nobody sees the field"),
        pytest.param("elsewhere", [], ["Say why."], id="at the top if the form has no such field"),
        pytest.param(None, [], ["Say why."], id="at the top if it names none"),
    ],
)
def test_a_rules_refusal_is_shown_in_the_form(
    app: Flask, field: str | None, at_field: list[str], at_top: list[str]
) -> None:
    with app.test_request_context("/", method="POST"):
        session["locale"] = "en"
        form = SampleForm(MultiDict())
        with refusals_on(form) as outcome:
            raise RuleViolation(_("Say why."), field=field)

        assert list(form.reason.errors) == at_field
        assert list(form.form_errors) == at_top
        assert (outcome.accepted, status_of(form)) == (False, 422)


def test_what_the_service_accepts_is_accepted(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = SampleForm(MultiDict())
        with refusals_on(form) as outcome:
            pass

        assert (outcome.accepted, status_of(form)) == (True, 200)


def test_a_conflict_is_not_hidden_in_the_form(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = SampleForm(MultiDict())
        with pytest.raises(Conflict), refusals_on(form):
            raise Conflict(_("Somebody else saved first."))


@pytest.mark.parametrize(
    ("address", "path"),
    [
        pytest.param("/years/1?page=2", "/years/1?page=2", id="a path of this site"),
        pytest.param("http://localhost/years", "/years", id="a full address of this site"),
        pytest.param("https://elsewhere.example/years", None, id="another site"),
        pytest.param("//elsewhere.example/years", None, id="another site without a scheme"),
        pytest.param("/\\elsewhere.example", None, id="a backslash that browsers take for a slash"),
        pytest.param("javascript:alert(1)", None, id="a script"),
        pytest.param("years", None, id="not from the root"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="no address"),
    ],
)
def test_only_addresses_of_this_site_are_followed(
    app: Flask, address: str | None, path: str | None
) -> None:
    with app.test_request_context("/"):
        assert local_path(address) == path
