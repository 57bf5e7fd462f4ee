"""Seals: what this installation said and nobody has changed since."""

from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from cluster.domain.errors import Message, RuleViolation


def seal(data: Any, *, key: str, purpose: str) -> str:
    """Return plain data as one sealed text; everybody can read it, nobody can change it."""
    return str(URLSafeSerializer(key, salt=purpose).dumps(data))


def open_seal(text: str, *, key: str, purpose: str, refusal: Message) -> Any:
    """Return what was sealed for this purpose, or refuse a text that is not whole."""
    try:
        return URLSafeSerializer(key, salt=purpose).loads(text)
    except BadData:
        raise RuleViolation(refusal, field="workbook") from None
