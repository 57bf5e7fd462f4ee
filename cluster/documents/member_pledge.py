"""The certificate that one member has joined the pledge: its words, and its own targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from cluster.documents import qr
from cluster.documents.awards import CODE_TITLE, OF_HONOURS
from cluster.documents.letterhead import Letterhead, Signer
from cluster.documents.lines import (
    BOLD,
    DISPLAY,
    ITALIC,
    MM_PER_POINT,
    REGULAR,
    Face,
    Place,
    Setting,
    Slot,
    even_lines,
    set_text,
    text_width,
)
from cluster.documents.paper import print_paper, written_moment, written_number
from cluster.domain.certificate_text import Block, BlockStyle, has_english, words_of
from cluster.domain.gaps import gaps_of
from cluster.domain.verification import typed

WIDTH, HEIGHT, FURTHER = 148, 238, 231.5
"""Millimetres for the words, and within the border on the first page and on each further one."""
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
HEAD, FOOT = 12.5, 12.5
"""Millimetres of country and motto, and of day and names around the room to sign."""
LINE = 5.1
"""Millimetres of a line of the closing."""
BORDER = 0.2
CODE = 21
"""Millimetres of the QR code, and the space above it."""
SEEN, SEEN_SIZE, SEEN_LINE = 54, 10.5, 4.5
"""Millimetres for the words of the receipt, their points, and millimetres of a line of them."""


def _place(name: str, face: Face, *sizes: tuple[float, int], leading: float = 1.2) -> Place:
    return Place(name=name, face=face, width=WIDTH, sizes=sizes, leading=leading)


def _honour(name: str, *sizes: tuple[float, int]) -> Place:
    return _place(name, Face(file=DISPLAY.file, spacing=0.03), *sizes, leading=OF_HONOURS)


PLACES = {
    BlockStyle.AUTHORITY: _place("authority", BOLD, (13, 2), (12, 3)),
    BlockStyle.VERB: _place("verb", REGULAR, (13, 1), (12, 2)),
    BlockStyle.FORM: _honour("form", (32, 1), (26, 1), (20, 2)),
    BlockStyle.OFFICE: _honour("form", (22, 1), (18, 2), (15, 3)),
    BlockStyle.TERM: _honour("term", (18, 1), (15, 2)),
    BlockStyle.RECIPIENT: _place("recipient", BOLD, (20, 1), (18, 1), (16, 2), (13, 4)),
    BlockStyle.DESCRIPTION: _place("description", ITALIC, (13, 1), (12, 3)),
    BlockStyle.LEAD_IN: _place("lead-in", ITALIC, (13, 1), (12, 3)),
    BlockStyle.REASON: _place("reason", REGULAR, (13, 2), (12.5, 3), (12, 6)),
    BlockStyle.ENGLISH: _place("english", ITALIC, (11, 1), (10.5, 5)),
}
"""How the blocks are set."""


@dataclass(frozen=True, kw_only=True)
class MemberTarget:
    """One criterion and the member's target; None is no target."""

    code: str
    name: str
    name_en: str = ""
    unit: str
    target: Decimal | None


FIRST_WORDS = tuple(
    Block(style=style, text=text)
    for style, text in (
        (BlockStyle.FORM, "{title}"),
        (BlockStyle.TERM, "{subject}"),
        (BlockStyle.AUTHORITY, "{cluster}"),
        (BlockStyle.VERB, "chứng nhận"),
        (BlockStyle.RECIPIENT, "{recipient}"),
        (BlockStyle.DESCRIPTION, "Người đại diện: {head} – {head_position}"),
        (BlockStyle.REASON, "{statement}"),
        (BlockStyle.REASON, "{targets}"),
    )
)
"""What the certificate said before its words could be written."""


@dataclass(frozen=True, kw_only=True)
class MemberPledge:
    """The certificate that one member has joined the pledge, with its own targets."""

    letterhead: Letterhead
    title: str
    """What the file is called: "GIẤY CHỨNG NHẬN"."""
    subject: str
    """Above further pages: "Giao ước thi đua năm 2026"."""
    year: str = ""
    cluster_en: str = ""
    member: str
    member_en: str = ""
    head: str
    head_position: str
    statement: str = ""
    """What is certified, in the first words only."""
    targets: tuple[MemberTarget, ...]
    signatory: str = ""
    signed_at: datetime | None = None
    signers: tuple[Signer, ...]
    """One or two, from left to right."""
    check: str = ""
    """The address that the QR code leads to; without one there is no code."""
    sample: bool = False
    blocks: tuple[Block, ...] = FIRST_WORDS
    """What stands above and below the table of targets, in its order."""


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
    below: tuple[Setting, ...]
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
        sheet=_on_one_page(pledge) or _set(pledge, ON_SEVERAL_PAGES, ON_FURTHER_PAGES),
        english=has_english(pledge.blocks),
        receipt=receipt_of(pledge),
        code=qr.picture(pledge.check, title=CODE_TITLE) if pledge.check else "",
        address=typed(pledge.check) if pledge.check else (),
    )


