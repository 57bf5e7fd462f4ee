"""Which paper may take the place of one that is declared void: one for the same recipient."""

from dataclasses import dataclass

from cluster.domain.errors import RuleViolation, _
from cluster.domain.printing import PaperKind


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A paper of the register.

    `subject`: what it is about, the same for all issues of one paper. `title`: award and recipient
    of a certificate. `decision`: by which its award was given. `alliance_id`: None for a
    certificate from a list, whose recipient is known by its words alone.
    """

    kind: PaperKind
    serial: str
    title: str
    subject: str
    decision: str
    alliance_id: int | None


def check_replacement(void: Filed, other: Filed, *, is_same_recipient: bool) -> None:
    """Refuse a paper that belongs to somebody else; ask where that cannot be known.

    Another issue of the same paper always takes its place. So does a certificate that gives the
    same award by the same decision to a recipient of the same name. Another name may be the
    corrected one: somebody has looked (`is_same_recipient`). Two awards of one decision, or of two
    members, never have one recipient.
    """
    if other.subject == void.subject:
        return
    if _is_of_another(void, other):
        raise RuleViolation(
            _(
                "No. %(other)s, “%(other_title)s”, belongs to somebody or something else than"
                " no. %(number)s, “%(title)s”, and cannot take its place.",
                **_both(void, other),
            ),
            field="replaced_by",
        )
    if not is_same_recipient and _words(void) != _words(other):
        raise RuleViolation(
            _(
                "No. %(number)s is “%(title)s”, no. %(other)s is “%(other_title)s”: are they for"
                " the same recipient? Compare both, then tick this, or correct the number.",
                **_both(void, other),
            ),
            field="is_same_recipient",
        )


def _is_of_another(void: Filed, other: Filed) -> bool:
    if void.kind is not PaperKind.AWARD or other.kind is not void.kind:
        return True
    if void.alliance_id is None or other.alliance_id is None:
        return False
    return void.alliance_id != other.alliance_id or void.decision == other.decision


def _words(paper: Filed) -> list[str]:
    """Return award, recipient and decision without regard to capitals and blanks."""
    return [" ".join(text.casefold().split()) for text in (paper.title, paper.decision)]


def _both(void: Filed, other: Filed) -> dict[str, str]:
    return {
        "number": void.serial,
        "title": void.title,
        "other": other.serial,
        "other_title": other.title,
    }
