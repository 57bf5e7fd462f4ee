"""The pages of ballots, by role."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cluster.database import db
from cluster.domain.ballots import MajorityOf, Method
from cluster.domain.errors import RuleViolation
from cluster.domain.permissions import SYSTEM, Role
from cluster.domain.printing import PaperKind
from cluster.models import Ballot, BallotCandidate, User, Year
from cluster.services import ballots
from tests.documents.reading import read
from tests.make.awards import issue, make_member, reprint
from tests.make.ballots import Council, close, count_of, make_council, open_ballot, vote
from tests.make.people import actor
from tests.make.scoring import ids_of
from tests.web.sending import send, words

Login = Callable[[FlaskClient, User], FlaskClient]
Enter = Callable[[User], FlaskClient]


@pytest.fixture
def council(app: Flask) -> Council:
    return make_council(3)


@pytest.fixture
def enter(app: Flask, login: Login) -> Enter:
    """Return what opens a browser for somebody."""
    return lambda user: login(app.test_client(), user)


@pytest.fixture
def secretary(council: Council, enter: Enter) -> FlaskClient:
    return enter(make_member(council[0], Role.SECRETARY, locale="en"))


def page_of(ballot: Ballot, rest: str = "") -> str:
    return f"/years/{ballot.year_id}/ballots/{ballot.id}{rest}"


def post(client: FlaskClient, path: str, **data: object) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **data})


def votes(ballot: Ballot) -> list[int]:
    db.session.expire_all()
    rows = db.select(BallotCandidate).filter_by(ballot_id=ballot.id).order_by(BallotCandidate.id)
    return [row.votes for row in db.session.scalars(rows)]


def english(user: User) -> User:
    user.locale = "en"
    db.session.commit()
    return user


def opening(year: Year, **changes: object) -> dict[str, object]:
    fields = {"kind": "leader", "method": "screen", "candidate_ids": ids_of(year)}
    return fields | changes


def test_the_secretary_opens_a_ballot(council: Council, secretary: FlaskClient) -> None:
    year, _users = council
    url = f"/years/{year.id}/ballots/new"

    answer = send(secretary, url, **opening(year))

    (line,) = ballots.list_ballots(SYSTEM, year.id)
    assert answer.location == f"/years/{year.id}/ballots/{line.id}"
    view = ballots.get_ballot(SYSTEM, year.id, line.id)
    assert view.rule == ballots.default_rule()
    assert "Bầu Cụm trưởng năm 2027" in words(secretary.get(f"/years/{year.id}/ballots/"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"quorum": "viele"}, "“viele” is no share. Write it as 2/3 or 80 %.",
                     id="a share that cannot be read"),
        pytest.param({"seats": 2}, "One alliance is elected to this post.", id="two leaders"),
    ],
)  # fmt: skip
def test_a_wrong_opening_comes_back_with_what_was_typed(
    council: Council, secretary: FlaskClient, typed: dict[str, object], sentence: str
) -> None:
    year, _users = council

    answer = send(
        secretary, f"/years/{year.id}/ballots/new", **opening(year, title="Bầu lại", **typed)
    )

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Bầu lại" in answer.text
    assert answer.text.count("checked") == 3
    assert ballots.list_ballots(SYSTEM, year.id) == []


def test_a_council_member_opens_no_ballot(council: Council, enter: Enter) -> None:
    year, users = council

    assert enter(users[0]).get(f"/years/{year.id}/ballots/new").status_code == 403


def test_a_council_member_votes_in_secret(council: Council, enter: Enter) -> None:
    year, users = council
    ballot = open_ballot(year)
    browser = enter(english(users[0]))
    assert "Vote for" in words(browser.get(page_of(ballot)))

    answer = send(browser, page_of(ballot, "/vote"), choices=str(ids_of(year)[1]), understood="y")

    assert answer.location == page_of(ballot)
    page = words(browser.get(page_of(ballot)))
    assert "Your unit has voted. Nobody can see for whom." in page
    assert "Vote for" not in page
    assert votes(ballot) == [0, 1, 0]
    assert browser.get(page_of(ballot, "/vote")).location == page_of(ballot)


def test_a_second_browser_with_the_paper_still_open_is_told_it_is_too_late(
    council: Council, enter: Enter
) -> None:
    year, users = council
    ballot = open_ballot(year)
    one, other = enter(english(users[0])), enter(users[0])
    vote_page = page_of(ballot, "/vote")
    choice = {"choices": str(ids_of(year)[1]), "understood": "y", "alliance_id": ids_of(year)[0]}

    first = post(one, vote_page, **choice)
    second = post(other, vote_page, **choice)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Your unit has voted already; a vote cannot be changed." in words(second)
    assert votes(ballot) == [0, 1, 0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"understood": "y"}, "Choose a name, or hand in an empty paper on purpose.",
                     id="nothing chosen"),
        pytest.param({"choices": "0"}, "I have checked my choice.", id="not confirmed"),
    ],
)  # fmt: skip
def test_a_paper_not_filled_in_comes_back(
    council: Council, enter: Enter, typed: dict[str, str], sentence: str
) -> None:
    year, users = council
    ballot = open_ballot(year)
    browser = enter(english(users[0]))

    answer = post(browser, page_of(ballot, "/vote"), alliance_id=ids_of(year)[0], **typed)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert votes(ballot) == [0, 0, 0]


def test_nobody_votes_for_another_unit(council: Council, enter: Enter) -> None:
    year, users = council
    ballot = open_ballot(year)

    answer = post(
        enter(users[0]), page_of(ballot, "/vote"),
        alliance_id=ids_of(year)[1], choices=str(ids_of(year)[1]), understood="y",
    )  # fmt: skip

    assert (answer.status_code, votes(ballot)) == (403, [0, 0, 0])


def test_the_secretary_closes_and_the_votes_are_shown(
    council: Council, secretary: FlaskClient
) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[1])
    before = words(secretary.get(page_of(ballot)))

    post(secretary, page_of(ballot, "/close"))
    after = words(secretary.get(page_of(ballot)))

    assert "Nobody sees votes before the ballot is closed." in before
    assert "100.00 %" not in before
    assert "The vote decided" in after
    assert "3 100.00 % 100.00 %" in after
    assert "Record leader and deputy on the leadership page" in after


def test_a_close_that_comes_too_early_is_refused(council: Council, secretary: FlaskClient) -> None:
    ballot = open_ballot(council[0], method=Method.PAPER)

    answer = post(secretary, page_of(ballot, "/close"))

    assert answer.status_code == 422
    assert "Two tellers must have counted the papers" in words(answer)


def test_two_tellers_enter_their_counts(
    council: Council, secretary: FlaskClient, enter: Enter
) -> None:
    year, users = council
    ballot = open_ballot(year, method=Method.PAPER)
    typed: dict[str, object] = {"issued": 3, "returned": 3, "valid": 3, "invalid": 0}
    typed |= {f"votes_{ids_of(year)[place]}": 3 if place == 0 else 0 for place in range(3)}
    other = enter(english(users[0]))

    first = send(secretary, page_of(ballot, "/count"), **typed)
    wrong = send(
        other, page_of(ballot, "/count"),
        **typed | {f"votes_{ids_of(year)[0]}": 2, f"votes_{ids_of(year)[1]}": 1},
    )  # fmt: skip
    second = send(other, page_of(ballot, "/count"), **typed)

    assert (first.status_code, wrong.status_code, second.status_code) == (302, 422, 302)
    assert "Your count differs from the other teller’s." in words(wrong)
    post(secretary, page_of(ballot, "/close"))
    assert votes(ballot) == [3, 0, 0]


def test_raised_hands_are_entered_without_papers(council: Council, secretary: FlaskClient) -> None:
    year, _users = council
    ballot = open_ballot(year, method=Method.HANDS)
    typed = {f"votes_{ids_of(year)[place]}": 2 if place == 0 else 0 for place in range(3)}

    page = secretary.get(page_of(ballot, "/count"))
    answer = send(secretary, page_of(ballot, "/count"), returned=3, valid=2, invalid=1, **typed)

    assert "Papers handed out" not in words(page)
    assert "Units present" in words(page)
    assert answer.status_code == 302
    post(secretary, page_of(ballot, "/close"))
    assert "2 100.00 % 66.67 %" in words(secretary.get(page_of(ballot)))


def test_the_next_round_is_opened_from_the_result(council: Council, secretary: FlaskClient) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user, place in zip(users, [0, 1, 2], strict=True):
        vote(ballot, user, ids_of(year)[place])
    close(ballot)
    assert "Open the next round" in words(secretary.get(page_of(ballot)))

    answer = post(secretary, page_of(ballot, "/next-round"))

    newest = ballots.list_ballots(SYSTEM, year.id)[0]
    assert (answer.location, newest.round) == (f"/years/{year.id}/ballots/{newest.id}", 2)
    assert "To the next round" in words(secretary.get(page_of(ballot)))


def test_a_ballot_is_called_off_with_a_reason(council: Council, secretary: FlaskClient) -> None:
    ballot = open_ballot(council[0])

    answer = send(secretary, page_of(ballot, "/call-off"), reason="Mở nhầm")

    assert answer.location == page_of(ballot)
    assert "Called off" in words(secretary.get(page_of(ballot)))


def test_a_council_member_calls_nothing_off(council: Council, enter: Enter) -> None:
    ballot = open_ballot(council[0])

    assert enter(council[1][0]).get(page_of(ballot, "/call-off")).status_code == 403


@pytest.mark.parametrize("role", [Role.SIGNER, Role.OFFICER, Role.REVIEWER])
def test_members_do_not_know_of_a_ballot_before_all_is_published(
    council: Council, enter: Enter, role: Role
) -> None:
    year, _users = council
    ballot = open_ballot(year)
    browser = enter(make_member(year, role, place=0, locale="en"))

    assert browser.get(page_of(ballot)).status_code == 404
    assert "No ballot to see." in words(browser.get(f"/years/{year.id}/ballots/"))


def test_no_page_before_the_close_tells_how_a_unit_voted(
    council: Council, enter: Enter, secretary: FlaskClient
) -> None:
    """What is shown is the same whomever the voter chose."""
    year, users = council
    ids, auditor = ids_of(year), enter(make_member(year, Role.AUDITOR, locale="en"))
    browsers = [secretary, auditor, enter(english(users[0])), enter(english(users[1]))]
    shown = []
    for choice in (ids[0], ids[2], 0):
        ballot = open_ballot(year, title="Bầu Cụm trưởng")
        vote(ballot, users[0], choice)
        shown.append([words(browser.get(page_of(ballot))) for browser in browsers])
        ballots.call_off(SYSTEM, ballot.id, reason="Làm lại", now=ballot.opened_at)

    assert shown[0] == shown[1] == shown[2]


def test_the_record_of_changes_names_the_unit_and_nothing_else(
    council: Council, secretary: FlaskClient
) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[2])

    page = words(secretary.get(f"/years/{year.id}/audit/"))

    assert page.count("Voted for the unit") == 3
    assert "Elected" not in page


def test_the_minutes_are_printed_for_those_who_see_the_votes(
    council: Council, enter: Enter
) -> None:
    year, users = council
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[1])
    close(ballot)

    paper = issue(year, PaperKind.BALLOT_RECORD, ballot.id)
    text = " ".join(page.text for page in read(reprint(year, paper)))

    assert paper.title == "Biên bản kiểm phiếu – Bầu Cụm trưởng năm 2027"
    assert "Kết quả: Liên minh Hợp tác xã Đắk Lắk được chọn." in " ".join(text.split())
    url = f"/years/{year.id}/printing/{paper.id}.pdf"
    officer = make_member(year, Role.OFFICER, place=1)
    assert enter(users[0]).get(url).status_code == 200
    assert enter(officer).get(url).status_code == 404
    assert enter(make_member(year, Role.AUDITOR)).get(url).status_code == 404


def tie_twice(year: Year, users: list[User]) -> Ballot:
    """Return the second round of a ballot that ended one against one, and did so again."""
    rule = replace(ballots.default_rule(), majority_of=MajorityOf.VALID)
    first, second, *_rest = ids_of(year)
    ballot = open_ballot(year, candidate_ids=[first, second], rule=rule)
    for _round in range(2):
        for user, choice in zip(users, (first, second, 0), strict=True):
            vote(ballot, user, choice)
        close(ballot)
        if ballot.round == 1:
            ballot = ballots.open_next_round(SYSTEM, ballot.id, now=ballot.opened_at)
    return ballot


def test_a_lasting_tie_is_settled_on_its_page_and_stands_in_the_minutes(
    council: Council, enter: Enter
) -> None:
    year, users = council
    ballot = tie_twice(year, users)
    url = page_of(ballot, "/settle")
    chair = enter(make_member(year, Role.CHAIR, locale="en"))
    chosen = {"how": "lot", "chosen": [str(ids_of(year)[1])]}

    wrong = send(chair, url, **chosen)
    answer = send(chair, url, **chosen, reason="Bà Hoa rút thăm trước hội nghị")

    assert "Reason : This field is required." in words(wrong)
    page = words(chair.get(answer.location))
    assert "A lot was drawn: Đắk Lắk Bà Hoa rút thăm trước hội nghị" in page
    assert chair.get(url).status_code == 403
    paper = reprint(year, issue(year, PaperKind.BALLOT_RECORD, ballot.id))
    text = " ".join(" ".join(each.text for each in read(paper)).split())
    assert "rút thăm chọn: Liên minh Hợp tác xã Đắk Lắk. Lý do: Bà Hoa rút thăm" in text


def test_a_result_is_announced_to_every_member(
    secretary: FlaskClient, council: Council, enter: Enter
) -> None:
    year, users = council
    officer = enter(make_member(year, Role.OFFICER, place=1, locale="en"))
    ballot = open_ballot(year)
    for user in users:
        vote(ballot, user, ids_of(year)[0])
    close(ballot)
    assert officer.get(page_of(ballot)).status_code == 404

    answer = post(secretary, page_of(ballot, "/announce"))

    assert answer.location == page_of(ballot)
    assert "Chosen: Cooperative Alliance of Ho Chi Minh City" in words(officer.get(page_of(ballot)))


def test_there_are_no_minutes_of_an_open_ballot(council: Council) -> None:
    year, _users = council
    ballot = open_ballot(year)

    with pytest.raises(RuleViolation, match="no minutes"):
        issue(year, PaperKind.BALLOT_RECORD, ballot.id)


def test_minutes_tell_of_a_tie_and_of_too_few_votes(council: Council) -> None:
    year, users = council
    tied = open_ballot(year, method=Method.PAPER)
    counted = count_of(year, [1, 1, 1])
    for user in users[:2]:
        ballots.enter_count(actor(user), tied.id, count=counted, now=tied.opened_at)
    few = open_ballot(year, title="Bầu Cụm phó")
    vote(few, users[0], ids_of(year)[0])

    texts = []
    for ballot in (close(tied), close(few)):
        pdf = reprint(year, issue(year, PaperKind.BALLOT_RECORD, ballot.id))
        texts.append(" ".join(" ".join(page.text for page in read(pdf)).split()))

    assert "Còn 1 vị trí chưa được chọn; bỏ phiếu vòng tiếp theo giữa:" in texts[0]
    assert "Cuộc bỏ phiếu không có kết quả." in texts[1]
    assert "Số phiếu hợp lệ" not in texts[1]
