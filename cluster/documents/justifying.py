"""Which paragraphs may be justified: none whose words would be pulled apart."""

from cluster.documents.binding import unbroken
from cluster.documents.lines import REGULAR, text_width

WIDTH, INDENT, SIZE = 165, 10, 13
"""Millimetres of a line and of the room before the first, and points of the letters."""
LOOSE = 15
"""Millimetres that a line may lack, before it looks better ragged than justified."""


def is_loose(text: str) -> bool:
    """Tell whether a line of a paragraph ends early, since what comes next is not torn apart."""
    blank = text_width(" ", REGULAR, SIZE)
    room: float = WIDTH - INDENT
    for part in unbroken(text).split(" "):
        width = text_width(part, REGULAR, SIZE)
        if width > room:
            if room > LOOSE:
                return True
            room = WIDTH
        room -= width + blank
    return False
