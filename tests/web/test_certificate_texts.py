"""The page on which the text of a certificate is written."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.certificate_wordings import CERTIFICATE
from cluster.domain.permissions import SYSTEM, Role
from cluster.models import User, Year
from cluster.services import certificate_texts
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
    assert ">\r\n{recipient}</textarea>" in page.text
    assert "Certificate of merit or letter of commendation, with English beneath" in words(page)


def test_another_text_to_begin_with_is_filled_in(secretary: FlaskClient, path: str) -> None:
    assert "{form_en}" in secretary.get(f"{path}?from=certificate_english").text


def test_a_written_text_is_the_next_version(secretary: FlaskClient, path: str, year: Year) -> None:
    answer = send(secretary, path, **typed("Trân trọng cảm ơn.", ""))
    view = certificate_texts.view_text(SYSTEM, year.id, kind_of("BK"))

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
    assert ">\r\nTrân trọng cảm ơn.</textarea>" in answer.text
    assert certificate_texts.view_text(SYSTEM, year.id, kind_of("BK")).version == 0


def test_a_refused_text_keeps_what_was_typed_and_says_why(
    secretary: FlaskClient, path: str
) -> None:
    answer = send(secretary, path, **typed("{config}"))

    assert answer.status_code == 422
    assert "Block 7 names {config}, which this paper does not know." in words(answer)
    assert ">\r\n{config}</textarea>" in answer.text


def test_the_pictures_follow_what_is_typed(secretary: FlaskClient, path: str) -> None:
    token = {"csrf_token": fields_of(secretary.get(path))["csrf_token"][0]}
    answer = secretary.post(f"{path}pictures", data=typed("Trân trọng cảm ơn.") | token)
    refused = secretary.post(f"{path}pictures", data=typed("{oops}") | token)

    assert answer.text.count("data:image/png;base64,") == 3
    assert "Block 7 names {oops}" in refused.text


def test_words_without_room_are_told_once_for_all_pictures(
    secretary: FlaskClient, path: str
) -> None:
    answer = send(secretary, path, **typed(*["Thành tích xuất sắc " * 12] * 5, look="1"))

    assert words(answer).count("too long for this paper") == 1
    assert "Long words, Short words, Real words" in words(answer)


def test_others_find_no_such_page(app: Flask, login: Login, year: Year, path: str) -> None:
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=1))

    assert officer.get(path).status_code == 403


def test_a_slip_is_told_at_the_row_in_which_it_stands(secretary: FlaskClient, path: str) -> None:
    answer = send(secretary, path, **typed("", "{recipent}"))

    assert answer.status_code == 422
    assert words(answer).count("Block 8 names {recipent}") == 3
    assert 'id="blocks-7-text-error"' in answer.text


def test_too_many_letters_are_kept_and_counted(secretary: FlaskClient, path: str) -> None:
    answer = send(secretary, path, **typed("x" * 5_000))

    assert "Block 7 has 5,000 letters; at most 300 fit." in words(answer)
    assert "x" * 5_000 in answer.text


def test_a_row_moves_up_and_empty_ones_follow_without_anything_stored(
    secretary: FlaskClient, path: str, year: Year
) -> None:
    answer = send(secretary, path, **typed("Trân trọng cảm ơn.", reason="", up="6"))
    shown = fields_of(answer)

    assert answer.status_code == 200
    assert shown["blocks-5-text"] == ["Trân trọng cảm ơn."]
    assert (shown["blocks-7-text"], shown["blocks-8-text"]) == ([""], [""])
    assert certificate_texts.view_text(SYSTEM, year.id, kind_of("BK")).version == 0


def test_who_saves_second_reads_both_texts(secretary: FlaskClient, path: str) -> None:
    send(secretary, path, **typed("Trân trọng cảm ơn."))

    answer = send(secretary, path, **typed("Kính chúc thành công.", version=0))

    assert answer.status_code == 409
    assert "Trân trọng cảm ơn. (Running text)" in words(answer)
    assert "Kính chúc thành công. (Running text)" in words(answer)


def test_the_text_of_the_pledge_certificate_is_written_the_same_way(
    secretary: FlaskClient, year: Year
) -> None:
    path = f"/years/{year.id}/pledges/certificate-text/"
    page = secretary.get(f"{path}?from=pledge_english")

    assert page.text.count("data:image/png;base64,") == 3
    assert ">\r\n{targets}</textarea>" in page.text
    answer = secretary.post(path, data=fields_of(page) | {"reason": "In song ngữ", "look": ""})
    assert answer.location == path
    assert certificate_texts.view_text(SYSTEM, year.id, None).version == 1
