"""The page on which the text of a certificate is written."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.certificate_text import CERTIFICATE
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import User, Year
from cluster.services import awards
from tests.make.awards import kind_of, make_member, make_published_year
from tests.web.sending import fields_of, send, words

Login = Callable[[FlaskClient, User], FlaskClient]


@pytest.fixture
def year(app: Flask) -> Year:
    return make_published_year(2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


@pytest.fixture
def path(year: Year) -> str:
    return f"/years/{year.id}/awards/{kind_of('BK')}/text/"


def typed(*more: str, version: int = 0, **changes: str) -> dict[str, str]:
    """Return the form as it is sent: the usual blocks, and these words as reason blocks."""
    rows = [(block.style.value, block.text) for block in CERTIFICATE]
    rows += [("reason", text) for text in more]
    sent = {"version": str(version), "reason": "Hội nghị yêu cầu", "look": ""} | changes
    for number, (style, text) in enumerate(rows):
        sent |= {f"blocks-{number}-style": style, f"blocks-{number}-text": text}
    return sent


def test_the_page_shows_three_pictures_and_the_built_in_text(
    secretary: FlaskClient, path: str
) -> None:
    page = secretary.get(path)

    assert page.text.count("data:image/png;base64,") == 3
    assert 'value="{recipient}"' in page.text
    assert "Certificate of merit with English beneath" in words(page)


def test_another_text_to_begin_with_is_filled_in(secretary: FlaskClient, path: str) -> None:
    assert 'value="{form_en}"' in secretary.get(f"{path}?from=bilingual_certificate").text


def test_a_written_text_is_the_next_version(secretary: FlaskClient, path: str, year: Year) -> None:
    answer = send(secretary, path, **typed("Trân trọng cảm ơn.", ""))
    view = awards.view_text(SYSTEM, year.id, kind_of("BK"))

    assert answer.status_code == 302
    assert (view.version, view.blocks[-1].text) == (1, "Trân trọng cảm ơn.")
    page = words(secretary.get(path))
    assert "The text is written." in page
    assert "Version 1" in page


def test_looking_stores_nothing_and_asks_for_no_reason(
    secretary: FlaskClient, path: str, year: Year
) -> None:
    answer = send(secretary, path, **typed("Trân trọng cảm ơn.", reason="", look="1"))

    assert answer.status_code == 200
    assert 'value="Trân trọng cảm ơn."' in answer.text
    assert awards.view_text(SYSTEM, year.id, kind_of("BK")).version == 0


def test_a_refused_text_keeps_what_was_typed_and_says_why(
    secretary: FlaskClient, path: str
) -> None:
    answer = send(secretary, path, **typed("{config}"))

    assert answer.status_code == 422
    assert "Block 7 names {config}, which this certificate does not know." in words(answer)
    assert 'value="{config}"' in answer.text


def test_the_pictures_follow_what_is_typed(secretary: FlaskClient, path: str) -> None:
    token = {"csrf_token": fields_of(secretary.get(path))["csrf_token"][0]}
    answer = secretary.post(f"{path}pictures", data=typed("Trân trọng cảm ơn.") | token)
    refused = secretary.post(f"{path}pictures", data=typed("{oops}") | token)

    assert answer.text.count("data:image/png;base64,") == 3
    assert "Block 7 names {oops}" in refused.text


def test_others_find_no_such_page(app: Flask, login: Login, year: Year, path: str) -> None:
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=1))

    assert officer.get(path).status_code == 403
