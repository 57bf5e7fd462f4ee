"""The record of changes in words."""

import ast
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import cluster.services
from cluster.domain.audit import Change, EntryFacts, alliances_in, changes, sees_values
from cluster.domain.audit_words import ACTION_NAMES, ACTIONS, AREA_NAMES, Area, called
from cluster.domain.awards import AWARD_STATUS_NAMES, AwardStatus
from cluster.domain.errors import Message, _
from cluster.domain.permissions import SYSTEM, Actor, Grant, Role
from cluster.domain.years import PHASE_NAMES, Phase

SERVICES = Path(cluster.services.__path__[0])
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
HERE, OWN, OTHER = 1, 10, 20
NAMES = {1: "Khánh Hòa", 2: "Đồng Nai"}


def actions_of(source: str) -> set[str]:
    """Return every text of a module that is written like an action."""
    found = {n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)}
    texts = {text for text in found if isinstance(text, str) and ACTION.fullmatch(text)}
    return {text for text in texts if not text.endswith((".csv", ".json"))}


def recorded_actions(source: str) -> list[ast.expr]:
    """Return what each `audit.record(…)` of a module is given as its action."""
    return [
        node.args[1]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    ]


SOURCES = [path.read_text(encoding="utf-8") for path in sorted(SERVICES.rglob("*.py"))]


def test_every_action_that_a_service_records_has_its_words() -> None:
    assert {action for source in SOURCES for action in actions_of(source)} == set(ACTION_NAMES)


def test_no_action_is_put_together_out_of_pieces() -> None:
    recorded = [action for source in SOURCES for action in recorded_actions(source)]

    assert len(recorded) > 40
    assert [ast.unparse(a) for a in recorded if isinstance(a, ast.JoinedStr | ast.BinOp)] == []


def test_every_area_has_a_name_and_its_actions() -> None:
    assert (list(AREA_NAMES), list(ACTIONS)) == (list(Area), list(Area))


def test_only_what_differs_is_told() -> None:
    told = changes({"name": "Cũ", "seat": "Nha Trang"}, {"name": "Mới", "seat": "Nha Trang"}, NAMES)

    assert told == [Change(name=_("Name"), before="Cũ", after="Mới")]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        pytest.param("phase", "frozen", PHASE_NAMES[Phase.FROZEN], id="a phase by its name"),
        pytest.param(
            "status", "handed_out", AWARD_STATUS_NAMES[AwardStatus.HANDED_OUT], id="a state"
        ),
        pytest.param("decided_on", "2026-12-05", date(2026, 12, 5), id="a day"),
        pytest.param("name", "2026-13-45", "2026-13-45", id="what only looks like a day"),
        pytest.param("name", "0123456789", "0123456789", id="ten letters that are no day"),
        pytest.param("report", "2026-04-01", date(2026, 4, 1), id="the planned day of a phase"),
        pytest.param("leader_id", 2, "Đồng Nai", id="an alliance"),
        pytest.param("members", [2, 1], "Đồng Nai, Khánh Hòa", id="two alliances"),
        pytest.param("members", [2, 1, 2], "Đồng Nai, Khánh Hòa, Đồng Nai", id="more alliances"),
        pytest.param("pairs", [[1, 2], [2, 1]], "Khánh Hòa → Đồng Nai, Đồng Nai → Khánh Hòa",
                     id="who scores whom"),
        pytest.param("points", "-0.50", Decimal("-0.5"), id="points"),
        pytest.param("points", "nhiều", "nhiều", id="points that are no number"),
        pytest.param("deputy_id", 3, "–", id="an alliance that nobody knows"),
        pytest.param("is_head", True, Message("yes"), id="yes"),
        pytest.param("is_head", False, Message("no"), id="no"),
        pytest.param("version", 3, "3", id="a number"),
        pytest.param("sha256", "0123456789abcdef0123", "0123456789abcdef…", id="a fingerprint"),
        pytest.param("codes", ["BK", "GK"], "BK, GK", id="a list"),
        pytest.param(
            "I.1", {"value": "12", "not_assigned": False, "none": None}, "value: 12", id="nested"
        ),
        pytest.param("note", "x" * 400, "x" * 300 + " …", id="cut where it is long"),
    ],
)  # fmt: skip
def test_values_are_told_in_words(field: str, value: object, told: object) -> None:
    (change,) = changes(None, {field: value}, NAMES)

    assert (change.before, change.after) == (None, told)


