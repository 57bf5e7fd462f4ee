"""Every route of the application with its access: who is not signed in sees only what is public."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from cluster.models import User
from cluster.web import auth
from tests.make.people import make_administrator

PUBLIC = "public"
SIGNED_IN = "signed in"

ACCESS = {
    "achievements.correct": SIGNED_IN,
    "achievements.create": SIGNED_IN,
    "achievements.criterion": SIGNED_IN,
    "achievements.delete": SIGNED_IN,
    "achievements.detach": SIGNED_IN,
    "achievements.download": SIGNED_IN,
    "achievements.edit": SIGNED_IN,
    "achievements.index": SIGNED_IN,
    "achievements.member": SIGNED_IN,
    "achievements.submit": SIGNED_IN,
    "achievements.view": SIGNED_IN,
    "achievements.withdraw": SIGNED_IN,
    "audit.index": SIGNED_IN,
    "awards.catalogue": SIGNED_IN,
    "awards.create": SIGNED_IN,
    "awards.create_decision": SIGNED_IN,
    "awards.create_kind": SIGNED_IN,
    "awards.hand_out": SIGNED_IN,
    "awards.index": SIGNED_IN,
    "awards.withdraw": SIGNED_IN,
    "certificate_texts.edit": SIGNED_IN,
    "certificate_texts.pictures": SIGNED_IN,
    "pledge_text.edit": SIGNED_IN,
    "pledge_text.pictures": SIGNED_IN,
    "ballots.announce": SIGNED_IN,
    "ballots.call_off": SIGNED_IN,
    "ballots.cast": SIGNED_IN,
    "ballots.close": SIGNED_IN,
    "ballots.count": SIGNED_IN,
    "ballots.create": SIGNED_IN,
    "ballots.index": SIGNED_IN,
    "ballots.open_next_round": SIGNED_IN,
    "ballots.settle": SIGNED_IN,
    "ballots.view": SIGNED_IN,
    "bootstrap.static": PUBLIC,
    "care.index": SIGNED_IN,
    "conference.act": SIGNED_IN,
    "conference.turnout": SIGNED_IN,
    "conference.view": SIGNED_IN,
    "home.alive": PUBLIC,
    "home.choose_language": PUBLIC,
    "home.index": SIGNED_IN,
    "installation.create": PUBLIC,
    "leadership.checklist": SIGNED_IN,
    "leadership.create": SIGNED_IN,
    "leadership.edit": SIGNED_IN,
    "leadership.edit_next": SIGNED_IN,
    "leadership.edit_rotation": SIGNED_IN,
    "leadership.hand_over": SIGNED_IN,
    "leadership.index": SIGNED_IN,
    "leadership.tick": SIGNED_IN,
    "members.correct_name": SIGNED_IN,
    "members.correct_office": SIGNED_IN,
    "members.create": SIGNED_IN,
    "members.create_cluster": SIGNED_IN,
    "members.edit_cluster": SIGNED_IN,
    "members.index": SIGNED_IN,
    "members.leave_office": SIGNED_IN,
    "members.merge": SIGNED_IN,
    "members.merge_into_new": SIGNED_IN,
    "members.rename": SIGNED_IN,
    "members.take_office": SIGNED_IN,
    "members.view": SIGNED_IN,
    "orders.blank": SIGNED_IN,
    "orders.cancel": SIGNED_IN,
    "orders.choose_sheet": SIGNED_IN,
    "orders.create": SIGNED_IN,
    "orders.download": SIGNED_IN,
    "orders.index": SIGNED_IN,
    "orders.look_again": SIGNED_IN,
    "orders.order_decision": SIGNED_IN,
    "orders.pause": SIGNED_IN,
    "orders.picture": SIGNED_IN,
    "orders.progress": SIGNED_IN,
    "orders.renew": SIGNED_IN,
    "orders.resume": SIGNED_IN,
    "orders.split": SIGNED_IN,
    "orders.start": SIGNED_IN,
    "orders.view": SIGNED_IN,
    "money.create_rate": SIGNED_IN,
    "money.create_salary": SIGNED_IN,
    "money.edit_fund": SIGNED_IN,
    "money.index": SIGNED_IN,
    "money.install_rules": SIGNED_IN,
    "money.rules": SIGNED_IN,
    "money.spreadsheet": SIGNED_IN,
    "official.download": SIGNED_IN,
    "official.download_template": SIGNED_IN,
    "official.draft": SIGNED_IN,
    "official.drop_template": SIGNED_IN,
    "official.edit": SIGNED_IN,
    "official.index": SIGNED_IN,
    "official.templates": SIGNED_IN,
    "objections.create": SIGNED_IN,
    "objections.index": SIGNED_IN,
    "objections.view": SIGNED_IN,
    "people.account": SIGNED_IN,
    "people.activate": SIGNED_IN,
    "people.change_email": SIGNED_IN,
    "people.create": SIGNED_IN,
    "people.deactivate": SIGNED_IN,
    "people.end_role": SIGNED_IN,
    "people.grant_role": SIGNED_IN,
    "people.index": SIGNED_IN,
    "people.rename": SIGNED_IN,
    "people.send_invitation": SIGNED_IN,
    "people.switch_off_two_factor": SIGNED_IN,
    "people.unlock": SIGNED_IN,
    "people.view": SIGNED_IN,
    "pledges.amend": SIGNED_IN,
    "pledges.create": SIGNED_IN,
    "pledges.edit_targets": SIGNED_IN,
    "pledges.edit_text": SIGNED_IN,
    "pledges.give_up": SIGNED_IN,
    "pledges.index": SIGNED_IN,
    "pledges.overview": SIGNED_IN,
    "pledges.sign": SIGNED_IN,
    "pledges.view": SIGNED_IN,
    "printing.create": SIGNED_IN,
    "printing.download": SIGNED_IN,
    "printing.index": SIGNED_IN,
    "ranking.freeze": SIGNED_IN,
    "ranking.seed": SIGNED_IN,
    "ranking.index": SIGNED_IN,
    "revising.correction": SIGNED_IN,
    "revising.package": SIGNED_IN,
    "revising.propose": SIGNED_IN,
    "revising.view": SIGNED_IN,
    "revising.withdraw": SIGNED_IN,
    "register.index": SIGNED_IN,
    "register.numbering": SIGNED_IN,
    "register.paper": SIGNED_IN,
    "register.reprint": SIGNED_IN,
    "register.spreadsheet": SIGNED_IN,
    "register.view": SIGNED_IN,
    "register.void": SIGNED_IN,
    "reopening.confirm": SIGNED_IN,
    "reopening.create": SIGNED_IN,
    "reopening.index": SIGNED_IN,
    "reopening.view": SIGNED_IN,
    "rulebook.choose": SIGNED_IN,
    "rulebook.create": SIGNED_IN,
    "rulebook.create_version": SIGNED_IN,
    "rulebook.delete": SIGNED_IN,
    "rulebook.edit": SIGNED_IN,
    "rulebook.index": SIGNED_IN,
    "rulebook.move": SIGNED_IN,
    "rulebook.publish": SIGNED_IN,
    "rulebook.reopen": SIGNED_IN,
    "rulebook.settings": SIGNED_IN,
    "rulebook.start": SIGNED_IN,
    "scoring.assign": SIGNED_IN,
    "scoring.assign_round": SIGNED_IN,
    "scoring.bars": SIGNED_IN,
    "scoring.beside": SIGNED_IN,
    "scoring.cross": SIGNED_IN,
    "scoring.edit": SIGNED_IN,
    "scoring.index": SIGNED_IN,
    "scoring.lift_bar": SIGNED_IN,
    "scoring.save_cell": SIGNED_IN,
    "scoring.sheet": SIGNED_IN,
    "scoring.take_over": SIGNED_IN,
    "scoring.unassign": SIGNED_IN,
    "scoring.view": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.forgot_password": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.reset_password": PUBLIC,
    "security.tf_select": SIGNED_IN,
    "security.two_factor_rescue": SIGNED_IN,
    "security.two_factor_setup": SIGNED_IN,
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_token_validation": PUBLIC,
    "security.verify": SIGNED_IN,
    "spreadsheets.member": SIGNED_IN,
    "spreadsheets.rulebook": SIGNED_IN,
    "spreadsheets.save_rulebook": SIGNED_IN,
    "spreadsheets.save_scores": SIGNED_IN,
    "spreadsheets.scores": SIGNED_IN,
    "spreadsheets.template": SIGNED_IN,
    "spreadsheets.upload_rulebook": SIGNED_IN,
    "spreadsheets.upload_scores": SIGNED_IN,
    "static": PUBLIC,
    "stock.background": SIGNED_IN,
    "stock.calibration": SIGNED_IN,
    "stock.create": SIGNED_IN,
    "stock.download": SIGNED_IN,
    "stock.edit": SIGNED_IN,
    "stock.index": SIGNED_IN,
    "stock.measure_printer": SIGNED_IN,
    "stock.picture": SIGNED_IN,
    "stock.print_order": SIGNED_IN,
    "stock.printer": SIGNED_IN,
    "stock.runs": SIGNED_IN,
    "stock.strip": SIGNED_IN,
    "verification.index": PUBLIC,
    "verification.view": PUBLIC,
    "years.create": SIGNED_IN,
    "years.edit": SIGNED_IN,
    "years.edit_dates": SIGNED_IN,
    "years.edit_members": SIGNED_IN,
    "years.index": SIGNED_IN,
    "years.move": SIGNED_IN,
    "years.view": SIGNED_IN,
}


FILES = {"file": "pages.pdf"}
"""What a route of files calls one of them."""


def url_of(app: Flask, rule: Rule) -> str:
    """Return some address of the route."""
    arguments = {name: FILES.get(name, "1") for name in rule.arguments}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, arguments)


def rules_with(app: Flask, access: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if ACCESS.get(rule.endpoint) == access]


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_the_wall_opens_for_what_the_table_calls_public(app: Flask) -> None:
    assert {endpoint for endpoint, access in ACCESS.items() if access == PUBLIC} == auth.PUBLIC


@pytest.mark.parametrize("asks_for_json", [False, True])
def test_who_is_not_signed_in_is_sent_to_sign_in(
    app: Flask, client: FlaskClient, asks_for_json: bool
) -> None:
    make_administrator()
    headers = {"Accept": "application/json"} if asks_for_json else {}
    let_through = []
    for rule in rules_with(app, SIGNED_IN):
        url = url_of(app, rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = client.open(url, method=method, headers=headers)
            if method in {"GET", "HEAD"}:
                refused = answer.status_code == 302 and answer.location.startswith("/login")
            else:
                refused = answer.status_code == 401
            if not refused:
                let_through.append((method, url, answer.status_code))

    assert let_through == []


def test_an_unknown_address_tells_nobody_anything(client: FlaskClient) -> None:
    make_administrator()

    assert client.get("/years/1/secret").location == "/login?next=/years/1/secret"


@pytest.mark.parametrize(
    "address",
    [
        "/years/{id}",
        "/members/{id}",
        "/people/{id}",
        "/years/{id}/scoring",
        "/years/1/ranking/{id}",
    ],
)
def test_a_number_that_no_row_can_have_is_not_found(
    client: FlaskClient, login: Callable[[FlaskClient, User], FlaskClient], address: str
) -> None:
    login(client, make_administrator())

    assert client.get(address.format(id=10**30)).status_code == 404
