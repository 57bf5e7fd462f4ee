"""A whole year, lived by its people through nothing but pages, from an empty installation.

Set up → register → rule book → pledge → report → review → council → freeze → publish → award →
paper → archive → the next year. Each person has a browser of their own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Browser

from cluster.domain.errors import Message
from cluster.domain.permissions import ROLE_NAMES, Role
from cluster.domain.rulebook import CRITERION_KIND_NAMES, CriterionKind
from cluster.domain.rulebook_words import FORMULA_NAMES
from cluster.domain.scoring import LAYER_NAMES, Layer
from cluster.domain.years import PHASE_NAMES, Phase, vietnam_day
from cluster.language import say
from tests.browser.words import in_vietnamese
from tests.journeys.persons import PASSWORD, Person
from tests.make.achievements import SMALLEST_PNG

pytestmark = [pytest.mark.browser, pytest.mark.long]

CLUSTER = "Cụm thi đua Liên minh HTX ven biển"
NUMBER = "07/BB-CTĐ"
CHECKED = "I have compared the table with the minutes. After this no score can be changed."
LINK = re.compile(r"http://\S+/reset/\S+")


@dataclass(frozen=True, kw_only=True)
class Alliance:
    """A member as the journey registers it, with what it promises and reaches."""

    code: str
    place: str
    head: str
    officer: str
    target: str
    founded: str
    courses: str

    @property
    def name(self) -> str:
        return f"Liên minh Hợp tác xã tỉnh {self.place}"


ALLIANCES = (
    Alliance(
        code="QNI",
        place="Quảng Ngãi",
        head="Đỗ Thị Mỹ Ánh",
        officer="Võ Ngọc Ẩn",
        target="20",
        founded="15",
        courses="5",
    ),
    Alliance(
        code="KHA",
        place="Khánh Hòa",
        head="Nguyễn Thị Ý Nhi",
        officer="Phạm Đức Ước",
        target="1.200,5",
        founded="1.200,5",
        courses="6",
    ),
    Alliance(
        code="DLK",
        place="Đắk Lắk",
        head="Y Thông Niê",
        officer="Lê Thị Hậu",
        target="30",
        founded="10",
        courses="4",
    ),
)
WINNER = ALLIANCES[1]


class Cast:
    """Everybody who takes part; a window opens when somebody enters the scene."""

    def __init__(self, app: Flask, browser: Browser, site: str) -> None:
        self.app = app
        self.browser = browser
        self.site = site
        self.everybody: dict[str, Person] = {}

    def enter(self, name: str, email: str) -> Person:
        """Let somebody enter."""
        self.everybody[name] = Person(self.browser, self.site, name, email)
        return self.everybody[name]

    def accept(self, name: str, email: str) -> Person:
        """Let somebody follow the link of the newest letter to them, and sign in."""
        person = self.enter(name, email)
        letters = [each for each in self.app.extensions["mailman"].outbox if each.to == [email]]
        link = LINK.search(letters[-1].body)
        assert link is not None, letters[-1].body
        person.open(link[0])
        person.fill({"New password": PASSWORD, "The same password again": PASSWORD})
        person.press("Save the password")
        person.sign_in()
        return person

    def head(self, alliance: Alliance) -> Person:
        """Return the head of an alliance."""
        return self.everybody[alliance.head]

    def officer(self, alliance: Alliance) -> Person:
        """Return the emulation officer of an alliance."""
        return self.everybody[alliance.officer]


@pytest.fixture
def cast(app: Flask, chromium: Browser, site: str) -> Iterator[Cast]:
    """Return the stage; afterwards no page may have failed or run a faulty script."""
    stage = Cast(app, chromium, site)
    yield stage
    for person in stage.everybody.values():
        person.context.close()
    complaints = {p.name: p.complaints for p in stage.everybody.values() if p.complaints}
    assert complaints == {}


@contextmanager
def expecting(person: Person, status: int) -> Iterator[None]:
    """Let one page answer with this status without a complaint."""
    yield
    assert [said[:3] for said in person.complaints] == [str(status)]
    person.complaints.clear()


def test_a_year_is_lived_from_an_empty_installation_to_the_next_year(
    cast: Cast, tmp_path: Path
) -> None:
    today = vietnam_day(datetime.now(UTC))
    year = today.year

    chair, secretary = _set_up(cast)
    for alliance in ALLIANCES:
        _register(chair, alliance)
    _open_the_year(secretary, year)
    for alliance in ALLIANCES:
        _invite_the_people_of(cast, chair, alliance)
    _write_the_rule_book(secretary, year)
    _move(secretary, Phase.PLEDGE)

    secretary.turn_to("Pledge")
    secretary.press("Start the pledge")
    for alliance in ALLIANCES:
        _set_targets(cast.officer(alliance), alliance)
    for alliance in ALLIANCES:
        _sign(cast.head(alliance), alliance)
    _move(secretary, Phase.REPORT)

    for alliance in ALLIANCES:
        _report(cast.officer(alliance), alliance)
        _take_over(cast.officer(alliance), alliance)
    _move(secretary, Phase.REVIEW)
    _cross_score(cast, secretary)
    _appraise(cast, chair)
    _move(secretary, Phase.COUNCIL)
    _settle(chair, WINNER)
    _freeze(secretary)

    _propose(secretary)
    _move(secretary, Phase.PUBLISHED)
    _decide(secretary)
    text = _print(secretary, tmp_path)
    assert f"{WINNER.name} là CỤM TRƯỞNG CỤM THI ĐUA NĂM {year + 1}" in text
    assert f"Biên bản số {NUMBER} ngày" in text
    assert text.endswith(f"CỤM TRƯỞNG {ALLIANCES[0].head}")

    _move(secretary, Phase.ARCHIVED)
    _open_the_next_year(secretary, year)


def _set_up(cast: Cast) -> tuple[Person, Person]:
    """The administrator sets up; chair and secretary accept their invitations."""
    administrator = cast.enter("Phan Quản Trị", "quan-tri@cum.vn")
    administrator.open("/")
    you = administrator.group("1. You, the administrator")
    administrator.fill(
        {
            "Your name": administrator.name,
            "Your e-mail address": administrator.email,
            "Password": PASSWORD,
            "The same password again": PASSWORD,
        },
        within=you,
    )
    administrator.fill({"Name of the cluster": CLUSTER, "Code": "VENBIEN"})
    administrator.fill(
        {"Name of the chair": "Cao Xuân Ái", "E-mail address of the chair": "chu-tri@cum.vn"}
    )
    administrator.fill(
        {
            "Name of the secretary": "Đặng Thị Ơn",
            "E-mail address of the secretary": "thu-ky@cum.vn",
        }
    )
    administrator.press("Set up")
    administrator.reads("The cluster is set up, and its chair and secretary are invited.")
    return cast.accept("Cao Xuân Ái", "chu-tri@cum.vn"), cast.accept("Đặng Thị Ơn", "thu-ky@cum.vn")


def _register(chair: Person, alliance: Alliance) -> None:
    """The chair registers an alliance and who heads it."""
    chair.open("/members/")
    chair.press("Register an alliance")
    chair.fill(
        {
            "Code": alliance.code,
            "Official name": alliance.name,
            "Short name": alliance.place,
            "Place on papers": alliance.place,
            "Bears this name since": "2020-01-01",
        }
    )
    chair.press("Register")
    chair.press("Somebody takes office")
    chair.fill({"Name, if new": alliance.head, "Title": "Chủ tịch", "From": "2020-01-01"})
    chair.field("Head of the alliance").check()
    chair.press("Record")
    chair.sees(alliance.head)


def _open_the_year(secretary: Person, year: int) -> None:
    """The secretary opens the year, chooses its members and names who leads it."""
    secretary.open("/years/")
    secretary.press("Open a year")
    secretary.fill({"Year": str(year)})
    secretary.press("Open the year")
    secretary.press("Choose the members")
    for place, alliance in enumerate(ALLIANCES, start=1):
        secretary.field("Place of %(name)s", name=alliance.place).fill(str(place))
    secretary.press("Save the members")
    secretary.turn_to("Leadership")
    secretary.press("Leader and deputy of %(number)s", number=str(year))
    secretary.choose("Leader", ALLIANCES[0].name)
    secretary.choose("Deputy", ALLIANCES[1].name)
    secretary.press("Save")
    secretary.reads("Leader and deputy are recorded.")


def _invite_the_people_of(cast: Cast, chair: Person, alliance: Alliance) -> None:
    """The chair invites the head as signer; the head invites the officer."""
    address = f"lanh-dao.{alliance.code.lower()}@cum.vn"
    _open_invitation(chair, Role.SIGNER, alliance, address)
    person = chair.field("Person").locator("option", has_text=alliance.head)
    chair.choose("Person", person.first.text_content() or "")
    _send_invitation(chair, address)
    head = cast.accept(alliance.head, address)
    address = f"can-bo.{alliance.code.lower()}@cum.vn"
    _open_invitation(head, Role.OFFICER, alliance, address)
    head.fill({"Name, if new": alliance.officer})
    _send_invitation(head, address)
    cast.accept(alliance.officer, address)


def _open_invitation(host: Person, role: Role, alliance: Alliance, address: str) -> None:
    host.open("/people/")
    host.press("Invite somebody")
    host.fill({"E-mail address": address})
    _choose_role(host, role, alliance)


def _send_invitation(host: Person, address: str) -> None:
    host.press("Invite")
    host.reads("The invitation to %(email)s is on its way.", email=address)


def _choose_role(host: Person, role: Role, alliance: Alliance) -> None:
    host.choose("Role", say(ROLE_NAMES[role], "vi"))
    host.choose("Alliance", alliance.place)


def _write_the_rule_book(secretary: Person, year: int) -> None:
    """The secretary writes a section with two criteria, tries to publish too early, publishes."""
    secretary.turn_to("Rule book")
    secretary.press("Start the rule book")
    secretary.field("An empty rule book").check()
    secretary.press("Start the rule book")
    _add_line(
        secretary,
        CriterionKind.SECTION,
        name="Phát triển hợp tác xã",
        numbers={"Code": "I"},
    )
    _add_line(
        secretary,
        CriterionKind.CONTENT,
        "ratio_capped",
        name="Thành lập mới hợp tác xã",
        numbers={"Unit": "HTX", "Maximum": "60"},
    )
    secretary.press("Publish")
    with expecting(secretary, 422):
        secretary.reads("To put right before publishing")
    _add_line(
        secretary,
        CriterionKind.CONTENT,
        "count_capped",
        name="Mở lớp bồi dưỡng",
        numbers={"Unit": "lớp", "Maximum": "40", "Points for each one": "8"},
    )
    secretary.press("Publish")
    secretary.reads("The rule book is published.")


def _add_line(
    secretary: Person,
    kind: CriterionKind,
    formula: str = "",
    *,
    name: str,
    numbers: dict[str, str] | None = None,
) -> None:
    kind_name = say(CRITERION_KIND_NAMES[kind], "vi")
    if formula:
        secretary.press("Add a line under %(code)s", code="I")
        card = secretary.page.locator("section.card", has_text=kind_name)
        secretary.press_name(say(FORMULA_NAMES[formula], "vi"), within=card)
    else:
        secretary.press("Add a line")
        secretary.press("Add: %(kind)s", kind=Message(CRITERION_KIND_NAMES[kind].text))
    secretary.fill({"Name in Vietnamese": name, "Name in English": name})
    secretary.fill(numbers or {})
    secretary.press("Save")


def _move(secretary: Person, phase: Phase) -> None:
    """The secretary moves the year."""
    secretary.turn_to("Overview")
    secretary.press("Move to “%(phase)s”", phase=PHASE_NAMES[phase])
    secretary.press("Move the year")
    secretary.reads("The year is now in the phase “%(phase)s”.", phase=PHASE_NAMES[phase])


def _set_targets(officer: Person, alliance: Alliance) -> None:
    """The officer sets the member's target."""
    officer.open("/")
    officer.turn_to("Pledge")
    officer.press("Targets of %(member)s", member=alliance.place)
    officer.page.locator("main input[inputmode=decimal]").first.fill(alliance.target)
    officer.press("Save the targets")
    officer.reads("The targets of %(member)s are saved.", member=alliance.place)