def test_the_system_is_called_so_a_person_by_name() -> None:
    assert [called(name) for name in (SYSTEM.name, "Nguyễn Văn An")] == [
        Message("the system"),
        "Nguyễn Văn An",
    ]


@pytest.mark.parametrize("value", ["", None, [{"a": [], "b": {}}]])
def test_nothing_is_told_of_nothing(value: object) -> None:
    assert changes(None, {"name": value}, NAMES) == []


def test_the_figures_of_a_score_are_told_one_by_one() -> None:
    before = {"points": "4", "scorer_id": 0, "measure": {"actual": "12", "events": {"late": 1}}}
    after = {"points": "4.5", "scorer_id": 0, "measure": {"actual": "13", "events": {"late": 1}}}

    assert changes(before, after, NAMES) == [
        Change(name=_("Points"), before=Decimal(4), after=Decimal("4.5")),
        Change(name=_("Carried out"), before=Decimal(12), after=Decimal(13)),
    ]
    assert [str(change.name) for change in changes(None, after, NAMES)] == [
        "Points",
        "Carried out",
        "Events",
    ]


def test_a_field_without_words_keeps_its_own_name() -> None:
    assert changes({}, {"III.1": "a"}, NAMES) == [Change(name="III.1", before=None, after="a")]


def test_the_alliances_of_a_record_are_found() -> None:
    record = {"members": [1, 2], "pairs": [[3, 4]], "leader_id": 5, "deputy_id": None, "x": 9}

    assert (alliances_in(record), alliances_in(None)) == ({1, 2, 3, 4, 5}, set())


def holder(*roles: Role, alliance_id: int | None = None, user_id: int | None = 7) -> Actor:
    return Actor(user_id=user_id, name="", grants=tuple(Grant(r, HERE, alliance_id) for r in roles))


OFFICER = holder(Role.OFFICER, alliance_id=OWN)
SECRETARY, CHAIR, AUDITOR = (
    holder(r) for r in (Role.SECRETARY, Role.CHAIR, Role.AUDITOR)
)  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "action", "phase", "alliance_id", "user_id", "seen"),
    [
        pytest.param(SYSTEM, "score.given", Phase.REVIEW, OWN, 1, True, id="the system"),
        pytest.param(AUDITOR, "score.given", Phase.REVIEW, OWN, 1, True, id="the auditor"),
        pytest.param(SECRETARY, "score.given", Phase.COUNCIL, OWN, 1, False, id="secretary, early"),
        pytest.param(CHAIR, "score.given", Phase.COUNCIL, OWN, 1, False, id="chair, early"),
        pytest.param(CHAIR, "score.given", Phase.FROZEN, OWN, 1, True, id="chair, frozen"),
        pytest.param(OFFICER, "score.given", Phase.COUNCIL, OWN, 1, False, id="the scored, early"),
        pytest.param(OFFICER, "score.given", Phase.FROZEN, OWN, 1, True, id="the scored, frozen"),
        pytest.param(OFFICER, "score.given", Phase.FROZEN, OTHER, 1, False, id="another's points"),
        pytest.param(OFFICER, "score.given", Phase.REVIEW, OTHER, 7, True, id="one's own act"),
        pytest.param(SECRETARY, "achievement.drafted", Phase.REPORT, OWN, 1, False, id="a draft"),
        pytest.param(OFFICER, "achievement.drafted", Phase.REPORT, OWN, 1, True, id="own draft"),
        pytest.param(SECRETARY, "award.proposed", Phase.COUNCIL, OWN, 1, True, id="anything else"),
        pytest.param(SECRETARY, "year.moved", Phase.COUNCIL, None, None, True, id="of the system"),
        pytest.param(holder(Role.SECRETARY, user_id=None), "score.given", Phase.REVIEW, OWN, None,
                     False, id="nobody's act is not mine"),
    ],
)  # fmt: skip
def test_points_and_drafts_stay_hidden_from_those_they_are_not_for(
    actor: Actor,
    action: str,
    phase: Phase,
    alliance_id: int | None,
    user_id: int | None,
    seen: bool,
) -> None:
    entry = EntryFacts(
        action=action, cluster_id=HERE, phase=phase, alliance_id=alliance_id, user_id=user_id
    )

    assert sees_values(actor, entry) == seen
