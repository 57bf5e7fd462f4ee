"""The pages of official papers and of Word templates."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.documents.office_template import built_in_template
from cluster.domain.permissions import Role
from cluster.domain.printing import PaperKind
from cluster.models import User, Year
from cluster.services.printing import templates
from tests.make.awards import (
    decide,
    issue,
    make_frozen_year,
    make_member,
    make_published_year,
    propose_person,
)
from tests.web.sending import fields_of, words
from tests.web.test_awards import post

Login = Callable[[FlaskClient, User], FlaskClient]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REPORT = {
    "number": "04/BC-CTĐ",
    "place": "Khánh Hòa",
    "dated": "2026-03-01",
    "position": "CỤM TRƯỞNG",
    "signer_name": "Ngô Xuân Trường",
    "recipients": "- Lưu: VT.",
    "word_shortcomings": "- Báo cáo chậm.",
    "word_directions": "Ký giao ước sớm.",
}


@pytest.fixture
def year(app: Flask) -> Year:
    return make_frozen_year(2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return login(client, make_member(year, Role.SECRETARY, locale="en"))


def index(year: Year) -> str:
    return f"/years/{year.id}/official/"


def test_a_report_is_filled_in_issued_and_downloaded_as_pdf_and_word(
    year: Year, secretary: FlaskClient
) -> None:
    before = words(secretary.get(index(year)))
    kept = post(secretary, f"{index(year)}papers/year_report", REPORT)
    shown = secretary.get(f"{index(year)}papers/year_report").text
    ready = words(secretary.get(index(year)))
    issued = post(secretary, f"/years/{year.id}/printing/", {"kind": "year_report"})
    page = secretary.get(index(year)).text
    pdf = secretary.get(f"/years/{year.id}/printing/1.pdf")
    word = secretary.get(f"{index(year)}1.docx")

    assert "still missing Number and symbol" in before
    assert (kept.status_code, kept.location) == (302, index(year))
    assert "Ký giao ước sớm." in shown
    assert "Report of the year ready" in ready
    assert (issued.status_code, issued.location) == (302, index(year))
    assert f"{index(year)}1.docx" in page
    assert (pdf.mimetype, word.mimetype) == ("application/pdf", WORD)
    assert "bao-cao-tong-ket-thi-dua-nam-2026.docx" in word.headers["Content-Disposition"]


def test_half_a_report_is_kept_for_later(year: Year, secretary: FlaskClient) -> None:
    path = f"{index(year)}papers/year_report"

    kept = post(secretary, path, {"number": "", "word_directions": "Viết dở"})

    assert kept.status_code == 302
    assert "Viết dở" in secretary.get(path).text


def test_of_two_who_enter_at_once_the_second_sees_both_versions(
    year: Year, secretary: FlaskClient
) -> None:
    path = f"{index(year)}papers/year_report"
    read = {name: values[0] for name, values in fields_of(secretary.get(path)).items()}
    first = post(secretary, path, read | {"word_directions": "Ký giao ước sớm."})

    second = post(secretary, path, read | {"word_directions": "Họp sớm hơn."})
    again = post(secretary, path, read | {"word_directions": "Ký giao ước sớm."})

    assert (first.status_code, second.status_code, again.status_code) == (302, 409, 302)
    assert "Directions for the next year Họp sớm hơn. Ký giao ước sớm." in words(second)
    assert "Ký giao ước sớm." in secretary.get(path).text


def test_a_day_that_is_none_is_refused_and_nothing_typed_is_lost(
    year: Year, secretary: FlaskClient
) -> None:
    answer = post(secretary, f"{index(year)}papers/year_report", REPORT | {"dated": "31/02/2026"})

    assert answer.status_code == 422
    assert "is not a day of the calendar" in words(answer)
    assert "Ký giao ước sớm." in answer.text


def test_a_draft_comes_as_word(year: Year, secretary: FlaskClient) -> None:
    answer = secretary.get(f"{index(year)}papers/year_report/draft.docx")

    assert (answer.status_code, answer.mimetype) == (200, WORD)
    assert "du-thao.docx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("papers/poster", 404, id="no such paper"),
        pytest.param("papers/year_report?about=7", 404, id="about nothing"),
        pytest.param("papers/award", 404, id="no official paper"),
        pytest.param("99.docx", 404, id="never issued"),
        pytest.param("templates/award.docx", 404, id="no template"),
    ],
)
def test_what_is_not_there_is_not_found(
    year: Year, secretary: FlaskClient, path: str, status: int
) -> None:
    assert secretary.get(f"{index(year)}{path}").status_code == status


def test_a_template_is_downloaded_put_in_and_given_up(year: Year, secretary: FlaskClient) -> None:
    path = f"{index(year)}templates"
    template = secretary.get(f"{path}/year_report.docx").data
    put = post(
        secretary, path, {"kind": "year_report", "file": (BytesIO(template), "bao-cao.docx")}
    )
    with_own = words(secretary.get(path))
    dropped = post(secretary, f"{path}/year_report/drop")

    assert template == built_in_template()
    assert (put.status_code, put.location, dropped.status_code) == (302, path, 302)
    assert "bao-cao.docx" in with_own
    assert "bao-cao.docx" not in words(secretary.get(path))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"x", "damaged or not what its ending says", id="no Word file"),
        pytest.param(
            bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "Save it as .docx", id="an old one"
        ),
        pytest.param(bytes(1001), "The file is too large for a template.", id="a huge one"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_at_its_field(
    year: Year,
    secretary: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr(templates, "LARGEST", 1000)
    path = f"{index(year)}templates"
    answer = post(secretary, path, {"kind": "year_report", "file": (BytesIO(content), "x.docx")})

    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert "x.docx" not in words(secretary.get(path))


def test_members_get_published_lists_but_neither_payments_nor_the_desk(
    app: Flask, login: Login
) -> None:
    year = make_published_year(2)
    officer = login(app.test_client(), make_member(year, Role.OFFICER, place=1, locale="en"))
    decision = decide(year, [propose_person(year)])
    paper = issue(year, PaperKind.AWARD_LIST, decision.id)

    assert officer.get(f"{index(year)}{paper.id}.docx").status_code == 200
    assert [
        officer.get(f"{index(year)}{path}").status_code
        for path in ("", "templates", "papers/year_report", "papers/year_report/draft.docx")
    ] == [403] * 4
    assert "Official papers" not in officer.get(f"/years/{year.id}/printing/").text
