"""The pages of the rule book, by role."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import User, Year
from cluster.services import rulebook
from tests.make.members import make_alliance, make_cluster
from tests.make.people import make_user
from tests.make.pledges import make_signed_pledge
from tests.make.queries import count_queries
from tests.make.rulebook import make_line, make_rulebook, small_book
from tests.make.years import make_year

Login = Callable[[FlaskClient, User], FlaskClient]


def visitor(client: FlaskClient, login: Login, year: Year, *roles: Role) -> FlaskClient:
    """Return somebody with these roles in the year's cluster, reading English."""
    return login(client, make_user(*(Grant(r, year.cluster_id) for r in roles), locale="en"))


@pytest.fixture
def year(app: Flask) -> Year:
    return make_year(alliances=2)


@pytest.fixture
def secretary(client: FlaskClient, login: Login, year: Year) -> FlaskClient:
    return visitor(client, login, year, Role.SECRETARY)


def base(year: Year) -> str:
    return f"/years/{year.id}/rulebook/"


def words(html: str) -> str:
    """Return what a page says, without tags and with single blanks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def form_of(html: str) -> dict[str, str]:
    """Return what the form of a line would send as it stands."""
    html = html.partition("<main")[2]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields[unescape(name[1])] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html):
        fields[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        first = re.search(r'value="([^"]*)"', options)
        fields[name] = (chosen or first)[1] if (chosen or first) else ""
    fields.pop("compute", None)
    return fields


def key_of(year: Year, code: str) -> int:
    return rulebook.view(SYSTEM, year.id).keys[code].id


class TestBeforeThereIsAny:
    @pytest.mark.parametrize("feature", ["rulebook/", "achievements/", "scoring", "ranking"])
    def test_what_needs_a_rule_book_leads_the_secretary_to_start_it(
        self, secretary: FlaskClient, year: Year, feature: str
    ) -> None:
        page = secretary.get(f"/years/{year.id}/{feature}")

        assert page.status_code == 200
        assert "The year has no rule book yet." in words(page.text)
        assert f'href="{base(year)}start"' in page.text

    def test_others_read_who_starts_it(self, client: FlaskClient, login: Login, year: Year) -> None:
        page = visitor(client, login, year, Role.CHAIR).get(f"/years/{year.id}/scoring")

        assert "The secretary writes it while the year is set up." in words(page.text)
        assert f"{base(year)}start" not in page.text

    def test_it_stays_hidden_from_strangers(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        stranger = login(client, make_user(Grant(Role.CHAIR, make_cluster("BAC", "Bắc").id)))

        assert stranger.get(f"/years/{year.id}/scoring").status_code == 404

    def test_nothing_is_made_without_it(self, secretary: FlaskClient, year: Year) -> None:
        pledges = f"/years/{year.id}/pledges/"
        answer = secretary.post(pledges, data=form_of(secretary.get(pledges).text))

        assert answer.status_code == 422
        assert "The year has no rule book yet." in words(answer.text)


class TestReading:
    def test_members_read_every_line_its_rule_and_its_examples(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        make_rulebook(year)
        reader = visitor(client, login, year, Role.AUDITOR)
        page = words(reader.get(base(year)).text)

        assert "Advice and support for newly founded cooperatives" in page
        assert "Carried out ÷ target × 15, never above it" in page
        assert "expected 4.71" in page
        assert "comes out at 4.71 ✓ right" in page
        assert "from 80 %: 4 from 60 %: 3 otherwise: 2" in page
        assert "Content criteria, of a scale of 100 100" in page
        assert "Add a line" not in page

    def test_it_is_read_in_vietnamese_first(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        make_rulebook(year)
        reader = login(client, make_user(Grant(Role.AUDITOR, year.cluster_id)))
        page = words(reader.get(base(year)).text)

        assert "Tư vấn, hỗ trợ thành lập mới HTX, liên hiệp HTX trong năm" in page
        assert "Advice and support for newly founded cooperatives" not in page

    def test_a_year_without_a_rule_book_tells_the_secretary_to_start_one(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        assert "Start the rule book" in words(secretary.get(base(year)).text)

    def test_for_a_stranger_there_is_no_such_year(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        make_rulebook(year)
        stranger = login(client, make_user(locale="en"))

        assert stranger.get(base(year)).status_code == 404

    def test_the_number_of_queries_does_not_grow_with_the_lines(
        self, client: FlaskClient, login: Login, app: Flask
    ) -> None:
        def queries(lines: int) -> int:
            alliances = [make_alliance(f"T{lines}{n}", f"Tỉnh {lines}{n}") for n in range(2)]
            year = make_year(cluster=make_cluster(f"C{lines}"), alliances=alliances)
            make_rulebook(year, small_book(lines, scale=Decimal(lines)))
            reader = visitor(client, login, year, Role.SECRETARY)
            reader.get(base(year))
            return count_queries(lambda: reader.get(base(year)))

        assert queries(3) == queries(60)

    def test_a_version_that_does_not_exist_is_not_found(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year)

        assert secretary.get(base(year) + "?version=7").status_code == 404


class TestStarting:
    @pytest.mark.parametrize(
        ("source", "lines"),
        [pytest.param("sample", 51, id="the sample"), pytest.param("empty", 0, id="nothing")],
    )
    def test_the_secretary_starts_from(
        self, secretary: FlaskClient, year: Year, source: str, lines: int
    ) -> None:
        page = secretary.get(base(year) + "start").text
        answer = secretary.post(base(year) + "start", data=form_of(page) | {"source": source})

        assert answer.status_code == 302
        assert len(rulebook.current(year.id).book.criteria) == lines

    def test_or_from_another_years_rule_book(self, secretary: FlaskClient, year: Year) -> None:
        earlier = make_year(2025, cluster=year.cluster, alliances=0)
        source = make_rulebook(earlier, small_book(5))
        page = secretary.get(base(year) + "start").text
        secretary.post(base(year) + "start", data=form_of(page) | {"source": str(source)})

        assert len(rulebook.current(year.id).book.criteria) == 6
        assert "Nothing: both say the same." in words(secretary.get(base(year)).text)


class TestWritingALine:
    @pytest.mark.parametrize(
        ("code", "name"),
        [
            pytest.param(code, name, id=name)
            for code, name in (
                ("I", "a section"),
                ("I.1", "in proportion"),
                ("I.3", "by bands"),
                ("II.1", "counted"),
                ("III.5", "by bands downwards"),
                ("IV.1", "by answer"),
                ("IV.2", "by judgement"),
                ("IV.3", "a share"),
                ("VI.1", "points off"),
                ("TH.1", "bonus counted"),
                ("TH.3", "the highest bonus"),
                ("TP.1", "a penalty"),
                ("KC.1", "a gate"),
            )
        ],
    )
    def test_saving_what_the_form_shows_changes_nothing(
        self, secretary: FlaskClient, year: Year, code: str, name: str
    ) -> None:
        rulebook_id = make_rulebook(year, published=False)
        before = rulebook.load(rulebook_id)
        address = f"{base(year)}lines/{key_of(year, code)}"
        answer = secretary.post(address, data=form_of(secretary.get(address).text))

        assert answer.status_code == 302
        assert rulebook.load(rulebook_id) == before

    @pytest.mark.parametrize(
        ("address", "entered", "words_of_rule"),
        [
            pytest.param(
                "kind=content&formula=step_band&parent=I",
                {
                    "direction": "up",
                    "bands-0-limit": "80",
                    "bands-0-points": "4",
                    "bands-1-limit": "60",
                    "bands-1-points": "2,5",
                    "otherwise": "0",
                    "aggregate": "share",
                    "max_points": "4",
                    "examples-0-actual": "7.999",
                    "examples-0-base": "10.000",
                    "examples-0-points": "2,5",
                },
                "from 80 %: 4 from 60 %: 2.5 otherwise: 0",
                id="bands",
            ),
            pytest.param(
                "kind=content&formula=yes_no&parent=I",
                {
                    "choices-0-name_vi": "Đúng hạn",
                    "choices-0-name_en": "On time",
                    "choices-0-points": "2",
                    "choices-2-name_vi": "Trễ",
                    "choices-2-points": "1",
                    "max_points": "2",
                    "examples-0-choice": "2",
                    "examples-0-points": "1",
                },
                "On time: 2 Trễ: 1",
                id="answers, with a blank row between",
            ),
            pytest.param(
                "kind=penalty&formula=penalty_per_event",
                {
                    "choices-0-name_vi": "Vắng",
                    "choices-0-points": "0,5",
                    "max_points": "1",
                    "code": "TP.1",
                    "examples-0-counts-0": "3",
                    "examples-0-points": "-1",
                },
                "−0.5 for each: Vắng at most 1 off",
                id="penalty",
            ),
            pytest.param(
                "kind=content&formula=relative_to_leader&parent=I",
                {
                    "excess": "percent",
                    "aggregate": "sum",
                    "max_points": "10",
                    "examples-0-actual": "110",
                    "examples-0-target": "100",
                    "examples-0-members-0-actual": "120",
                    "examples-0-members-0-target": "100",
                    "examples-0-points": "7,5",
                },
                "Under target: carried out ÷ target × 5 target met: 5",
                id="compared with the best",
            ),
            pytest.param(
                "kind=content&formula=expert&parent=I",
                {
                    "step": "0,5",
                    "max_points": "3",
                    "examples-0-judged": "2,5",
                    "examples-0-reason": "Tốt",
                    "examples-0-points": "2,5",
                },
                "By judgement from 0 to 3 in steps of 0.5, with a reason",
                id="judgement",
            ),
        ],
    )
    def test_a_new_line_asks_for_its_own_numbers_and_computes_its_example(
        self,
        secretary: FlaskClient,
        year: Year,
        address: str,
        entered: dict[str, str],
        words_of_rule: str,
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        url = f"{base(year)}lines/create?{address}"
        common = {"name_vi": "Tiêu chí mới", "name_en": "New line", "unit": "%"}
        sent = form_of(secretary.get(url).text) | common | entered

        computed = secretary.post(url, data=sent | {"compute": "1"})
        assert computed.status_code == 200
        assert "✓ right" in words(computed.text)

        assert secretary.post(url, data=sent).status_code == 302
        assert words_of_rule in words(secretary.get(base(year)).text)

    def test_a_new_code_follows_the_last_of_its_section(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, published=False)
        url = f"{base(year)}lines/create?kind=content&formula=expert&parent=III"

        assert form_of(secretary.get(url).text)["code"] == "III.14"

    def test_faults_are_told_at_the_field_and_nothing_typed_is_lost(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        url = f"{base(year)}lines/create?kind=content&formula=step_band&parent=I"
        sent = form_of(secretary.get(url).text) | {
            "code": "I.9",
            "name_vi": "Tỷ lệ",
            "max_points": "bốn",
            "bands-0-limit": "80",
        }
        answer = secretary.post(url, data=sent)
        said = words(answer.text)

        assert answer.status_code == 422
        assert "“bốn” cannot be read as a number" in said
        assert "Fill this in, or leave the whole row blank." in said
        assert form_of(answer.text) | {"csrf_token": ""} == sent | {"csrf_token": ""}

    def test_a_code_already_taken_is_refused_at_its_field(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        url = f"{base(year)}lines/{key_of(year, 'I.1')}"
        answer = secretary.post(url, data=form_of(secretary.get(url).text) | {"code": "I.2"})

        assert answer.status_code == 422
        assert 'id="code-error"' in answer.text
        assert "The code I.2 is used more than once." in words(answer.text)

    def test_another_rule_keeps_the_rest_of_the_line(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        rulebook_id = make_rulebook(year, small_book(), published=False)
        url = f"{base(year)}lines/{key_of(year, 'I.1')}?formula=count_capped"
        secretary.post(url, data=form_of(secretary.get(url).text) | {"each": "2"})

        line = rulebook.load(rulebook_id).get("I.1")
        assert line.formula is not None
        assert (line.formula.kind, line.max_points, line.unit) == ("count_capped", 50, "HTX")

    def test_the_second_to_save_sees_both_versions(
        self, secretary: FlaskClient, year: Year, now: datetime
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        line_id = key_of(year, "I.1")
        url = f"{base(year)}lines/{line_id}"
        mine = form_of(secretary.get(url).text) | {"max_points": "70"}
        rulebook.change_criterion(
            SYSTEM, line_id, make_line("I.1", Decimal(60)), revision=1, now=now
        )
        answer = secretary.post(url, data=mine)

        assert answer.status_code == 409
        assert "Maximum 70 60" in words(answer.text)

    def test_lines_move_and_go(self, secretary: FlaskClient, year: Year) -> None:
        rulebook_id = make_rulebook(year, small_book(3, scale=Decimal(90)), published=False)
        second = f"{base(year)}lines/{key_of(year, 'I.2')}"
        token = form_of(secretary.get(second).text)["csrf_token"]
        secretary.post(f"{second}/move", data={"csrf_token": token, "direction": "up"})
        first = f"{base(year)}lines/{key_of(year, 'I.1')}"
        secretary.post(f"{first}/delete", data={"csrf_token": token, "revision": "1"})

        assert [c.code for c in rulebook.load(rulebook_id).criteria] == ["I", "I.2", "I.3"]

    def test_the_pages_before_a_line_offer_every_kind(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        offered = secretary.get(f"{base(year)}lines/new?parent=I").text
        links = [unescape(link) for link in re.findall(r'href="([^"]+lines/create[^"]+)"', offered)]

        assert len(links) == 15
        assert {secretary.get(link).status_code for link in links} == {200}

    @pytest.mark.parametrize(
        "address",
        [
            pytest.param("lines/create?kind=content&formula=guess", id="no such rule"),
            pytest.param("lines/create?kind=gate&formula=expert", id="a gate has no rule"),
            pytest.param("lines/create", id="nothing chosen"),
            pytest.param("lines/999", id="no such line"),
        ],
    )
    def test_what_does_not_exist_is_not_found(
        self, secretary: FlaskClient, year: Year, address: str
    ) -> None:
        make_rulebook(year, small_book(), published=False)

        assert secretary.get(base(year) + address).status_code == 404

    def test_a_line_of_another_year_is_not_found(self, secretary: FlaskClient, year: Year) -> None:
        make_rulebook(year, small_book(), published=False)
        other = make_year(2025, cluster=year.cluster, alliances=0)
        make_rulebook(other, small_book(), published=False)

        assert secretary.get(f"{base(year)}lines/{key_of(other, 'I.1')}").status_code == 404


class TestSettings:
    def test_saving_what_the_form_shows_changes_nothing(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        rulebook_id = make_rulebook(year, published=False)
        before = rulebook.load(rulebook_id)
        url = base(year) + "settings"
        answer = secretary.post(url, data=form_of(secretary.get(url).text))

        assert answer.status_code == 302
        assert rulebook.load(rulebook_id) == before

    def test_scale_ladder_and_classes_are_set(self, secretary: FlaskClient, year: Year) -> None:
        rulebook_id = make_rulebook(year, small_book(), published=False)
        url = base(year) + "settings"
        sent = form_of(secretary.get(url).text) | {
            "scale": "1.000",
            "bonus_cap": "50",
            "cross_method": "median",
            "ladder-0": "fewer_penalties",
            "ladder-1": "section:I",
            "bands-0-name_vi": "Xuất sắc",
            "bands-0-from_total": "900",
            "bands-0-least_percent": "85",
        }
        secretary.post(url, data=sent)

        book = rulebook.load(rulebook_id)
        assert (book.scale, book.bonus_cap, book.cross_method.value) == (1000, 50, "median")
        assert [(r.kind.value, r.section) for r in book.ladder] == [
            ("fewer_penalties", None),
            ("section", "I"),
        ]
        (band,) = book.bands
        assert (band.key, band.name_en, band.from_total, band.least_share) == (
            "xuat_sac",
            "Xuất sắc",
            900,
            Decimal("0.85"),
        )


class TestPublishing:
    def test_a_book_with_problems_is_refused_with_all_of_them(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        data = small_book() | {"scale": "1000"}
        data["criteria"][1]["examples"] = [
            {"measure": {"actual": "1", "target": "2"}, "points": "1"}
        ]
        make_rulebook(year, data, published=False)
        page = secretary.get(base(year)).text
        answer = secretary.post(base(year) + "publish", data=form_of(page))
        said = words(answer.text)

        assert answer.status_code == 422
        assert "I.1, example 1: expected 1 points, but 25 come out" in said
        assert "The content lines add up to 100 points, the scale is 1,000." in said
        assert rulebook.current(year.id).published_at is None

    def test_the_chair_publishes_and_takes_back(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        make_rulebook(year, published=False)
        chair = visitor(client, login, year, Role.CHAIR)
        token = form_of(chair.get(base(year)).text)
        assert chair.post(base(year) + "publish", data=token).status_code == 302
        assert rulebook.current(year.id).published_at is not None

        assert "Take the publication back" in words(chair.get(base(year)).text)
        chair.post(base(year) + "reopen", data=token)
        assert rulebook.current(year.id).published_at is None

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.CHAIR])
    def test_only_the_secretary_opens_the_forms(
        self, client: FlaskClient, login: Login, year: Year, role: Role
    ) -> None:
        make_rulebook(year, small_book(), published=False)
        alliance = 1 if role is Role.OFFICER else None
        grant = Grant(role, year.cluster_id, alliance)
        reader = login(client, make_user(grant, locale="en"))
        forms = ("settings", "lines/new", f"lines/{key_of(year, 'I.1')}")

        assert [reader.get(base(year) + form).status_code for form in forms] == [403] * 3

    def test_a_published_book_says_why_it_cannot_be_written(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year)
        answer = secretary.get(base(year) + "settings")

        assert answer.status_code == 422
        assert "take the publication back" in words(answer.text)


class TestOnceThePledgeIsSigned:
    def test_a_new_version_is_started_published_and_asks_for_an_amendment(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, small_book())
        make_signed_pledge(year)
        assert "it changes only by a new version" in words(secretary.get(base(year)).text)

        url = base(year) + "versions/new"
        empty = form_of(secretary.get(url).text)
        assert secretary.post(url, data=empty).status_code == 422
        assert secretary.post(url, data=empty | {"reason": "Thêm thưởng"}).status_code == 302

        sent = form_of(secretary.get(base(year) + "settings").text) | {"bonus_cap": "5"}
        secretary.post(base(year) + "settings", data=sent)
        page = secretary.get(base(year)).text
        assert "Changed since 2026, version 1" in words(page)
        assert "Settings Bonus points at most 0 5" in words(page)

        secretary.post(base(year) + "publish", data=form_of(page))
        said = words(secretary.get(base(year)).text)
        assert "The pledge stands on an older version of the rule book." in said
        assert "Thêm thưởng" in said

        first = words(secretary.get(base(year) + "?version=1").text)
        assert "Version 1 Download as Excel Frozen by signatures" in first

    def test_an_earlier_years_version_is_compared_when_asked(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        earlier = make_year(2025, cluster=year.cluster, alliances=0)
        source = make_rulebook(earlier, small_book(4))
        make_rulebook(year, small_book())
        page = words(secretary.get(f"{base(year)}?compared={source}").text)

        assert "Changed since 2025, version 1" in page
        assert "I.3 removed Criterion I.3" in page


class TestPagesThatLeadNowhere:
    def test_a_member_neither_starts_a_rule_book_nor_a_version(
        self, client: FlaskClient, login: Login, year: Year
    ) -> None:
        auditor = visitor(client, login, year, Role.AUDITOR)
        assert auditor.get(base(year) + "start").status_code == 403
        make_rulebook(year, small_book())
        make_signed_pledge(year)

        assert auditor.get(base(year) + "versions/new").status_code == 403

    def test_the_secretary_is_told_why_there_is_nothing_to_start(
        self, secretary: FlaskClient, year: Year
    ) -> None:
        make_rulebook(year, small_book())
        second = secretary.get(base(year) + "start")
        version = secretary.get(base(year) + "versions/new")

        assert (second.status_code, version.status_code) == (422, 422)
        assert "The year has a rule book already." in words(second.text)
        assert "Nobody has signed on this rule book yet" in words(version.text)
