"""The code on a certificate: how it is made, written, and read from what somebody types.

Sixteen characters are chance (80 bits: nobody guesses one), the seventeenth checks them. All are
digits and capital letters of Crockford's base 32, without I, L, O and U, which hands and eyes take
for others. Crockford's own check character may be one of * ~ $ = U, which not every keyboard or
reader finds. Ours is one of the same 32: the characters are taken as elements of the field of 32
elements, each is weighed by another power of two, and the check is their sum. Powers of two only
repeat after 31, so one wrong character, or any two that changed places, always give another check.
"""

from cluster.domain.errors import Message, RuleViolation, _

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011")
RANDOM_BYTES = 10
LENGTH = 17
GROUP = 4
BITS = 5
FIELD = 0b100101
"""The polynomial x^5 + x^2 + 1, by which products are reduced to 32 elements."""


def new_code(chance: bytes) -> str:
    """Return a code made from ten bytes of chance."""
    number = int.from_bytes(chance)
    places = range(BITS * (LENGTH - 2), -1, -BITS)
    body = "".join(ALPHABET[number >> place & len(ALPHABET) - 1] for place in places)
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that checks the others."""
    total = 0
    for character in body:
        total = _doubled(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def written(code: str) -> str:
    """Write a code for people, in groups of four."""
    return "-".join([code[start : start + GROUP] for start in range(0, LENGTH, GROUP)])


def typed(address: str) -> tuple[str, str]:
    """Return the address of a paper as somebody types it: the site's part, the code in groups."""
    folder, slash, code = address.partition("://")[2].rpartition("/")
    return folder + slash, written(code)


def read_code(typed: str) -> str:
    """Return the code that somebody typed, or pasted as an address.

    Small letters, blanks and hyphens do no harm, nor O for 0, I and L for 1. Raises RuleViolation
    for what can be no code.
    """
    last = typed.rpartition("/")[2].upper()
    code = "".join(filter(str.isalnum, last)).translate(LOOKALIKES)
    for character in code:
        if character not in ALPHABET:
            raise _mistyped(_("“%(letter)s” stands in no code.", letter=character))
    if len(code) != LENGTH:
        raise _mistyped(
            _(
                "A code has %(length)s letters and digits; these are %(count)s.",
                length=LENGTH,
                count=len(code),
            )
        )
    if check_character(code[:-1]) != code[-1]:
        raise _mistyped(
            _("A letter or digit of this code is wrong. Compare it with the paper once more.")
        )
    return code


def address_of(site: str, code: str) -> str:
    """Return where anybody checks the paper with this code; "" for a site without an address."""
    return f"{site}/v/{code}" if site else ""


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ FIELD if element >> BITS else element


def _mistyped(message: Message) -> RuleViolation:
    return RuleViolation(message, field="code")