def _sign(head: Person, alliance: Alliance) -> None:
    """The head reads the pledge and signs it with the password."""
    head.open("/")
    head.turn_to("Pledge")
    head.press("Read and sign for %(member)s", member=alliance.place)
    head.field(
        "I have read the pledge with the targets of all members and sign it for my alliance."
    ).check()
    head.fill({"Your password": PASSWORD})
    head.press("Sign the pledge")
    head.sees(alliance.head)


def _report(officer: Person, alliance: Alliance) -> None:
    """The officer reports both criteria, one with a picture, one with an explanation."""
    for code, quantity, evidence in (
        ("I.1", alliance.founded, True),
        ("I.2", alliance.courses, False),
    ):
        officer.open("/")
        officer.turn_to("Achievements")
        officer.row(code).get_by_role("link").first.click()
        officer.press("New report")
        officer.page.locator("main input[name=quantity]").fill(quantity)
        today = vietnam_day(datetime.now(UTC))
        officer.fill({"Date": today.isoformat(), "Description": "Đã làm xong trong năm."})
        if evidence:
            officer.field("Add evidence").set_input_files(
                {"name": "Quyết định.png", "mimeType": "image/png", "buffer": SMALLEST_PNG}
            )
        else:
            officer.fill(
                {"Explanation in place of evidence": "Danh sách học viên lưu tại cơ quan."}
            )
        officer.press("Save and submit")
        officer.reads("The report is submitted; it counts from now on.")


