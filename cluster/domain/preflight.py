"""Looking certificates through before they are printed: what is missing, wrong or suspicious.

An error stops its line. A warning wants somebody's yes. A note says what the program did.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from cluster.domain.errors import Message, _
from cluster.domain.vietnamese import fold

MUCH = 80
"""Words that come down below so many hundredths of their usual size are looked at first."""
LONGEST_QUOTE = 60

_PLACEHOLDER = re.compile(
    r"\.{3,}|…{2,}|(?<!\S)…|\d(?:\.\.|…)|_{2,}|[{}<>«»\[\]]|%\(|#(?:N/A|REF!|NAME\?|VALUE!)|\b(?-i:x{2,})\b"
    r"|\b(?:todo|tbd|chưa rõ|chưa có|bổ sung sau|họ và tên)\b",
    re.IGNORECASE,
)
_NOTHING = frozenset({"nan", "none", "null", "n/a", "test", "-", "–", "?", "x", "đã ký", "(đã ký)"})
"""What stands in a cell for nothing."""
_ANYBODY = re.compile(r"\S+ (?:văn|thị) [abcx]", re.IGNORECASE)
"""“Nguyễn Văn A”: how a form names somebody."""
_LOOKALIKE = re.compile(r"[ÐðƉɖ\u0370-\u052f]")
"""Letters of other alphabets that look like ours; old keyboards type the Icelandic Ð for Đ."""
_CYRILLIC, _GREEK = "\u0400", "\u0370"
_SIGNS = re.compile(r"[,;:/&+()]")
_UNMARKED = re.compile(
    r"^(?:bui|dang|dinh|do|duong|ho|huynh|le|ly|ngo|nguyen|pham|tran|truong|vo|vu)\b"
    r"|(?<!\S)(?:thi|van)\b",
    re.IGNORECASE,
)
"""Family and middle names that are written with marks."""
_BODIES = ("hợp tác xã", "htx ", "liên hiệp", "liên minh", "công ty", "phòng ", "tập thể")
HONORIFICS = ("Ông ", "Bà ")
OLD = 366 * 20
"""Days after which a decision is too old for a certificate that is printed only now."""


class Severity(StrEnum):
    """What a finding does to its line."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_NAMES: dict[Severity, Message] = {
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
    Severity.NOTE: _("Note"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found in one line.

    `field`: in which of its entries, where it is in one. `is_of_sheet`: found when its words were
    set; on another sheet they have other room. `is_of_year`: found beside the year's other papers
    and awards, which come and go.
    """

    severity: Severity
    message: Message
    field: str = ""
    is_of_sheet: bool = False
    is_of_year: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a list says of one certificate, as somebody wrote it.

    `place`: its line in the list. `printed_as`: the serial of the valid paper that there is
    already. `typed_apart`: letters and accents came one by one, and were put together.
    """

    place: int
    is_person: bool
    name: str
    position: str
    award: str
    reason: str
    decision_number: str
    decided_on: date | None
    authority: str
    seat: str
    signer_title: str
    signer_name: str
    printed_as: str = ""
    typed_apart: bool = False
    honorific: str = ""
    golden_book_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """Words that come out smaller than usual, or that do not fit even so.

    `percent`: of their usual size; of those that do not fit, the share of them that fits.
    """

    words: str
    percent: int
    fits: bool = True


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Words with letters that no font can draw."""

    words: str
    letters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the press finds when it sets a certificate, before it prints it.

    `tightest`: the words with the least room, unless all have enough. `missing`: words that cannot
    be drawn. `is_laid_out`: the page cannot be stamped.
    """

    tightest: Shrunk | None = None
    missing: tuple[Missing, ...] = ()
    is_laid_out: bool = False


TEXTS = (
    "name",
    "position",
    "award",
    "reason",
    "decision_number",
    "authority",
    "seat",
    "signer_title",
    "signer_name",
)
TEXT_NAMES: Mapping[str, Message] = {
    "name": _("Name"),
    "position": _("Position and unit"),
    "award": _("Award"),
    "reason": _("What the award is for"),
    "decision_number": _("Number of the decision"),
    "decided_on": _("Day of the decision"),
    "authority": _("Authority"),
    "seat": _("Place on papers"),
    "signer_title": _("Signer’s title"),
    "signer_name": _("Signer’s name"),
}
_OPTIONAL = {"position"}
_DECISION = {"decision_number", "decided_on"}


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest of the findings."""
    found = {finding.severity for finding in findings}
    return next((severity for severity in Severity if severity in found), None)


def kind_of(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the gravest findings of a line as of any other: what they quote is left open."""
    gravest = worst(findings)
    return tuple(
        replace(finding, message=_as_of_any(finding.message))
        for finding in findings
        if finding.severity is gravest
    )


def _as_of_any(said: Message) -> Message:
    values = ((name, v if isinstance(v, Message) else "…") for name, v in said.values)
    return Message(said.text, tuple(values))


def look_through(
    entries: Sequence[Entry], measured: Mapping[int, Measured], today: date
) -> dict[int, tuple[Finding, ...]]:
    """Return what is to be said of each entry, by its place.

    `measured` holds what the press found, by place, where the entry could be set at all.
    """
    alike = _alike(entries)
    return {
        entry.place: (
            *_of_words(entry),
            *_of_decision(entry, today),
            *_of_name(entry),
            *alike.get(entry.place, ()),
            *of_paper(measured.get(entry.place, Measured()), entry),
        )
        for entry in entries
    }


def on_another_sheet(
    findings: Sequence[Finding], measure: Callable[[], Measured]
) -> tuple[Finding, ...]:
    """Return what is to be said of a line whose words are set on another sheet than before.

    A line that is in error wherever it is printed is not set.
    """
    kept = tuple(finding for finding in findings if not finding.is_of_sheet)
    return kept if worst(kept) is Severity.ERROR else (*kept, *of_paper(measure()))


def beside_other_papers(
    findings: Sequence[Finding], found: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return what is to be said of a line of which this is found now beside the year's others."""
    return (*(finding for finding in findings if not finding.is_of_year), *found)


def is_printable(entry: Entry) -> bool:
    """Tell whether an entry says enough to set its certificate at all."""
    return not any(_missing(entry))


def printed_already(serial: str) -> Finding:
    """Give what is to be said of a certificate of which there is a valid paper."""
    return of_year(
        _(
            "Printed already: no. %(serial)s. Print that one again from the register.",
            serial=serial,
        )
    )


def of_year(message: Message) -> Finding:
    """Give an error that lies in the year's other papers and awards."""
    return replace(_error(message), is_of_year=True)


def _missing(entry: Entry) -> Iterator[str]:
    for name in TEXT_NAMES:
        value = getattr(entry, name)
        if name not in _OPTIONAL and not (value.strip() if isinstance(value, str) else value):
            yield name


def _of_words(entry: Entry) -> Iterator[Finding]:
    missing = set(_missing(entry))
    if missing & _DECISION:
        yield _error(
            _("No decision: its number and its day are missing."), min(missing & _DECISION)
        )
    for name in TEXT_NAMES:
        if name in missing - _DECISION:
            yield _error(_("Missing: %(field)s.", field=TEXT_NAMES[name]), name)
    for name in TEXTS:
        if words := _placeholder(getattr(entry, name)):
            yield _error(
                _(
                    "%(field)s: “%(words)s” looks like a place left to be filled in.",
                    field=TEXT_NAMES[name],
                    words=words,
                ),
                name,
            )
        if letter := _lookalike(getattr(entry, name)):
            yield _warning(
                _(
                    "%(field)s: “%(letter)s” in “%(word)s” is a %(alphabet)s letter that only looks"
                    " like ours. Type the word again.",
                    field=TEXT_NAMES[name],
                    letter=letter,
                    word=next(word for word in getattr(entry, name).split() if letter in word),
                    alphabet=_alphabet_of(letter),
                ),
                name,
            )
    if entry.typed_apart:
        yield _note(_("Accents typed apart from their letters were put together."))


def _alphabet_of(letter: str) -> Message:
    if letter >= _CYRILLIC:
        return _("Cyrillic")
    return _("Greek") if letter >= _GREEK else _("foreign")


def _of_decision(entry: Entry, today: date) -> Iterator[Finding]:
    number, day = entry.decision_number.strip(), entry.decided_on
    is_missing = not number or _placeholder(number)
    if not is_missing and not any(letter.isdigit() for letter in number):
        yield _error(
            _("The decision has no number yet: “%(number)s”.", number=number), "decision_number"
        )
    if day is not None and day > today:
        yield _warning(_("The decision is dated after today: %(day)s.", day=day), "decided_on")
    if day is not None and (today - day).days > OLD:
        yield _warning(_("The decision is very old: %(day)s.", day=day), "decided_on")


@lru_cache(maxsize=10_000)
def _lookalike(text: str) -> str:
    """Return the first letter that only looks like one of ours."""
    found = _LOOKALIKE.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=10_000)
def _placeholder(text: str) -> str:
    """Return the words that stand where real ones should."""
    if text.strip().casefold() in _NOTHING or _ANYBODY.fullmatch(text.strip()):
        return text.strip()
    found = _PLACEHOLDER.search(text)
    return found[0] if found else ""


def _of_name(entry: Entry) -> Iterator[Finding]:
    if entry.printed_as:
        yield printed_already(entry.printed_as)
    if entry.is_person and entry.name.strip() and not entry.position.strip():
        yield _warning(_("No position: nothing but the unit stands below the name."), "position")
    name = entry.name.strip()
    if not _placeholder(name):
        for sentence in (*_of_case(name, entry), *_of_person(name, entry)):
            yield _warning(sentence, "name")


def _of_case(name: str, entry: Entry) -> Iterator[Message]:
    letters = [letter for letter in name if letter.isalpha()]
    is_word = any(len(word) > 1 for word in name.split())
    if len(letters) > 1 and is_word and all(letter.isupper() for letter in letters):
        yield _("The name is written in capitals only: “%(name)s”.", name=name)
    elif letters and all(letter.islower() for letter in letters):
        yield _("The name is written without capitals: “%(name)s”.", name=name)
    elif entry.is_person and not _is_body(name) and any(_is_odd(word) for word in name.split()):
        yield _("Look at the capitals in the name: “%(name)s”.", name=name)


def _is_odd(word: str) -> bool:
    return word.islower() or (len(word) > 1 and word.isupper())


def _is_body(name: str) -> bool:
    return name.casefold().startswith(_BODIES)


def _of_person(name: str, entry: Entry) -> Iterator[Message]:
    if not entry.is_person:
        return
    if any(letter.isdigit() for letter in name):
        yield _("There are figures in the name: “%(name)s”.", name=name)
    if sign := _SIGNS.search(name):
        yield _(
            "“%(sign)s” in the name “%(name)s”: one person for each line, and only the name.",
            sign=sign[0],
            name=name,
        )
    if name.isascii() and _UNMARKED.search(name):
        yield _("The name seems to have lost its accents: “%(name)s”.", name=name)
    if entry.honorific and name.startswith(HONORIFICS):
        yield _("The form of address stands twice: “%(words)s”.", words=f"{entry.honorific} {name}")
    if _is_body(name):
        yield _("A person’s form of address before a collective: “%(name)s”.", name=name)


def _alike(entries: Sequence[Entry]) -> dict[int, list[Finding]]:
    """Find what stands twice: an error where the whole line is the same, else a warning."""
    found: dict[int, list[Finding]] = {}
    named: dict[str, int] = {}
    same: dict[tuple[str, ...], int] = {}
    for entry in entries:
        if entry.name.strip():
            name, *more = map(_folded, (entry.name, entry.position, entry.award, entry.reason))
            if double := _double(named.get(name), same.get((name, *more))):
                found[entry.place] = [double]
            named.setdefault(name, entry.place)
            same.setdefault((name, *more), entry.place)
    first: dict[str, int] = {}
    for entry in entries:
        number = entry.golden_book_number.strip()
        if number and first.setdefault(number, entry.place) != entry.place:
            found.setdefault(entry.place, []).append(
                _warning(
                    _(
                        "The same number in the golden book as line %(place)s: %(number)s.",
                        place=str(first[number]),
                        number=number,
                    ),
                    "golden_book_number",
                )
            )
    return found


def _double(named: int | None, same: int | None) -> Finding | None:
    """Return what is said of a line by those above it of the same name, and wholly the same."""
    if same is not None:
        return _error(_("The same as line %(place)s.", place=str(same)), "name")
    if named is not None:
        return _warning(
            _("The same name as in line %(place)s: another one?", place=str(named)), "name"
        )
    return None


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return " ".join(fold(text).split())


def of_paper(measured: Measured, entry: Entry | None = None) -> Iterator[Finding]:
    """Give what is to be said of a certificate as it would be set; its entry names the fields."""
    for finding in _of_setting(measured, entry):
        yield replace(finding, is_of_sheet=True)


def _of_setting(measured: Measured, entry: Entry | None) -> Iterator[Finding]:
    if measured.tightest is not None:
        yield _of_room(measured.tightest)
    said = [_of_letters(missing, entry) for missing in measured.missing]
    yield from dict.fromkeys(said)
    if measured.is_laid_out and not said:
        yield _note(_("This page needs a full layout, which takes a second."))


def _of_letters(missing: Missing, entry: Entry | None) -> Finding:
    """Say which letters cannot be drawn, at the field where they were written."""
    letters = {letter.casefold() for letter in missing.letters}
    for name in TEXTS if entry else ():
        text = getattr(entry, name)
        said = text.casefold()
        if said in missing.words.casefold() and any(letter in said for letter in letters):
            found = replace(missing, words=text)
            return _error(
                _("%(field)s: %(problem)s", field=TEXT_NAMES[name], problem=missing_letters(found)),
                name,
            )
    return _error(missing_letters(missing))


def missing_letters(missing: Missing) -> Message:
    """Say which letters of some words cannot be drawn, each with its number in Unicode."""
    return _(
        "No font of ours can draw %(letters)s in “%(words)s”. Write it with other letters.",
        letters=", ".join(f"“{letter}” ({_number(letter)})" for letter in missing.letters),
        words=_shortened(missing.words),
    )


def _number(letter: str) -> str:
    return " ".join(f"U+{ord(part):04X}" for part in letter)


def _of_room(tight: Shrunk) -> Finding:
    words, percent = _shortened(tight.words), tight.percent
    if not tight.fits:
        return _error(
            _(
                "“%(words)s” does not fit, even in the smallest letters: there is room for about"
                " %(percent)s %% of it.",
                words=words,
                percent=percent,
            )
        )
    if percent < MUCH:
        return _warning(
            _(
                "“%(words)s” only fits at %(percent)s %% of the usual size.",
                words=words,
                percent=percent,
            )
        )
    return _note(_("“%(words)s” is set at %(percent)s %%.", words=words, percent=percent))


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"


def _error(message: Message, field: str = "") -> Finding:
    return Finding(severity=Severity.ERROR, message=message, field=field)


def _warning(message: Message, field: str = "") -> Finding:
    return Finding(severity=Severity.WARNING, message=message, field=field)


def _note(message: Message) -> Finding:
    return Finding(severity=Severity.NOTE, message=message)
