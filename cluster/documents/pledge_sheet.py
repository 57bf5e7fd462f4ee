"""The sheets of a member's certificate: as large and as wide as one holds, else several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from cluster.documents import qr
from cluster.documents.awards import CODE_TITLE
from cluster.documents.letterhead import Signer
from cluster.documents.lines import (
    BOLD,
    ITALIC,
    MM_PER_POINT,
    REGULAR,
    Face,
    Setting,
    even_lines,
    set_text,
    text_width,
)
from cluster.documents.member_pledge import (
    MemberPledge,
    MemberTarget,
    above_and_below,
    receipt_of,
)
from cluster.documents.paper import print_paper, written_number
from cluster.domain.certificate_text import has_english
from cluster.domain.verification import typed

HEIGHT, FURTHER = 238, 231.5
"""Millimetres within the border on the first page, and on each further one."""
ON_SEVERAL_PAGES = 0.9
LEADING = 1.05
TABLE, BENEATH = 11.5, 0.85
"""Points of the table of targets, and the English in it as a share of that."""
SMALLEST = 9
"""Points below which nobody past fifty reads a table with ease."""
SCALES = (1, 0.95, 0.9, 0.85, 0.8, SMALLEST / TABLE)
"""Sizes of all type from the wanted one down, until words and targets fit on one page."""
LETTERS, UNIT = 140.5, 23.7
"""Millimetres for the letters in all columns of the table, and for those of a unit."""
HEAD = 12.5
"""Millimetres of country and motto."""
LINE, SMALL_LINE = 5.1, 4.7
"""Millimetres of a line of the closing, and of one in its smaller letters."""
BORDER = 0.2
CODE = 20
BELOW_WORDS, BELOW_RECEIPT, ABOVE_SIGNERS = 1.5, 2, 0.5
"""Millimetres left free within the closing."""
SEEN, SEEN_SIZE, SEEN_LINE = 58, 10.5, 4.45
"""Millimetres for the words of the receipt, their points, and millimetres of a line of them."""
ALONE, BESIDE = 80, 71
"""Millimetres for who signs alone, and for each of several."""
AROUND_ORGANIZATION = 10


@dataclass(frozen=True, kw_only=True)
class Room:
    """Distances in millimetres, from the closest to the widest."""

    line: float
    """Above each line of words."""
    cell: float
    """Above and below the letters of the table."""
    part: float
    """Below the motto, above and below the table."""
    signature: float


CLOSEST = Room(line=0.5, cell=0.25, part=1.5, signature=20)
ON_FURTHER_PAGES = Room(line=0.8, cell=0.8, part=2, signature=24)
WIDEST = Room(line=2.2, cell=1.6, part=6, signature=28)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A target set in lines."""

    code: str
    name: tuple[str, ...]
    beneath: tuple[str, ...]
    unit: tuple[str, ...]
    target: Decimal | None

    @property
    def lines(self) -> float:
        """Return how many lines of the table it takes."""
        return max(len(self.name) + BENEATH * len(self.beneath), len(self.unit))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A certificate's words set in lines, its table at a size (points), and its distances."""

    above: tuple[Setting, ...]
    between: tuple[Setting, ...] = ()
    """Words below the table that may flow onto another page."""
    below: tuple[Setting, ...]
    """Words that stay with the signature."""
    table: float
    code: float
    figure: float
    """Millimetres for the widest code and the widest figure."""
    rows: tuple[Row, ...]
    room: Room


def member_pledge(pledge: MemberPledge) -> bytes:
    """Print one member's certificate: one page up to some twenty targets, then further ones.

    Raises RuleViolation for words that do not fit.
    """
    return print_paper(
        "member_pledge",
        pledge,
        title=f"{pledge.title} – {pledge.member}",
        sheet=_on_one_page(pledge) or _on_several_pages(pledge),
        english=has_english(pledge.blocks),
        receipt=receipt_of(pledge),
        code=qr.picture(pledge.check, title=CODE_TITLE) if pledge.check else "",
        address=typed(pledge.check) if pledge.check else (),
    )