def _take_over(officer: Person, alliance: Alliance) -> None:
    """The officer makes the self-score from the reports."""
    _open_sheet(officer, alliance, Layer.SELF)
    officer.unfold("Take over from the reports")
    officer.press("Take over from the reports")
    officer.sees("2")


def _open_sheet(person: Person, alliance: Alliance, layer: Layer) -> None:
    person.open("/")
    person.turn_to("Scoring")
    name = f"{alliance.place}: {say(LAYER_NAMES[layer], 'vi')}"
    person.page.locator("main").get_by_role("link", name=name).first.click()


def _fill_sheet(person: Person, alliance: Alliance, layer: Layer) -> None:
    """Somebody takes what the layer below says for every line, and saves."""
    _open_sheet(person, alliance, layer)
    person.press("Fill empty lines from the layer below")
    person.press("Save the lines that changed")
    person.page.locator("main .notice-good").wait_for()


def _cross_score(cast: Cast, secretary: Person) -> None:
    """Each member's officer scores the next member."""
    secretary.turn_to("Scoring")
    secretary.press("Who cross-scores whom")
    secretary.fill({"How many others each member scores": "1"})
    secretary.press("Assign the round")
    secretary.reads("The cross-scorers are assigned.")
    for scorer, scored in zip(ALLIANCES, (*ALLIANCES[1:], ALLIANCES[0]), strict=True):
        _fill_sheet(cast.officer(scorer), scored, Layer.CROSS)


