"""Letters of the Highlands' names: drawn with their accents in place, or named and refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cluster.documents.faces import can_draw
from cluster.documents.lettering import check_letters
from cluster.documents.lines import BOLD, DISPLAY, ITALIC, REGULAR, Face
from cluster.documents.official import official_paper
from cluster.documents.pledge_sheet import member_pledge
from cluster.domain.errors import RuleViolation
from cluster.domain.vietnamese import letters_of
from tests.documents import samples
from tests.documents.reading import Letter, read

APART = tuple(letters_of("ê̆Ê̆ô̆Ô̆ơ̆Ơ̆ư̆Ư̆j̆J̆"))
"""Letters that Unicode knows only as a letter and an accent."""
WHOLE = "ƀɃčČĕĔĭĬñÑŏŎŭŬǐǏěĚōŌēĒāĀʼ’'"
NAMES = ("Y Ƀhiŏ Niê", "H'Blŭ Êban", "HʼČhĭn Mlô", "Rơ̆ Châm Ñĭk", "Y Ê̆ñuôl", "Siu Č")


@pytest.mark.parametrize("face", [REGULAR, BOLD, ITALIC, DISPLAY])
def test_a_font_has_the_letters_and_a_place_for_their_accents(face: Face) -> None:
    lacking = "ƀɃǐǏʼ" if face is DISPLAY else ""

    assert [each for each in (*APART, *WHOLE) if not can_draw(face.file, each)] == [
        each for each in WHOLE if each in lacking and not can_draw(face.file, each)
    ]
    assert not any(can_draw(face.file, each) for each in ("漢", "😀", "x̣", "ê̆̆", "\u0306", " ̆"))


@pytest.mark.parametrize("face", [REGULAR, BOLD, ITALIC])
def test_an_accent_is_not_drawn_upon_another(face: Face) -> None:
    assert can_draw(face.file, "ê̆")
    assert can_draw(face.file, "ế̆") is (face is REGULAR)


def breve_and_letter(shown: tuple[Letter, ...]) -> tuple[Letter, Letter]:
    place = next(n for n, each in enumerate(shown) if each.letter == "\N{COMBINING BREVE}")
    return shown[place], next(each for each in reversed(shown[:place]) if each.letter != " ")


@pytest.mark.parametrize("field", ["recipient", "description", "reason"])
@pytest.mark.parametrize("letter", APART[:8])
def test_a_breve_stands_above_its_letter_in_upright_bold_and_slanted(
    field: str, letter: str
) -> None:
    paper = replace(samples.certificate(), **{field: f"Hội {letter}h Xuân"})

    breve, own = breve_and_letter(read(samples.in_full(paper))[0].letters)

    middle = (breve.left + breve.right) / 2
    assert own.letter == letter[0]
    assert breve.top < own.top
    assert own.left < middle < own.right + 0.3
    assert (breve.bottom < own.top) or letter[0] in "ơƠưƯ"


PRINTED: dict[str, tuple[Callable[[Any], bytes], Callable[[str], Any]]] = {
    "certificate": (
        samples.in_full,
        lambda name: replace(samples.certificate(), recipient=f"Ông {name}"),
    ),
    "pledge certificate": (
        member_pledge,
        lambda name: replace(samples.member_pledge(criteria=5), head=name),
    ),
    "official paper": (
        official_paper,
        lambda name: replace(samples.official_paper(), recipients=(f"- {name};",)),
    ),
}
each_paper = pytest.mark.parametrize("kind", PRINTED)


@each_paper
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_letter_by_letter(kind: str, name: str) -> None:
    show, paper_of = PRINTED[kind]

    check_letters(paper_of(name))
    text = "".join(page.text for page in read(show(paper_of(name))))
    assert name.replace(" ", "") in text.replace(" ", "")


@each_paper
def test_a_letter_of_no_font_is_named_with_the_words_it_stands_in(kind: str) -> None:
    _show, paper_of = PRINTED[kind]

    with pytest.raises(RuleViolation, match=r"draw “漢” \(U\+6F22\) in “.*Y 漢 Niê"):
        check_letters(paper_of("Y 漢 Niê"))
    check_letters(paper_of("Y\u200b Niê\u00ad\n"))
