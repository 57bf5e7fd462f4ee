"""Every sentence that a user can meet is there in Vietnamese."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

PROJECT = Path(__file__).parent.parent
VIETNAMESE = PROJECT / "cluster" / "translations" / "vi" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
GAP = re.compile(r"%\((\w+)\)[sd]")


def sentences_in_use() -> set[str]:
    with (PROJECT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    messages = extract_from_dir(PROJECT, methods, options, keywords=KEYWORDS)
    texts = (text for _file, _line, text, _comments, _context in messages)
    return {text if isinstance(text, str) else text[0] for text in texts} - {""}


def catalogue(name: str) -> dict[str, str]:
    with (VIETNAMESE / f"{name}.po").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: message.string
            if isinstance(message.string, str)
            else message.string[0]
            for message in read_po(file)
            if message.id and not message.fuzzy
        }


def test_every_sentence_is_translated() -> None:
    translated = {text for text, vietnamese in catalogue("messages").items() if vietnamese}

    assert sorted(sentences_in_use() - translated) == []


def test_the_catalogue_holds_no_sentence_that_is_gone() -> None:
    assert sorted(set(catalogue("messages")) - sentences_in_use()) == []


@pytest.mark.parametrize("name", ["messages", "wtforms", "flask_security"])
def test_translations_keep_the_gaps_of_their_sentence(name: str) -> None:
    changed = {
        text: vietnamese
        for text, vietnamese in catalogue(name).items()
        if vietnamese and sorted(set(GAP.findall(text))) != sorted(set(GAP.findall(vietnamese)))
    }

    assert changed == {}
