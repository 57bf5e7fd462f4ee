"""The Vietnamese of the libraries' own messages."""

import re
from importlib import resources

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from cluster import language

GAP = re.compile(r"%\(\w+\)[sd]|%s")
TEMPLATES = {
    "flask_security": resources.files("flask_security") / "translations" / "flask_security.pot",
    "wtforms": resources.files("wtforms") / "locale" / "wtforms.pot",
}


def messages_of(path: object) -> dict[str, Message]:
    with path.open("rb") as file:  # type: ignore[attr-defined]
        catalogue = read_po(file)
    return {str(message.id): message for message in catalogue if message.id}


@pytest.mark.parametrize("domain", ["flask_security", "wtforms"])
def test_every_message_is_one_of_the_library_and_keeps_its_gaps(domain: str) -> None:
    ours = messages_of(language.CATALOGUES / "vi" / "LC_MESSAGES" / f"{domain}.po")
    theirs = messages_of(TEMPLATES[domain])

    def gaps(text: object) -> set[str]:
        return set(GAP.findall(str(text)))

    assert set(ours) <= set(theirs)
    assert [key for key, message in ours.items() if gaps(message.string) - gaps(message.id)] == []


def test_all_of_wtforms_is_said_in_vietnamese() -> None:
    ours = messages_of(language.CATALOGUES / "vi" / "LC_MESSAGES" / "wtforms.po")

    assert set(messages_of(TEMPLATES["wtforms"])) == set(ours)