@lru_cache(maxsize=200)
def pages_of(pledge: MemberPledge) -> int:
    """Return how many pages a certificate takes, reckoned without laying it out.

    Raises RuleViolation for words that do not fit.
    """
    if _on_one_page(pledge):
        return 1
    pages, used, room = 1, 0.0, float(HEIGHT)
    for height, returning in _pieces(pledge, _on_several_pages(pledge)):
        if used + height > room:
            pages, used, room = pages + 1, returning, FURTHER
        used += height
    return pages


def _pieces(pledge: MemberPledge, sheet: Sheet) -> Iterator[tuple[float, float]]:
    """Give the millimetres of each piece that no page divides, and of what returns above it.

    The last two targets are one piece, with the closing unless words stand between them.
    """
    head, *rows = _row_heights(pledge, sheet)
    part, closing = sheet.room.part, _closing(pledge, sheet)
    yield HEAD + part, 0
    for height in _word_heights(sheet.above, sheet.room):
        yield height, 0
    last = sum(rows[-2:]) + (0 if sheet.between else closing)
    first, *further = (*rows[:-2], last)
    yield part + head + first, 0
    for height in further:
        yield height, head
    if sheet.between:
        yield part, 0
        for height in _word_heights(sheet.between, sheet.room):
            yield height, 0
        yield closing, 0


def _on_several_pages(pledge: MemberPledge) -> Sheet:
    """Set the certificate so that it flows; words that fill a page do not stay with the signature.

    The last of them do.
    """
    sheet = _set(pledge, ON_SEVERAL_PAGES, ON_FURTHER_PAGES)
    head, *rows = _row_heights(pledge, sheet)
    if head + sum(rows[-2:]) + _closing(pledge, sheet) <= FURTHER:
        return sheet
    own = [n for n, setting in enumerate(sheet.below) if setting.name != "english"]
    last = max(own, default=0)
    return replace(sheet, between=sheet.below[:last], below=sheet.below[last:])


def _on_one_page(pledge: MemberPledge) -> Sheet | None:
    """Set the certificate as large and as wide as one page allows, if it does at all."""
    for scale in SCALES:
        sheet = _set(pledge, scale, CLOSEST)
        spare = HEIGHT - _height(pledge, sheet)
        if spare >= 0:
            return _set(pledge, scale, _widened(pledge, sheet, spare))
    return None


def _widened(pledge: MemberPledge, sheet: Sheet, spare: float) -> Room:
    """Share out what is left of the page; what the widest distances leave goes between parts."""
    lines, cells = _counts(pledge, sheet)
    closest, widest = vars(CLOSEST), vars(WIDEST)
    counts = {"line": lines, "cell": cells, "part": 3, "signature": 1}
    elastic = sum(count * (widest[name] - closest[name]) for name, count in counts.items())
    share = min(1, spare / elastic)
    room = {name: closest[name] + share * (widest[name] - closest[name]) for name in counts}
    room["part"] += (spare - share * elastic) / 3
    return Room(**room)


def _counts(pledge: MemberPledge, sheet: Sheet) -> tuple[int, int]:
    """Return how many distances there are above lines, and within the table."""
    lines = [setting for setting in (*sheet.above, *sheet.below) if setting.name != "english"]
    return len(lines), 2 * (len(pledge.targets) + 1)


def _height(pledge: MemberPledge, sheet: Sheet) -> float:
    """Return the millimetres of all that stands on the page, before it flows onto another."""
    above = HEAD + sum(_word_heights(sheet.above, sheet.room)) + 2 * sheet.room.part
    return above + sum(_row_heights(pledge, sheet)) + _closing(pledge, sheet)