def receipt_of(pledge: MemberPledge) -> str:
    """Return the words about the signature in the system; "" before it is given."""
    if pledge.signed_at is None:
        return ""
    who, when = pledge.signatory or pledge.head, written_moment(pledge.signed_at)
    return f"{who} đã ký Giao ước thi đua trên hệ thống lúc {when}."


@lru_cache(maxsize=200)
def pages_of(pledge: MemberPledge) -> int:
    """Return how many pages a certificate takes, reckoned without laying it out.

    Raises RuleViolation for words that do not fit.
    """
    if _on_one_page(pledge):
        return 1
    sheet = _set(pledge, ON_SEVERAL_PAGES, ON_FURTHER_PAGES)
    head, *rows = _row_heights(pledge, sheet)
    closing = _height(pledge, sheet) - _above_table(sheet) - sum((head, *rows))
    pages, used, room = 1, _above_table(sheet) + head, float(HEIGHT)
    for height in (*rows[:-2], sum(rows[-2:]) + closing):
        if used + height > room:
            pages, used, room = pages + 1, head, FURTHER
        used += height
    return pages


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
    below = _words_height(sheet.below, sheet.room) + sheet.room.part
    closing, receipt = sheet.room.signature + _foot(pledge.signers), _receipt(pledge)
    closing = max(closing, receipt) if len(pledge.signers) == 1 else closing + receipt
    return _above_table(sheet) + sum(_row_heights(pledge, sheet)) + below + closing


def _above_table(sheet: Sheet) -> float:
    return HEAD + _words_height(sheet.above, sheet.room) + 2 * sheet.room.part


def _words_height(settings: Sequence[Setting], room: Room) -> float:
    distances = [room.line for setting in settings if setting.name != "english"]
    return sum((*distances, *(setting.form.height for setting in settings)))


def _row_heights(pledge: MemberPledge, sheet: Sheet) -> list[float]:
    """Return the millimetres of the table's heading and of each of its rows."""
    line = sheet.table * LEADING * MM_PER_POINT
    lines = (1 + BENEATH * has_english(pledge.blocks), *(row.lines for row in sheet.rows))
    return [line * count + 2 * sheet.room.cell + BORDER for count in lines]


def _receipt(pledge: MemberPledge) -> float:
    """Return the millimetres of the receipt, the number and the code."""
    seen = even_lines(receipt_of(pledge), ITALIC, size=SEEN_SIZE, width=SEEN)
    return SEEN_LINE * (len(seen) + 0.5) + (CODE if pledge.check else LINE)


def _foot(signers: Sequence[Signer]) -> float:
    """Return the millimetres of day and signers beside the room to sign."""
    alone = len(signers) == 1
    width = 66 if alone else 58
    capacity = max(
        1
        + bool(signer.on_behalf_of)
        + len(even_lines(signer.organization, REGULAR, size=11, width=width))
        for signer in signers
    )
    return FOOT + LINE * capacity


def above_and_below(pledge: MemberPledge) -> tuple[list[Slot], list[Slot]]:
    """Return the words of a certificate above the table of targets, and those below it."""
    place = next(n for n, block in enumerate(pledge.blocks) if "targets" in gaps_of(block.text))
    return slots_of(pledge, pledge.blocks[:place]), slots_of(pledge, pledge.blocks[place + 1 :])


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


def slots_of(pledge: MemberPledge, blocks: Sequence[Block]) -> list[Slot]:
    """Return the words of some blocks, their gaps filled; nothing for the table."""
    values = vars(pledge) | {
        "recipient": pledge.member.upper(),
        "recipient_en": pledge.member_en,
        "cluster": pledge.letterhead.issuer,
        "targets": "",
    }
    return [Slot(PLACES[style], words) for style, words in words_of(blocks, values)]
