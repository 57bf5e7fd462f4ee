"""The public page on which anybody checks a certificate: what it tells, and what it never does."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.domain.verification import new_code, written
from cluster.models import IssuedPaper, User, Year
from cluster.services.printing import register
from tests.conftest import NOW
from tests.make.awards import (
    decide,
    issue,
    make_frozen_year,
    make_member,
    member_of,
    propose_person,
)
from tests.make.people import make_administrator
from tests.make.pledges import make_pledge_year, make_signed_pledge
from tests.make.queries import count_queries
from tests.make.scoring import acting
from tests.web.sending import words

Login = Callable[[FlaskClient, User], FlaskClient]
NO_CODE = new_code(bytes(10))


@pytest.fixture
def year(app: Flask) -> Year:
    make_administrator()
    return make_frozen_year(2)


@pytest.fixture
def paper(year: Year) -> IssuedPaper:
    award = propose_person(year)
    decide(year, [award])
    return issue(year, PaperKind.AWARD, award.id, actor=acting(year, Role.SECRETARY))


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    """Return a visitor who reads English and has not signed in."""
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def void(paper: IssuedPaper, reason: str = "Sai tên") -> None:
    register.void(SYSTEM, paper.year_id, paper.id, reason=reason, now=NOW)


def test_who_holds_a_certificate_reads_what_was_issued(
    client: FlaskClient, paper: IssuedPaper
) -> None:
    assert words(client.get(f"/v/{paper.code}")) == (
        f"Kiểm tra văn bản khác Kiểm tra bằng, giấy chứng nhận Mã {written(paper.code or '')}"
        " Văn bản này đã được cấp và còn giá trị. Văn bản phải ghi đúng từng chữ như dưới đây."
        " Nếu tờ đang cầm ghi khác thì đó không phải là văn bản này."
        " CHỦ TỊCH LIÊN MINH HỢP TÁC XÃ VIỆT NAM TẶNG BẰNG KHEN Ông Nguyễn Văn An"
        " Trưởng phòng Kế hoạch, Liên minh Hợp tác xã"
        " Đã có thành tích xuất sắc trong phong trào thi đua"
        " Hà Nội, ngày 01 tháng 3 năm 2026 CHỦ TỊCH Trần Văn Mẫu"
        " Loại văn bản Bằng, giấy khen thưởng Số 1/2026/GCN-CTĐ"
        " Quyết định 12/QĐ-LMHTXVN, ngày 01 tháng 3 năm 2026 Sổ vàng – Năm 2026"
        " Đã phát hành 02/03/2026"
        " Kiểm tra tệp Tệp đã đăng ký là tệp PDF của riêng văn bản này, do cơ quan cấp giao riêng"
        " hoặc trong tệp nén của lệnh in. Tệp PDF cần kiểm tra Tệp ở lại trên máy này, không gửi"
        " đi đâu. Tự đối chiếu Tệp đã đăng ký có mã băm SHA-256 dưới đây. Trên Windows, lệnh sau"
        ' cho mã băm của tệp đang có: certutil -hashfile "…pdf" SHA256 ; trên Linux và macOS:'
        f' shasum -a 256 "…pdf" . {paper.sha256}'
    )


def test_who_holds_a_pledge_certificate_reads_its_targets(client: FlaskClient, app: Flask) -> None:
    make_administrator()
    year = make_pledge_year()
    make_signed_pledge(year)
    paper = issue(year, PaperKind.MEMBER_PLEDGE, member_of(year, 1))

    page = words(client.get(f"/v/{paper.code}"))

    assert "Văn bản này đã được cấp và còn giá trị." in page
    assert (
        "cam kết phấn đấu hoàn thành các chỉ tiêu sau: Mã Tiêu chí Đơn vị tính Chỉ tiêu"
        " I.1 Tiêu chí I.1 HTX 10 I.2 Tiêu chí I.2 HTX 10 Kết quả thực hiện là căn cứ"
    ) in page
    assert (
        "Loại văn bản Giấy chứng nhận giao ước của đơn vị Số 1/2026/GCN-GƯ Năm 2026"
        " Đã phát hành 02/03/2026"
    ) in page


def test_the_page_is_no_business_of_search_engines_nor_names_who_issued(
    client: FlaskClient, paper: IssuedPaper
) -> None:
    page = client.get(f"/v/{paper.code}").text

    assert '<meta name="robots" content="noindex">' in page
    assert paper.issued_by == "secretary"
    assert "secretary" not in page


def test_a_code_is_read_however_it_is_typed(english: FlaskClient, paper: IssuedPaper) -> None:
    typed = written(paper.code or "").lower().replace("-", " ")

    for address in (f"/v/{typed}", f"/v/?code={typed}", f"/v/?code=http://x/v/{paper.code}"):
        answer = english.get(address)
        assert (answer.status_code, "was issued and is valid" in words(answer)) == (200, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("7k3m-9qxt", "A code has 17 letters and digits; these are 8.", id="too short"),
        pytest.param(
            NO_CODE, "No paper with the code 0000-0000-0000-0000-0 was issued here.", id="unknown"
        ),
        pytest.param(
            f"{NO_CODE[:-1]}1", "A letter or digit of this code is wrong.", id="a slip of the hand"
        ),
        pytest.param("<b>7</b>Đ", "“Đ” stands in no code.", id="something else"),
    ],
)
def test_a_wrong_code_comes_back_with_a_sentence(
    english: FlaskClient, paper: IssuedPaper, typed: str, sentence: str
) -> None:
    answer = english.get("/v/", query_string={"code": typed})

    assert (answer.status_code, sentence in words(answer)) == (404, True)
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text


def test_a_wrong_address_shows_the_form_with_what_was_typed(
    english: FlaskClient, paper: IssuedPaper
) -> None:
    answer = english.get("/v/nonsense")

    assert (answer.status_code, 'value="nonsense"' in answer.text) == (404, True)


def test_a_void_certificate_is_never_called_valid(
    english: FlaskClient, year: Year, paper: IssuedPaper
) -> None:
    void(paper)
    issue(year, PaperKind.AWARD, int(paper.subject.partition("/")[2]))

    page = english.get(f"/v/{paper.code}")

    assert "valid" not in page.text
    assert "Official copy" not in page.text
    assert (
        "This certificate is void since 2 Mar 2026. Reason: Sai tên No. 2/2026/GCN-CTĐ takes its"
        " place."
    ) in words(page)


def test_a_certificate_whose_replacement_is_void_says_so(
    english: FlaskClient, year: Year, paper: IssuedPaper
) -> None:
    void(paper)
    void(issue(year, PaperKind.AWARD, int(paper.subject.partition("/")[2])))

    page = words(english.get(f"/v/{paper.code}"))

    assert "No. 2/2026/GCN-CTĐ took its place and is void, too." in page
    assert "takes its place" not in page


def test_whoever_declares_a_certificate_void_knows_who_reads_the_reason(
    client: FlaskClient, login: Login, year: Year, paper: IssuedPaper
) -> None:
    login(client, make_member(year, Role.SECRETARY, locale="en"))
    standings = issue(year, PaperKind.STANDINGS)
    told = "Whoever checks it by its code reads the reason."
    register_of_papers = f"/years/{year.id}/register"

    assert told in words(client.get(f"{register_of_papers}/{paper.id}"))
    assert told not in words(client.get(f"{register_of_papers}/{standings.id}"))


def test_the_register_leads_to_the_public_page(
    client: FlaskClient, login: Login, year: Year, paper: IssuedPaper
) -> None:
    login(client, make_member(year, Role.AUDITOR))
    link = f'<a href="/v/{paper.code}">{written(paper.code or "")}</a>'

    for address in (f"/years/{year.id}/register/", f"/years/{year.id}/register/{paper.id}"):
        assert link in client.get(address).text
    assert client.get(f"/v/{paper.code}").status_code == 200


def test_the_door_leads_to_the_form(english: FlaskClient, year: Year) -> None:
    assert 'href="/v/"' in english.get("/login").text
    assert "Type the code that stands on it" in words(english.get("/v/"))


def test_nothing_can_be_sent_to_the_pages(client: FlaskClient, paper: IssuedPaper) -> None:
    assert [client.post(f"/v/{paper.code}").status_code, client.post("/v/").status_code] == [
        401
    ] * 2


def test_whoever_tries_too_many_codes_is_slowed_down(client: FlaskClient, year: Year) -> None:
    codes = [client.get("/v/7").status_code for _try in range(301)]

    assert (set(codes[:300]), codes[300]) == ({404}, 429)


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    client: FlaskClient, year: Year, paper: IssuedPaper
) -> None:
    few = count_queries(lambda: client.get(f"/v/{paper.code}"))
    more = [propose_person(year, name) for name in ("Bình", "Cúc", "Dũng")]
    decide(year, more, number="13/QĐ")
    for award in more:
        issue(year, PaperKind.AWARD, award.id)

    assert (few, count_queries(lambda: client.get(f"/v/{paper.code}"))) == (2, 2)