def _appraise(cast: Cast, chair: Person) -> None:
    """The chair makes two officers appraisers; each appraises members that are not theirs."""
    first, second, third = ALLIANCES
    for alliance in (first, second):
        _grant(chair, Role.REVIEWER, alliance)
    _fill_sheet(cast.officer(first), second, Layer.APPRAISAL)
    _fill_sheet(cast.officer(first), third, Layer.APPRAISAL)
    _fill_sheet(cast.officer(second), first, Layer.APPRAISAL)


def _grant(chair: Person, role: Role, alliance: Alliance) -> None:
    chair.open("/people/")
    chair.press_name(alliance.officer)
    chair.press("Give a role")
    _choose_role(chair, role, alliance)
    chair.press("Give the role")
    chair.reads("The role is given.")


def _settle(chair: Person, alliance: Alliance) -> None:
    """The council settles one line differently, with its reason."""
    _open_sheet(chair, alliance, Layer.FINAL)
    line = chair.row("I.2")
    line.locator("input[inputmode=decimal]").first.fill("4")
    line.locator("[name$=reason]").fill("Một lớp trùng với năm trước, hai lớp chưa bế giảng.")
    chair.press("Save the lines that changed")
    chair.page.locator("main .notice-good").wait_for()
    chair.sees("32,00")


