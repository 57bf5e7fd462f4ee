"""Passwords that open an account, and those that lock it."""

from datetime import datetime, timedelta

import pytest

from cluster.database import db
from cluster.domain.errors import RuleViolation
from cluster.domain.people import LockRule
from cluster.domain.permissions import SYSTEM, Grant, Role
from cluster.models import User
from cluster.services import people
from cluster.services.people import Newcomer
from tests.make.people import PASSWORD, actions_on, make_user

pytestmark = pytest.mark.usefixtures("app")

LATER = timedelta(minutes=16)
RULE = LockRule(failures=3, minutes=15)


def wrong_password(user: User, now: datetime) -> None:
    with pytest.raises(RuleViolation):
        people.log_in(user.email, "sai mật khẩu", rule=RULE, now=now)


def test_the_right_password_opens_whatever_the_capitals_of_the_address(now: datetime) -> None:
    user = make_user(email="hoa@cum.vn")

    assert people.log_in(" Hoa@CUM.vn", PASSWORD, now=now).id == user.id


def test_unknown_addresses_and_wrong_passwords_get_the_same_answer(now: datetime) -> None:
    make_user(email="hoa@cum.vn")
    people.invite(
        SYSTEM,
        Newcomer(email="moi@cum.vn", full_name="Lê Mới"),
        grants=[Grant(Role.SYSADMIN)],
        now=now,
    )
    answers = []
    for email in ("hoa@cum.vn", "nobody@cum.vn", "moi@cum.vn"):
        with pytest.raises(RuleViolation) as refusal:
            people.log_in(email, "sai mật khẩu", now=now)
        answers.append((refusal.value.message, refusal.value.field))

    assert len(set(answers)) == 1


def test_too_many_wrong_passwords_lock_the_account_for_a_while(now: datetime) -> None:
    user = make_user()
    for _try in range(3):
        wrong_password(user, now)

    with pytest.raises(RuleViolation, match="locked for 15 more minutes"):
        people.log_in(user.email, PASSWORD, rule=RULE, now=now)

    assert people.log_in(user.email, PASSWORD, rule=RULE, now=now + LATER).id == user.id
    assert actions_on(user.id) == ["account.created", "account.locked"]


def test_the_right_password_clears_the_count(now: datetime) -> None:
    user = make_user()
    for _round in range(3):
        wrong_password(user, now)
        wrong_password(user, now)
        people.log_in(user.email, PASSWORD, rule=RULE, now=now)

    assert user.locked_until is None


def test_a_second_step_clears_the_count_only_when_both_are_right(now: datetime) -> None:
    user = make_user()
    user.tf_primary_method = "authenticator"
    db.session.commit()
    for _try in range(2):
        people.log_in(user.email, PASSWORD, rule=RULE, now=now)
        people.count_code(user.id, is_right=False, rule=RULE, now=now)
    assert user.failed_logins == 2

    people.count_code(user.id, is_right=False, rule=RULE, now=now)

    with pytest.raises(RuleViolation) as refusal:
        people.check_code_allowed(user.id, now=now)
    assert refusal.value.field == "code"
    people.check_code_allowed(user.id, now=now + LATER)
    people.count_code(user.id, is_right=True, rule=RULE, now=now + LATER)
    assert (user.failed_logins, user.locked_until) == (0, None)


def test_the_password_before_signing_is_counted_like_the_one_at_signing_in(now: datetime) -> None:
    user = make_user()
    people.check_password(user.id, PASSWORD, rule=RULE, now=now)
    for _try in range(3):
        with pytest.raises(RuleViolation) as refusal:
            people.check_password(user.id, "sai mật khẩu", rule=RULE, now=now)
        assert refusal.value.field == "password"

    with pytest.raises(RuleViolation, match="locked"):
        people.check_password(user.id, PASSWORD, rule=RULE, now=now)
    with pytest.raises(RuleViolation):
        people.check_password(None, PASSWORD, rule=RULE, now=now)
