"""The rule book of a year as the services keep it."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from cluster.database import atomic, db
from cluster.domain.achievements import Aggregate
from cluster.domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.rulebook import CriterionKind, rulebook_from_data
from cluster.domain.rulebook_checks import example_outcome, problems
from cluster.domain.rulebook_shown import redline_shown
from cluster.domain.years import Phase
from cluster.models import AuditEntry, Pledge, Score, Year
from cluster.services import achievements, dashboard, pledges, rulebook, scoring, years
from cluster.services.members import members_of
from tests.make.pledges import make_signed_pledge, make_signer, sign
from tests.make.rulebook import make_counted_line, make_line, make_rulebook, small_book
from tests.make.years import make_year


def holder_of(*roles: Role, year: Year) -> Actor:
    grants = tuple(Grant(role, year.cluster_id) for role in roles)
    return Actor(user_id=None, name="Nguyễn Văn An", grants=grants)


def frozen_book() -> tuple[Year, int]:
    """Return a year whose small rule book stands under a pledge that all have signed."""
    year = make_year(alliances=2)
    rulebook_id = make_rulebook(year, small_book())
    make_signed_pledge(year)
    return year, rulebook_id


def counted(year: Year, now: datetime) -> tuple[int, list[str], list[str], int]:
    """Return what the year goes by: rule book, scored lines, reported lines, lines to settle."""
    table = scoring.score_table(SYSTEM, year.id)
    reported = achievements.overview(SYSTEM, year.id).rows
    board = dashboard.of_year(SYSTEM, year.id, now=now)
    return (
        table.rulebook_id,
        [row.criterion.code for row in table.rows if not row.is_section],
        [criterion.code for _depth, criterion in reported],
        board.all_members[0].lines,
    )


class TestTheSample:
    def test_has_seven_sections_of_100_points_and_nothing_wrong_with_it(self) -> None:
        book = rulebook_from_data(rulebook.sample_data() | {"version": 1})
        maxima = [book.section_maximum(f"{n}") for n in ("I", "II", "III", "IV", "V", "VI", "VII")]

        assert maxima == [10, 10, 45, 12, 8, 8, 7]
        assert book.bonus_cap == 5
        assert [c.code for c in book.lines(CriterionKind.PENALTY)] == ["TP.1", "TP.2", "TP.3"]
        assert [c.code for c in book.criteria if c.kind is CriterionKind.GATE] == ["KC.1", "KC.2"]
        assert book.gates_on == {"KC.2"}
        assert problems(book) == []

    def test_lets_only_the_lines_of_the_fund_be_left_out(self) -> None:
        book = rulebook_from_data(rulebook.sample_data() | {"version": 1})

        assert [c.code for c in book.criteria if c.may_be_not_assigned] == ["III.4", "III.5"]

    def test_says_of_every_line_where_it_comes_from_and_how_it_is_counted(self) -> None:
        book = rulebook_from_data(rulebook.sample_data() | {"version": 1})
        lines = [c for c in book.criteria if c.kind is not CriterionKind.SECTION]

        assert [c.code for c in lines if not (c.citation and c.guidance)] == []
        assert [c.code for c in book.lines() if not c.examples] == []

    @pytest.mark.parametrize(
        ("code", "points"),
        [
            pytest.param("III.1", ["4.71", "10.50", "15.00"], id="new cooperatives"),
            pytest.param("III.2", ["1.88"], id="training classes"),
            pytest.param("I.3", ["4", "3", "3", "2"], id="share of members, by bands"),
            pytest.param("VI.1", ["1.5", "4", "0"], id="late and missing reports"),
        ],
    )
    def test_gives_the_points_of_the_known_cases(self, code: str, points: list[str]) -> None:
        line = rulebook_from_data(rulebook.sample_data() | {"version": 1}).get(code)
        found = [example_outcome(line, example).points for example in line.examples]

        assert found == [Decimal(p) for p in points]


class TestStarting:
    def test_what_is_imported_is_read_back_whole(self, app: Flask) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, published=False)

        read = rulebook.load(rulebook_id)
        assert read == rulebook_from_data(rulebook.sample_data() | {"version": 1})
        assert rulebook.current(year.id).book == read

    def test_a_year_without_a_rule_book_has_none_in_use(self, app: Flask) -> None:
        with pytest.raises(NotFound):
            rulebook.current(make_year(alliances=2).id)

    def test_a_second_import_is_refused(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book())

        with pytest.raises(RuleViolation, match="has a rule book already"):
            rulebook.import_book(SYSTEM, year.id, small_book(), now=now)

    def test_bad_data_is_refused_by_the_name_of_the_entry(self, app: Flask, now: datetime) -> None:
        data = small_book()
        data["criteria"][1]["formula"] = {"kind": "guess"}

        with pytest.raises(RuleViolation, match=r"criteria\[1\]\.formula\.kind"):
            rulebook.import_book(SYSTEM, make_year(alliances=2).id, data, now=now)

    def test_a_copy_keeps_codes_and_starts_as_a_draft(self, app: Flask, now: datetime) -> None:
        source = make_year(2025, alliances=2)
        source_id = make_rulebook(source)
        year = make_year(2026, cluster=source.cluster, alliances=0)
        copy_id = rulebook.copy_to_year(SYSTEM, source_id, year, now=now)

        assert rulebook.load(copy_id) == rulebook.load(source_id)
        assert rulebook.current(year.id).published_at is None

    def test_a_changed_copy_shows_the_difference_to_last_year(
        self, app: Flask, now: datetime
    ) -> None:
        source = make_year(2025, alliances=2)
        source_id = make_rulebook(source, small_book())
        year = make_year(2026, cluster=source.cluster, alliances=0)
        copy_id = rulebook.copy_to_year(SYSTEM, source_id, year, now=now)
        changed = make_line("I.1", Decimal(40))
        key = rulebook.view(SYSTEM, year.id).keys["I.1"]
        rulebook.change_criterion(SYSTEM, key.id, changed, revision=key.revision, now=now)
        rulebook.add_criterion(SYSTEM, copy_id, make_line("I.3", Decimal(10)), now=now)

        page = rulebook.view(SYSTEM, year.id)
        assert page.compared is not None
        assert page.compared.id == source_id
        assert page.earlier is not None
        changes = redline_shown(page.earlier, page.book)
        assert [(c.code, c.old is None, [f.label.text for f in c.fields]) for c in changes] == [
            ("I.1", False, ["Maximum"]),
            ("I.3", True, []),
        ]


class TestWriting:
    def test_a_line_is_added_changed_moved_and_deleted(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book(), published=False)
        line_id = rulebook.add_criterion(
            SYSTEM, rulebook_id, make_counted_line("I.3", "2.5", "5"), now=now
        )
        rulebook.move_criterion(SYSTEM, line_id, up=True, now=now)
        rulebook.move_criterion(SYSTEM, line_id, up=True, now=now)
        rulebook.move_criterion(SYSTEM, line_id, up=True, now=now)
        assert [c.code for c in rulebook.load(rulebook_id).children("I")] == ["I.3", "I.1", "I.2"]

        changed = make_line("I.3", Decimal(7), aggregate=Aggregate.LAST)
        rulebook.change_criterion(SYSTEM, line_id, changed, revision=1, now=now)
        assert rulebook.load(rulebook_id).get("I.3") == changed

        rulebook.delete_criterion(SYSTEM, line_id, revision=2, now=now)
        assert [c.code for c in rulebook.load(rulebook_id).criteria] == ["I", "I.1", "I.2"]
        written = [entry.action for entry in db.session.scalars(select(AuditEntry))]
        assert [action for action in written if action.startswith("criterion.")] == [
            "criterion.added",
            "criterion.moved",
            "criterion.moved",
            "criterion.changed",
            "criterion.deleted",
        ]

    def test_a_section_renamed_takes_its_lines_along(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book(), published=False)
        section = make_line(
            "A", Decimal(0), parent_code=None, kind=CriterionKind.SECTION, formula=None
        )
        key = rulebook.view(SYSTEM, year.id).keys["I"]
        rulebook.change_criterion(SYSTEM, key.id, section, revision=1, now=now)

        assert [c.code for c in rulebook.load(rulebook_id).lines_under("A")] == ["I.1", "I.2"]

    def test_deleting_a_line_of_a_new_version_leaves_its_scores(
        self, app: Flask, now: datetime
    ) -> None:
        year, _id = frozen_book()
        add_score(year, "I.2", now)
        rulebook.new_version(SYSTEM, year.id, reason="Bỏ tiêu chí", now=now)
        key = rulebook.view(SYSTEM, year.id).keys["I.2"]
        rulebook.delete_criterion(SYSTEM, key.id, revision=1, now=now)

        assert db.session.scalars(select(Score.criterion_code)).all() == ["I.2"]

    @pytest.mark.parametrize(
        ("change", "sentence", "field"),
        [
            pytest.param({"code": "I.2"}, "used more than once", "code", id="code taken"),
            pytest.param({"code": ""}, "needs a code", "code", id="no code"),
            pytest.param(
                {"parent_code": "I.2"}, "not a section", "parent_code", id="under a criterion"
            ),
            pytest.param({"parent_code": "X"}, "not a section", "parent_code", id="under nothing"),
        ],
    )
    def test_a_line_out_of_place_is_refused(
        self, app: Flask, now: datetime, change: dict[str, str], sentence: str, field: str
    ) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book(), published=False)
        key = rulebook.view(SYSTEM, year.id).keys["I.1"]
        wanted = make_line(**({"code": "I.1"} | change))

        with pytest.raises(RuleViolation, match=sentence) as refusal:
            rulebook.change_criterion(SYSTEM, key.id, wanted, revision=1, now=now)
        assert refusal.value.field == field

    def test_a_section_cannot_stand_under_itself(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book(), published=False)
        key = rulebook.view(SYSTEM, year.id).keys["I"]
        wanted = make_line("I", Decimal(0), kind=CriterionKind.SECTION, formula=None)

        with pytest.raises(RuleViolation, match="under itself"):
            rulebook.change_criterion(SYSTEM, key.id, wanted, revision=1, now=now)

    def test_a_section_with_lines_is_not_deleted(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book(), published=False)
        key = rulebook.view(SYSTEM, year.id).keys["I"]

        with pytest.raises(RuleViolation, match="not empty"):
            rulebook.delete_criterion(SYSTEM, key.id, revision=1, now=now)

    def test_the_second_to_save_is_told_and_shown_both(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book(), published=False)
        key = rulebook.view(SYSTEM, year.id).keys["I.1"]
        rulebook.change_criterion(
            SYSTEM, key.id, make_line("I.1", Decimal(60)), revision=1, now=now
        )

        with pytest.raises(Conflict) as refusal:
            rulebook.change_criterion(
                SYSTEM, key.id, make_line("I.1", Decimal(70)), revision=1, now=now
            )
        assert refusal.value.yours["Maximum"] == 70
        assert refusal.value.theirs["Maximum"] == 60

    def test_settings_change_under_their_own_revision(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book(), published=False)
        rulebook.change_settings(
            SYSTEM, rulebook_id, {"scale": "1000", "bonus_cap": "50"}, revision=1, now=now
        )

        book = rulebook.load(rulebook_id)
        assert (book.scale, book.bonus_cap, len(book.criteria)) == (1000, 50, 3)
        with pytest.raises(Conflict) as refusal:
            rulebook.change_settings(SYSTEM, rulebook_id, {"scale": "100"}, revision=1, now=now)
        assert (refusal.value.yours["Scale"], refusal.value.theirs["Scale"]) == (100, 1000)


class TestPublishing:
    def test_is_refused_while_an_example_comes_out_wrong(self, app: Flask, now: datetime) -> None:
        data = rulebook.sample_data()
        third = next(c for c in data["criteria"] if c["code"] == "III.1")
        third["examples"][0]["points"] = "5.00"
        rulebook_id = make_rulebook(make_year(alliances=2), data, published=False)

        with pytest.raises(RuleViolation, match=r"III\.1, example 1: expected 5\.00 points"):
            rulebook.publish(SYSTEM, rulebook_id, now=now)

    def test_is_refused_while_the_lines_miss_the_scale(self, app: Flask, now: datetime) -> None:
        rulebook_id = make_rulebook(
            make_year(alliances=2), small_book() | {"scale": "1000"}, published=False
        )

        with pytest.raises(RuleViolation, match="add up to 100 points, the scale is 1000"):
            rulebook.publish(SYSTEM, rulebook_id, now=now)

    def test_closes_the_book_until_it_is_taken_back(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book())
        with pytest.raises(RuleViolation, match="take the publication back"):
            rulebook.change_settings(SYSTEM, rulebook_id, {"scale": "50"}, revision=2, now=now)
        with pytest.raises(RuleViolation, match="published already"):
            rulebook.publish(SYSTEM, rulebook_id, now=now)

        rulebook.reopen(SYSTEM, rulebook_id, now=now)
        rulebook.change_settings(SYSTEM, rulebook_id, {"bonus_cap": "5"}, revision=3, now=now)
        assert rulebook.load(rulebook_id).bonus_cap == 5
        with pytest.raises(RuleViolation, match="not published"):
            rulebook.reopen(SYSTEM, rulebook_id, now=now)


class TestOnceThePledgeIsSigned:
    def test_the_book_is_frozen(self, app: Flask, now: datetime) -> None:
        year, rulebook_id = frozen_book()

        assert rulebook.current(year.id).frozen
        with pytest.raises(RuleViolation, match="make a new version"):
            rulebook.change_settings(SYSTEM, rulebook_id, {"scale": "50"}, revision=2, now=now)
        with pytest.raises(RuleViolation, match="make a new version"):
            rulebook.reopen(SYSTEM, rulebook_id, now=now)

    def test_a_new_version_changes_it_and_asks_for_an_amendment(
        self, app: Flask, now: datetime
    ) -> None:
        year, rulebook_id = frozen_book()
        second = rulebook.new_version(SYSTEM, year.id, reason="Thêm tiêu chí", now=now)
        assert rulebook.current(year.id).id == rulebook_id

        rulebook.change_settings(SYSTEM, second, {"bonus_cap": "3"}, revision=1, now=now)
        assert not rulebook.pledge_to_amend(year.id)
        rulebook.publish(SYSTEM, second, now=now)

        in_use = rulebook.current(year.id)
        assert (in_use.version, in_use.frozen, in_use.book.bonus_cap) == (2, False, 3)
        assert rulebook.load(rulebook_id).bonus_cap == 0
        assert rulebook.pledge_to_amend(year.id)

        signed = db.session.scalars(select(Pledge.id)).one()
        pledges.amend(SYSTEM, signed, reason="Bảng tiêu chí mới", now=now)
        assert not rulebook.pledge_to_amend(year.id)

    def test_a_published_version_counts_only_once_all_have_signed_it(
        self, app: Flask, now: datetime
    ) -> None:
        year, first = frozen_book()
        years.move(SYSTEM, year.id, Phase.REPORT, now=now)
        assert counted(year, now) == (first, ["I.1", "I.2"], ["I", "I.1", "I.2"], 2)
        second = rulebook.new_version(SYSTEM, year.id, reason="Bỏ tiêu chí", now=now)
        key = rulebook.view(SYSTEM, year.id).keys["I.1"]
        rulebook.delete_criterion(SYSTEM, key.id, revision=key.revision, now=now)
        key = rulebook.view(SYSTEM, year.id).keys["I.2"]
        rulebook.change_criterion(
            SYSTEM, key.id, make_line("I.2", Decimal(100)), revision=key.revision, now=now
        )
        rulebook.publish(SYSTEM, second, now=now)
        signed = db.session.scalars(select(Pledge.id)).one()
        amendment = pledges.amend(SYSTEM, signed, reason="Bảng tiêu chí mới", now=now)
        one, other = (member.alliance_id for member in members_of(year))
        sign(amendment, make_signer(year, one), one)

        assert rulebook.current(year.id).id == second
        assert counted(year, now) == (first, ["I.1", "I.2"], ["I", "I.1", "I.2"], 2)

        sign(amendment, make_signer(year, other), other)

        assert counted(year, now) == (second, ["I.2"], ["I", "I.2"], 1)

    @pytest.mark.parametrize(
        ("reason", "sentence"),
        [
            pytest.param(" ", "needs a reason", id="no reason"),
            pytest.param("Thêm", "a draft already", id="beside a draft"),
        ],
    )
    def test_a_new_version_is_refused(
        self, app: Flask, now: datetime, reason: str, sentence: str
    ) -> None:
        year, _id = frozen_book()
        if sentence == "a draft already":
            rulebook.new_version(SYSTEM, year.id, reason="Sửa", now=now)

        with pytest.raises(RuleViolation, match=sentence):
            rulebook.new_version(SYSTEM, year.id, reason=reason, now=now)

    def test_before_any_signature_no_new_version_is_needed(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        make_rulebook(year, small_book())

        with pytest.raises(RuleViolation, match="take it back instead"):
            rulebook.new_version(SYSTEM, year.id, reason="Sửa", now=now)


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "writes", "publishes"),
        [
            pytest.param(Role.SECRETARY, True, True, id="secretary"),
            pytest.param(Role.CHAIR, False, True, id="chair"),
            pytest.param(Role.OFFICER, False, False, id="officer"),
            pytest.param(Role.AUDITOR, False, False, id="auditor"),
        ],
    )
    def test_the_secretary_writes_and_the_chair_may_publish(
        self, app: Flask, now: datetime, role: Role, writes: bool, publishes: bool
    ) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book(), published=False)
        actor = holder_of(role, year=year)

        def allowed(action: Callable[[], object]) -> bool:
            try:
                action()
            except NotAllowed:
                return False
            return True

        assert rulebook.view(actor, year.id).book.version == 1
        assert writes == allowed(
            lambda: rulebook.change_settings(actor, rulebook_id, {}, revision=1, now=now)
        )
        assert publishes == allowed(lambda: rulebook.publish(actor, rulebook_id, now=now))

    def test_for_a_stranger_the_rule_book_does_not_exist(self, app: Flask, now: datetime) -> None:
        year = make_year(alliances=2)
        rulebook_id = make_rulebook(year, small_book(), published=False)
        stranger = Actor(user_id=None, name="Lạ", grants=(Grant(Role.SECRETARY, 999),))

        with pytest.raises(NotFound):
            rulebook.view(stranger, year.id)
        with pytest.raises(NotFound):
            rulebook.publish(stranger, rulebook_id, now=now)


@atomic()
def add_score(year: Year, code: str, now: datetime) -> None:
    db.session.add(
        Score(
            year_id=year.id,
            alliance_id=1,
            criterion_code=code,
            layer="self",
            revision=1,
            points=Decimal(0),
            scored_at=now,
        )
    )