def _freeze(secretary: Person) -> None:
    """The secretary freezes: 60 + 32 is more than 45 + 40 and 20 + 32."""
    secretary.turn_to("Ranking")
    secretary.press("Freeze the ranking")
    secretary.field(CHECKED).check()
    secretary.press("Freeze the ranking")
    secretary.reads("The ranking is frozen.")
    rows = secretary.page.locator("main table").first.locator("tbody tr").all_inner_texts()
    cells = [row.split("\t") for row in rows]
    assert [row[:3] for row in cells] == [
        [WINNER.place, "1", "92,00"],
        [ALLIANCES[0].place, "2", "85,00"],
        [ALLIANCES[2].place, "3", "52,00"],
    ]


def _propose(secretary: Person) -> None:
    """The secretary proposes the leader award for the winner."""
    secretary.turn_to("Awards")
    secretary.press("Propose an award")
    secretary.choose("Award", "Cụm trưởng Cụm thi đua")
    secretary.choose("Member", WINNER.place)
    secretary.fill({"What the award is for": "Đã dẫn đầu Cụm thi đua, được tín nhiệm bầu."})
    secretary.press("Propose")
    secretary.reads("The award is proposed.")


def _decide(secretary: Person) -> None:
    """The secretary enters the minutes of the conference, and that the award was handed out."""
    secretary.turn_to("Awards")
    secretary.press("Enter a decision")
    today = vietnam_day(datetime.now(UTC)).isoformat()
    secretary.fill(
        {
            "Number and symbol": NUMBER,
            "Decided on": today,
            "Authority": CLUSTER,
            "Place on papers": ALLIANCES[0].place,
            "Signer’s title": "Cụm trưởng",
            "Signer’s name": ALLIANCES[0].head,
        }
    )
    secretary.page.locator("main input[name=award_ids]").check()
    secretary.press("Enter the decision")
    secretary.reads("The decision is entered; the certificates can be printed.")
    secretary.press("Hand out")
    secretary.fill({"Handed out on": today})
    secretary.press("Note it")
    secretary.reads("The award is noted as handed out.")


def _print(secretary: Person, folder: Path) -> str:
    """The secretary issues the leader award; return what stands on the paper."""
    secretary.turn_to("Papers")
    secretary.press("Issue", within=secretary.row("Cụm trưởng", WINNER.name))
    paper = folder / "award.pdf"
    link = secretary.page.locator("main a[href$='.pdf']").first
    address = link.get_attribute("href")
    paper.write_bytes(secretary.context.request.get(address or "").body())
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 1
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return " ".join(text.split())


def _open_the_next_year(secretary: Person, year: int) -> None:
    """The next year is opened from the last; what changes in its rule book is shown."""
    secretary.open("/years/")
    secretary.press("Open a year")
    secretary.choose("Take over from", str(year))
    secretary.press("Open the year")
    secretary.reads("The year %(number)s is open.", number=str(year + 1))
    secretary.sees(WINNER.head)
    secretary.turn_to("Rule book")
    secretary.press_name(f"{in_vietnamese('Edit')} I.1")
    secretary.fill({"Name in Vietnamese": "Thành lập mới hợp tác xã nông nghiệp"})
    secretary.press("Save")
    compared = secretary.page.locator(".redline").get_by_role("row").filter(has_text="I.1")
    assert "Thành lập mới hợp tác xã nông nghiệp" in compared.inner_text()
