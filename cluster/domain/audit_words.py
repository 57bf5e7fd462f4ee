"""The words of the record of changes: what actions, fields and coded values are called."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cluster.domain.achievements import CLAIM_STATUS_NAMES
from cluster.domain.awards import AWARD_LIST_NAMES, AWARD_STATUS_NAMES
from cluster.domain.ballot_results import SETTLEMENT_NAMES
from cluster.domain.ballots import BALLOT_KIND_NAMES, BALLOT_STATUS_NAMES, METHOD_NAMES
from cluster.domain.errors import Message, _
from cluster.domain.handover import ITEM_NAMES, SIDE_NAMES
from cluster.domain.leadership import ROTATION_RULE_NAMES
from cluster.domain.permissions import ROLE_NAMES, SYSTEM
from cluster.domain.pledges import PLEDGE_STATUS_NAMES
from cluster.domain.rulebook import CRITERION_KIND_NAMES
from cluster.domain.scoring import LAYER_NAMES
from cluster.domain.years import PHASE_NAMES


class Area(StrEnum):
    """What part of the work an action belongs to."""

    MEMBERS = "members"
    YEARS = "years"
    RULEBOOK = "rulebook"
    PLEDGES = "pledges"
    ACHIEVEMENTS = "achievements"
    SCORING = "scoring"
    BALLOTS = "ballots"
    AWARDS = "awards"
    PRINTING = "printing"
    PEOPLE = "people"


AREA_NAMES: dict[Area, Message] = {
    Area.MEMBERS: _("Members"),
    Area.YEARS: _("Year and leadership"),
    Area.RULEBOOK: _("Rule book"),
    Area.PLEDGES: _("Pledge"),
    Area.ACHIEVEMENTS: _("Achievements"),
    Area.SCORING: _("Scores and ranking"),
    Area.BALLOTS: _("Ballots"),
    Area.AWARDS: _("Awards"),
    Area.PRINTING: _("Papers"),
    Area.PEOPLE: _("People and roles"),
}

ACTIONS: dict[Area, dict[str, Message]] = {
    Area.MEMBERS: {
        "cluster.registered": _("Registered the cluster"),
        "cluster.renamed": _("Changed the cluster’s name"),
        "alliance.registered": _("Registered an alliance"),
        "alliance.renamed": _("Gave an alliance a new name"),
        "alliance.name_corrected": _("Corrected an alliance’s name"),
        "alliance.merged": _("Merged an alliance into another"),
        "office.taken": _("Entered who took an office"),
        "office.left": _("Entered who left an office"),
        "office.corrected": _("Corrected an office"),
    },
    Area.YEARS: {
        "year.opened": _("Opened the year"),
        "year.theme_set": _("Changed the year’s theme"),
        "year.members_set": _("Set the year’s members"),
        "year.planned": _("Planned the phases"),
        "year.moved": _("Moved the year to another phase"),
        "leadership.appointed": _("Named leader and deputy"),
        "leadership.handed_over": _("Recorded the handover of the lead"),
        "leadership.rotation_set": _("Chose the rule of the rotation"),
        "handover.ticked": _("Ticked an item of the handover"),
        "handover.unticked": _("Took back a tick of the handover"),
    },
    Area.RULEBOOK: {
        "rulebook.copied": _("Copied last year’s rule book"),
        "rulebook.imported": _("Read in a rule book"),
        "rulebook.settings_changed": _("Changed the rule book’s settings"),
        "rulebook.published": _("Published the rule book"),
        "rulebook.reopened": _("Reopened the rule book"),
        "rulebook.version_started": _("Started a new version of the rule book"),
        "criterion.added": _("Added a line to the rule book"),
        "criterion.changed": _("Changed a line of the rule book"),
        "criterion.deleted": _("Deleted a line of the rule book"),
        "criterion.moved": _("Moved a line of the rule book"),
    },
    Area.PLEDGES: {
        "pledge.created": _("Started the pledge"),
        "pledge.text_changed": _("Changed the pledge’s text"),
        "pledge.targets_set": _("Set a member’s targets"),
        "pledge.signed": _("Signed the pledge"),
        "pledge.given_up": _("Gave up an amendment of the pledge"),
        "pledge.amended": _("Started an amendment of the pledge"),
        "pledge.certificate_text_written": _("Changed what the pledge certificates say"),
    },
    Area.ACHIEVEMENTS: {
        "achievement.drafted": _("Drafted a report"),
        "achievement.revised": _("Changed a draft report"),
        "achievement.submitted": _("Submitted a report"),
        "achievement.correction_started": _("Started the correction of a report"),
        "achievement.withdrawn": _("Withdrew a report"),
        "achievement.draft_deleted": _("Deleted a draft report"),
        "evidence.attached": _("Attached evidence"),
        "evidence.detached": _("Removed evidence from a draft"),
    },
    Area.SCORING: {
        "cross_scoring.assigned": _("Assigned a cross-scorer"),
        "cross_scoring.round_assigned": _("Assigned all cross-scorers"),
        "cross_scoring.unassigned": _("Released a cross-scorer"),
        "score.given": _("Gave points"),
        "score.taken_back": _("Took points back"),
        "reopening.sent_back": _("Sent lines back to a member"),
        "reopening.answered": _("Answered lines sent back"),
        "explanation.asked": _("Asked for an explanation"),
        "objection.asked": _("Objected to an appraisal"),
        "objection.explained": _("Explained a score"),
        "objection.upheld": _("Upheld an objection"),
        "objection.refused": _("Refused an objection"),
        "nomination.barred": _("Barred a member from nomination"),
        "nomination.bar_lifted": _("Lifted a bar on nomination"),
        "ranking.frozen": _("Froze the ranking"),
        "ranking.revised": _("Stored a corrected revision of the ranking"),
        "correction.proposed": _("Proposed to correct a frozen figure"),
        "correction.approved": _("Approved a correction"),
        "correction.withdrawn": _("Withdrew a correction"),
        "ranking.seed_announced": _("Announced the seed of the lots"),
    },
    Area.BALLOTS: {
        "ballot.opened": _("Opened a ballot"),
        "ballot.cast": _("Voted for the unit"),
        "ballot.counted": _("Entered a count of votes"),
        "ballot.closed": _("Closed a ballot"),
        "ballot.called_off": _("Called a ballot off"),
        "ballot.announced": _("Announced the result of a ballot"),
        "ballot.settled": _("Settled a lasting tie"),
    },
    Area.AWARDS: {
        "award_kind.installed": _("Installed the catalogue of awards"),
        "award_kind.added": _("Added an award to the catalogue"),
        "award_kind.text_written": _("Changed what the certificates of an award say"),
        "award.proposed": _("Proposed an award"),
        "award.withdrawn": _("Withdrew a proposal"),
        "award.decided": _("Entered an award as decided"),
        "award.handed_out": _("Handed out an award"),
        "decision.entered": _("Entered a decision"),
        "award_money.installed": _("Installed the rules of award money"),
        "base_salary.added": _("Entered a base salary"),
        "award_rate.added": _("Entered a multiple of the base salary"),
        "award_fund.set": _("Entered a fund for awards"),
    },
    Area.PRINTING: {
        "paper.issued": _("Issued a paper"),
        "paper.details_entered": _("Entered what an official paper says"),
        "office_template.put": _("Put in a Word template"),
        "office_template.dropped": _("Went back to the built-in Word template"),
        "paper.reprinted": _("Gave a paper out again"),
        "paper.voided": _("Declared a paper void"),
        "numbering.set": _("Changed the numbering of papers"),
        "order.prepared": _("Prepared a print order"),
        "order.looked_through_again": _("Looked a print order through again"),
        "order.meant_for_stock": _("Chose what an order is printed onto"),
        "order.split": _("Split an order by form of paper"),
        "order.started": _("Had an order printed"),
        "order.paused": _("Paused an order"),
        "order.resumed": _("Resumed an order"),
        "order.cancelled": _("Cancelled an order"),
        "order.printed": _("Printed an order"),
        "order.files_renewed": _("Had an order’s files made without void certificates"),
        "stock.added": _("Added pre-printed stock"),
        "stock.layout_written": _("Changed the layout of pre-printed stock"),
        "stock.background_set": _("Put a picture behind a layout"),
        "stock.printed": _("Had certificates printed onto stock"),
        "printer.set": _("Set a printer’s correction"),
    },
    Area.PEOPLE: {
        "account.created": _("Created an account"),
        "account.invited": _("Invited somebody"),
        "account.closed": _("Closed an account"),
        "account.opened": _("Opened an account again"),
        "account.locked": _("Locked an account after wrong passwords"),
        "account.unlocked": _("Unlocked an account"),
        "account.readdressed": _("Changed an account’s e-mail address"),
        "person.renamed": _("Changed a person’s name"),
        "password.changed": _("Changed the password"),
        "two_factor.switched_on": _("Switched on the second factor"),
        "two_factor.switched_off": _("Switched off the second factor"),
        "role.granted": _("Gave a role"),
        "role.ended": _("Ended a role"),
    },
}
ACTION_NAMES: dict[str, Message] = {
    action: name for named in ACTIONS.values() for action, name in named.items()
}

FIELD_NAMES: dict[str, Message] = {
    "accepted": _("Lines with warnings that were looked at"),
    "actual": _("Carried out"),
    "aggregate": _("Counting of reports"),
    "amount": _("Amount (đồng)"),
    "authority": _("Authority"),
    "award": _("Award"),
    "base": _("Total"),
    "bonus_cap": _("Cap on bonus points"),
    "certificates": _("Certificates"),
    "candidates": _("Names on the paper"),
    "choice": _("Answer"),
    "citation": _("Legal basis"),
    "code": _("Code"),
    "codes": _("Codes"),
    "criterion": _("Criterion"),
    "decided_on": _("Decided on"),
    "deputy_id": _("Deputy"),
    "description": _("Description"),
    "dissolved_on": _("Dissolved on"),
    "document": _("Document"),
    "dx": _("To the right (mm)"),
    "dy": _("Down (mm)"),
    "due_on": _("Open until"),
    "elected": _("Elected"),
    "email": _("E-mail"),
    "ends_on": _("Until"),
    "events": _("Events"),
    "explanation": _("Explanation in place of evidence"),
    "filename": _("File"),
    "first": _("First number"),
    "formula": _("Formula"),
    "from_year": _("Opened from year no."),
    "full_name": _("Full name"),
    "golden_book_number": _("Golden book number"),
    "guidance": _("Guidance"),
    "handed_out_on": _("Handed out on"),
    "handed_over_on": _("Handed over on"),
    "honorific": _("Form of address"),
    "is_head": _("Head of the alliance"),
    "how": _("Way of settling"),
    "issue": _("Issue no."),
    "item": _("Item"),
    "judged": _("Judged"),
    "kind": _("Kind"),
    "layer": _("Layer"),
    "leader_id": _("Leader"),
    "layout": _("Layout"),
    "lines": _("Lines"),
    "list": _("List"),
    "locked_until": _("Locked until"),
    "max_points": _("Most points"),
    "member": _("Member"),
    "members": _("Members"),
    "method": _("Way of voting"),
    "multiple": _("Multiple of the base salary"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "name_vi": _("Name in Vietnamese"),
    "note": _("Note"),
    "number": _("Number"),
    "objection_days": _("Days to ask and object"),
    "occurred_on": _("Date"),
    "order": _("Print order"),
    "pairs": _("Who scores whom"),
    "parent_code": _("Stands under"),
    "paper": _("Paper"),
    "partners": _("Partners"),
    "pattern": _("How the number is written"),
    "phase": _("Phase"),
    "place": _("Place"),
    "points": _("Points"),
    "printer": _("Printer"),
    "position": _("Position"),
    "quantity": _("Quantity"),
    "recipient": _("Given to"),
    "returned": _("Papers returned"),
    "reason": _("What it is for"),
    "recipient_name": _("Recipient"),
    "replaced_by": _("Number of the paper that takes its place"),
    "result": _("Result"),
    "role": _("Role"),
    "rotation": _("Rule of the rotation"),
    "rulebook": _("Version of the rule book"),
    "scale_x": _("Scale across, per cent"),
    "scale_y": _("Scale down, per cent"),
    "scorer_id": _("Scored by"),
    "seat": _("Seat"),
    "seed": _("Seed of the lots"),
    "serial": _("Number"),
    "sha256": _("Fingerprint (SHA-256)"),
    "short_name": _("Short name"),
    "side": _("Side"),
    "signatory": _("Signatory"),
    "source": _("Source of the money"),
    "starts_on": _("From"),
    "status": _("State"),
    "stock": _("Stock"),
    "successor": _("Successor"),
    "theme": _("Theme"),
    "title": _("Post or title"),
    "title_en": _("Post in English"),
    "unit": _("Unit"),
    "version": _("Version"),
    "votes": _("Votes"),
    "weight": _("Weight"),
    **{phase.value: name for phase, name in PHASE_NAMES.items()},
}


def _by_value(*tables: Mapping[Any, Message]) -> dict[str, Message]:
    return {str(value): name for table in tables for value, name in table.items()}


VALUE_NAMES: dict[str, dict[str, Message]] = {
    "phase": _by_value(PHASE_NAMES),
    "role": _by_value(ROLE_NAMES),
    "layer": _by_value(LAYER_NAMES),
    "list": _by_value(AWARD_LIST_NAMES),
    "kind": _by_value(CRITERION_KIND_NAMES, BALLOT_KIND_NAMES),
    "method": _by_value(METHOD_NAMES),
    "how": _by_value(SETTLEMENT_NAMES),
    "item": _by_value(ITEM_NAMES),
    "side": _by_value(SIDE_NAMES),
    "rotation": _by_value(ROTATION_RULE_NAMES),
    "status": _by_value(
        CLAIM_STATUS_NAMES, PLEDGE_STATUS_NAMES, AWARD_STATUS_NAMES, BALLOT_STATUS_NAMES
    ),
}


def called(actor_name: str) -> Message | str:
    """Return what whoever acted is called on pages: a person by name, the system in words."""
    return _("the system") if actor_name == SYSTEM.name else actor_name
