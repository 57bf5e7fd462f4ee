"""Certificates as a list or an award says them, before they are looked through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cluster.domain.errors import Message, _


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a list says of one certificate, as somebody wrote it.

    `place`: its line in the list. `printed_as`: the serial of the valid paper that there is
    already. `typed_apart`: letters and accents came one by one, and were put together.
    """

    place: int
    is_person: bool
    name: str
    position: str
    award: str
    reason: str
    decision_number: str
    decided_on: date | None
    authority: str
    seat: str
    signer_title: str
    signer_name: str
    printed_as: str = ""
    typed_apart: bool = False
    honorific: str = ""
    golden_book_number: str = ""


TEXT_NAMES: Mapping[str, Message] = {
    "name": _("Name"),
    "position": _("Position and unit"),
    "award": _("Award"),
    "reason": _("What the award is for"),
    "decision_number": _("Number of the decision"),
    "decided_on": _("Day of the decision"),
    "authority": _("Authority"),
    "seat": _("Place on papers"),
    "signer_title": _("Signer’s title"),
    "signer_name": _("Signer’s name"),
}
TEXTS = tuple(name for name in TEXT_NAMES if name != "decided_on")
