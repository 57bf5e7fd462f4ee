"""The QR code that leads from a paper to the page where it is checked.

With size and mask fixed a code is linear: a changed letter of the address changes the same modules
whatever the other letters are. So a library draws some codes, and the differences between these
make all others (ISO/IEC 18004: error correction and masking are sums modulo 2).
"""

from functools import cache, cached_property, reduce
from operator import getitem, xor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode

ERROR_CORRECTION = "m"
"""Up to 15 % of the modules may be soiled or creased."""
MASK = 2
"""Of the eight patterns that readers know; one for all codes keeps them linear."""
DRAWN_SINGLY = 64
"""The differences are worth their making for more codes than these."""
LETTER_BITS = 7
"""Addresses are ASCII."""
ZERO = ord("0")


def picture(address: str, *, title: str) -> str:
    """Draw a code as an inline SVG without a margin, with a title for who cannot see it."""
    return str(_draw(address).svg_inline(border=0, omitsize=True, title=title))


@cache
def codes_like(folder: str, length: int) -> "Codes":
    """Return the codes of the addresses that start with a folder and go on for so many letters."""
    return Codes(folder, length)


class Codes:
    """The codes of addresses that start alike and are equally long, so equally large."""

    def __init__(self, folder: str, length: int) -> None:
        self._folder = folder
        self._none = "0" * length
        self._left = DRAWN_SINGLY
        self.modules = len(_draw(folder + self._none).matrix)
        """In each row, and rows."""
        self._row = (self.modules + 7) // 8 * 8

    def bits(self, letters: str) -> bytes:
        """Return the modules of a code, row by row from the top, each row padded to bytes."""
        if self._left:
            self._left -= 1
            modules = self._drawn(letters)
        else:
            none, differences = self._differences
            modules = reduce(xor, map(getitem, differences, letters), none)
        return modules.to_bytes(self._row * self.modules // 8, "big")

    @cached_property
    def _differences(self) -> tuple[int, list[dict[str, int]]]:
        """Return a code of nothing but zeros, and how each letter in each place changes it."""
        none = self._drawn(self._none)
        differences = []
        for place in range(len(self._none)):
            bits = [none ^ self._drawn(self._with(place, 1 << bit)) for bit in range(LETTER_BITS)]
            differences.append({chr(x): _sum(bits, x ^ ZERO) for x in range(1 << LETTER_BITS)})
        return none, differences

    def _with(self, place: int, bits: int) -> str:
        """Return zeros, in one place changed by some bits."""
        return f"{self._none[:place]}{chr(ZERO ^ bits)}{self._none[place + 1 :]}"

    def _drawn(self, letters: str) -> int:
        rows = _draw(self._folder + letters).matrix
        return int("".join("".join(map(str, row)).ljust(self._row, "0") for row in rows), 2)


def _draw(address: str) -> "QRCode":
    import segno  # slow import

    return segno.make(
        address, error=ERROR_CORRECTION, mode="byte", mask=MASK, boost_error=False, micro=False
    )


def _sum(differences: list[int], chosen: int) -> int:
    """Add up, modulo 2, the differences whose bits are set in a number."""
    return reduce(xor, [each for bit, each in enumerate(differences) if chosen >> bit & 1], 0)
