"""When a version of the rule book may be written, published, taken back or followed by another.

A version is a draft, then published, then frozen by the first signature under a pledge that
stands on it. What is frozen changes only by a new version, for which the pledge is amended.
"""

from dataclasses import dataclass

from cluster.domain.errors import RuleViolation, _
from cluster.domain.rulebook import CriterionKind, RuleBook
from cluster.domain.years import Phase, check_phase


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a version has come, in which phase of its year."""

    phase: Phase
    version: int
    published: bool
    frozen: bool

    @property
    def _times(self) -> tuple[Phase, ...]:
        if self.version == 1:
            return (Phase.SETUP,)
        return (Phase.SETUP, Phase.PLEDGE, Phase.REPORT)

    @property
    def is_changeable(self) -> bool:
        """Tell whether the secretary may write in this version now."""
        return not self.published and self.phase in self._times

    @property
    def is_reopenable(self) -> bool:
        """Tell whether the publication may be taken back now."""
        return self.published and not self.frozen and self.phase in self._times

    @property
    def is_versionable(self) -> bool:
        """Tell whether a new version may follow this one now."""
        return self.frozen and self.phase in {Phase.PLEDGE, Phase.REPORT}

    def check_changeable(self) -> None:
        """Refuse writing in what is published, and in the wrong phase."""
        if self.frozen:
            raise RuleViolation(
                _("A member has signed the pledge on this rule book: make a new version of it.")
            )
        if self.published:
            raise RuleViolation(
                _("The rule book is published: take the publication back before changing it.")
            )
        check_phase(self.phase, self._times, _("Changing the rule book"))

    def check_publishable(self) -> None:
        """Refuse to publish twice, and in the wrong phase."""
        if self.published:
            raise RuleViolation(_("This version of the rule book is published already."))
        check_phase(self.phase, self._times, _("Publishing the rule book"))

    def check_reopenable(self) -> None:
        """Refuse to take back what was never published or is frozen."""
        if not self.published:
            raise RuleViolation(_("This version of the rule book is not published."))
        if self.frozen:
            raise RuleViolation(
                _("A member has signed the pledge on this rule book: make a new version of it.")
            )
        check_phase(self.phase, self._times, _("Taking the rule book back"))

    def check_ready_for_next(self) -> None:
        """Refuse a new version beside a draft, of an unsigned one, and too late."""
        if not self.published:
            raise RuleViolation(_("There is a draft already: change that one."))
        if not self.frozen:
            raise RuleViolation(_("Nobody has signed on this rule book yet: take it back instead."))
        check_phase(self.phase, (Phase.PLEDGE, Phase.REPORT), _("A new version of the rule book"))

    def check_versionable(self, reason: str) -> None:
        """Refuse a new version where there cannot be one, and one without a reason."""
        self.check_ready_for_next()
        if not reason.strip():
            raise RuleViolation(_("A new version needs a reason."), field="reason")


def check_place(book: RuleBook, code: str, parent_code: str | None, *, was: str | None) -> None:
    """Refuse a code that is empty or taken, and a place that is no section or under the line.

    `was`: the code that the line has had so far; None for a new line.
    """
    if not code:
        raise RuleViolation(_("Every line needs a code."), field="code")
    if code != was and code in book.by_code:
        raise RuleViolation(_("The code %(code)s is used more than once.", code=code), field="code")
    if parent_code is None:
        return
    parent = book.by_code.get(parent_code)
    if parent is None or parent.kind is not CriterionKind.SECTION:
        raise RuleViolation(
            _("%(parent)s is not a section of this rule book.", parent=parent_code),
            field="parent_code",
        )
    if was is not None and was in (parent_code, *book.sections_of.get(parent_code, ())):
        raise RuleViolation(
            _("A section cannot stand under itself."),
            field="parent_code",
        )


def check_removable(book: RuleBook, code: str) -> None:
    """Refuse to delete a section that still has lines."""
    if book.children(code):
        raise RuleViolation(
            _("The section %(code)s is not empty: move or delete its lines first.", code=code)
        )


def next_code(book: RuleBook, parent_code: str | None) -> str:
    """Return the code after the last one of a section, III.14 after III.13; empty at the top."""
    if parent_code is None:
        return ""
    ends = [code.removeprefix(f"{parent_code}.") for code in book.by_code]
    return f"{parent_code}.{max((int(end) for end in ends if end.isdecimal()), default=0) + 1}"
