"""What was found in a line of a list, and how grave it is.

An error stops its line. A warning wants somebody's yes. A note says what the program did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cluster.domain.errors import Message, _


class Severity(StrEnum):
    """What a finding does to its line."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_NAMES: dict[Severity, Message] = {
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
    Severity.NOTE: _("Note"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found in one line.

    `field`: in which of its entries, where it is in one. `is_of_sheet`: found when its words were
    set; on another sheet they have other room. `is_of_year`: found beside the year's other papers
    and awards, which come and go.
    """

    severity: Severity
    message: Message
    field: str = ""
    is_of_sheet: bool = False
    is_of_year: bool = False


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest of the findings."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in found), None)


def kind_of(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the gravest findings of a line as of any other: what they quote is left open."""
    gravest = worst(findings)
    return tuple(
        replace(finding, message=_as_of_any(finding.message))
        for finding in findings
        if finding.severity is gravest
    )


def _as_of_any(said: Message) -> Message:
    values = ((name, v if isinstance(v, Message) else "…") for name, v in said.values)
    return Message(said.text, tuple(values))


def error(message: Message, field: str = "") -> Finding:
    """Give what stops a line."""
    return Finding(severity=Severity.ERROR, message=message, field=field)


def warning(message: Message, field: str = "") -> Finding:
    """Give what wants somebody's yes."""
    return Finding(severity=Severity.WARNING, message=message, field=field)


def note(message: Message) -> Finding:
    """Give what the program did."""
    return Finding(severity=Severity.NOTE, message=message)
