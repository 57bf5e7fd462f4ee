"""Members barred from nomination."""

import pytest
from flask import Flask

from cluster.domain.errors import NotAllowed, NotFound, RuleViolation
from cluster.domain.permissions import Role
from cluster.models import NominationBar, Year
from cluster.services import scoring
from tests.conftest import NOW
from tests.make.scoring import (
    acting,
    ids_of,
    make_scoring_year,
    officer,
)


def bar(year: Year, *, code: str = "KC.2", document: str = "QĐ 12/QĐ-TTr") -> NominationBar:
    return scoring.bar_nomination(
        acting(year, Role.SECRETARY),
        year.id,
        alliance_id=ids_of(year)[0],
        code=code,
        document=document,
        now=NOW,
    )


def test_a_bar_stands_until_it_is_lifted_by_a_document(app: Flask) -> None:
    year = make_scoring_year()
    own = ids_of(year)[0]
    secretary = acting(year, Role.SECRETARY)
    set_bar = bar(year)

    standing = scoring.barred(year.id)
    scoring.lift_bar(secretary, year.id, set_bar.id, document="KL 15/KL-TTr", now=NOW)

    assert standing == {own: frozenset({"KC.2"})}
    assert scoring.barred(year.id) == {}
    assert scoring.get_bar(secretary, year.id, set_bar.id).lifted_at == NOW
    with pytest.raises(RuleViolation):
        scoring.lift_bar(secretary, year.id, set_bar.id, document="KL 15/KL-TTr", now=NOW)


@pytest.mark.parametrize(
    ("code", "document"),
    [
        pytest.param("III.1", "QĐ 12/QĐ-TTr", id="no gate"),
        pytest.param("KC.2", "  ", id="no document"),
    ],
)
def test_a_bar_needs_a_gate_and_a_document(app: Flask, code: str, document: str) -> None:
    year = make_scoring_year()

    with pytest.raises(RuleViolation):
        bar(year, code=code, document=document)
    assert scoring.barred(year.id) == {}


def test_a_member_is_barred_once_under_a_gate(app: Flask) -> None:
    year = make_scoring_year()
    bar(year)

    with pytest.raises(RuleViolation) as refusal:
        bar(year)

    assert str(refusal.value.message) == "This member is barred under KC.2 already."


def test_bars_are_shown_to_those_who_run_judge_or_audit(app: Flask) -> None:
    year = make_scoring_year()

    with pytest.raises(NotAllowed):
        scoring.list_bars(officer(year, ids_of(year)[0]), year.id)
    with pytest.raises(NotFound):
        scoring.get_bar(acting(year, Role.AUDITOR), year.id, 99)
    assert scoring.list_bars(acting(year, Role.AUDITOR), year.id).may_change is False
