"""What can go wrong, each said in a sentence that a member can read.

The domain speaks English sentences with named gaps; `cluster.language` turns them into
the reader's language and writes numbers and dates the way that language does.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Message:
    """A sentence to translate: `text` is the catalogue's key, `values` fill its named gaps.

    Gaps are written `%(name)s`. A value may be a Message itself.
    """

    text: str
    values: tuple[tuple[str, "Value"], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in English, numbers as Python writes them."""
        return self.text % dict(self.values) if self.values else self.text.replace("%%", "%")


@dataclass(frozen=True, kw_only=True)
class Name:
    """What something agreed in Vietnam is called; the reader's language chooses."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en


Value = Message | Name | str | int | Decimal | date | None


def _(text: str, /, **values: Value) -> Message:
    """Mark a sentence for the catalogue and fill its gaps."""
    return Message(text, tuple(values.items()))


class ClusterError(Exception):
    """A refusal that the reader is told about in their own language."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotFound(ClusterError):  # noqa: N818  a page's 404, not a fault of the program
    """The thing asked for does not exist, or is not yours to know of."""


class NotAllowed(ClusterError):  # noqa: N818  a page's 403
    """You may see it, but this act is not yours."""


class Busy(ClusterError):  # noqa: N818  a page's 503
    """Others were saving for so long that nothing could be read or changed; the next try may."""


class RuleViolation(ClusterError):  # noqa: N818  a page's 422
    """The regulation does not allow this now; `field` names the input at fault, if one is."""

    def __init__(self, message: Message, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Conflict(RuleViolation):
    """Somebody else saved first; `theirs` is what stands now, `yours` what was typed."""

    def __init__(
        self,
        message: Message,
        *,
        yours: dict[Any, Any] | None = None,
        theirs: dict[Any, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.yours = yours or {}
        self.theirs = theirs or {}