def _word_heights(settings: Sequence[Setting], room: Room) -> list[float]:
    """Return the millimetres of each block of words, with the English beneath it."""
    heights: list[float] = []
    for setting in settings:
        if setting.name == "english" and heights:
            heights[-1] += setting.form.height
        else:
            heights.append(room.line + setting.form.height)
    return heights


def _row_heights(pledge: MemberPledge, sheet: Sheet) -> list[float]:
    """Return the millimetres of the table's heading and of each of its rows."""
    line = sheet.table * LEADING * MM_PER_POINT
    lines = (1 + BENEATH * has_english(pledge.blocks), *(row.lines for row in sheet.rows))
    head, *rows = [line * count + 2 * sheet.room.cell + BORDER for count in lines]
    return [head + BORDER, *rows]


def _closing(pledge: MemberPledge, sheet: Sheet) -> float:
    """Return the millimetres of the words that stay with the signature, and of all below them."""
    words = sheet.room.part + sum(_word_heights(sheet.below, sheet.room)) + BELOW_WORDS
    signers = sheet.room.signature + _signers(pledge.signers)
    if len(pledge.signers) == 1:
        return words + max(_receipt(pledge), LINE + signers)
    return words + max(_receipt(pledge), LINE) + signers


def _receipt(pledge: MemberPledge) -> float:
    """Return the millimetres of the receipt, the number and the code."""
    number = CODE if pledge.check else SMALL_LINE
    if not (receipt := receipt_of(pledge)):
        return number
    seen = even_lines(receipt, ITALIC, size=SEEN_SIZE, width=SEEN)
    return SEEN_LINE * len(seen) + BELOW_RECEIPT + number


def _signers(signers: Sequence[Signer]) -> float:
    """Return the millimetres of who signs, without the room to sign."""
    width = ALONE if len(signers) == 1 else BESIDE
    return ABOVE_SIGNERS + LINE + max(_capacity(signer, width) for signer in signers)


def _capacity(signer: Signer, width: float) -> float:
    titles = (signer.on_behalf_of, signer.position)
    lines = [line for title in titles for line in even_lines(title, BOLD, size=12, width=width)]
    narrower = width - AROUND_ORGANIZATION
    below = even_lines(signer.organization, REGULAR, size=11, width=narrower)
    return LINE * len([*filter(None, lines)]) + SMALL_LINE * len([*filter(None, below)])


def _set(pledge: MemberPledge, scale: float, room: Room) -> Sheet:
    above, below = above_and_below(pledge)
    size = TABLE * scale
    code = _widest(["III.10", *(target.code for target in pledge.targets)], REGULAR, size)
    figures = (written_number(target.target) for target in pledge.targets)
    figure = _widest(["Chỉ tiêu", *figures], BOLD, size)
    name = LETTERS - UNIT - code - figure
    return Sheet(
        above=tuple(set_text(slot, scale) for slot in above),
        below=tuple(set_text(slot, scale) for slot in below),
        table=size,
        code=code,
        figure=figure,
        rows=tuple(_row(target, size, name) for target in pledge.targets),
        room=room,
    )


def _widest(texts: Sequence[str], face: Face, size: float) -> float:
    return max(text_width(text, face, size) for text in texts) + 0.5


def _row(target: MemberTarget, size: float, name: float) -> Row:
    beneath = even_lines(target.name_en, ITALIC, size=size * BENEATH, width=name)
    return Row(
        code=target.code,
        name=even_lines(target.name, REGULAR, size=size, width=name),
        beneath=beneath if target.name_en else (),
        unit=_broken_at_slashes(target.unit, size),
        target=target.target,
    )


def _broken_at_slashes(unit: str, size: float) -> tuple[str, ...]:
    """Break a unit where one may: "triệu đồng/", "người/tháng"."""
    lines = even_lines(unit.replace("/", "/ "), REGULAR, size=size, width=UNIT)
    return tuple(line.replace("/ ", "/") for line in lines)
