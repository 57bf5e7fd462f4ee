"""Looking certificates through before they are printed: what is missing, wrong or suspicious."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from cluster.domain.entries import TEXT_NAMES, TEXTS, Entry
from cluster.domain.errors import Message, _
from cluster.domain.findings import Finding, error, note, warning
from cluster.domain.odd_names import oddities
from cluster.domain.press_findings import Measured, of_paper
from cluster.domain.vietnamese import fold

_PLACEHOLDER = re.compile(
    r"\.{3,}|…{2,}|(?<!\S)…|\d(?:\.\.|…)|_{2,}|[{}<>«»\[\]]|%\("
    r"|#(?:N/A|(?:REF|NAME|VALUE|DIV/0|NUM|NULL)[!?])|\bErr:\d{3}|\b(?-i:x{2,})\b"
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
OLD = 366 * 20
"""Days after which a decision is too old for a certificate that is printed only now."""
_OPTIONAL = {"position"}
_DECISION = {"decision_number", "decided_on"}


def look_through(
    entries: Sequence[Entry], measured: Mapping[int, Measured], today: date
) -> dict[int, tuple[Finding, ...]]:
    """Return what is to be said of each entry, by its place.

    `measured` holds what the press found, by place, where the entry could be set at all.
    """
    alike = _alike(entries)
    return {
        entry.place: (
            *_of_missing(entry),
            *_of_words(entry),
            *_of_decision(entry, today),
            *_of_name(entry),
            *alike.get(entry.place, ()),
            *of_paper(measured.get(entry.place, Measured()), entry),
        )
        for entry in entries
    }


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
    return replace(error(message), is_of_year=True)


def _missing(entry: Entry) -> Iterator[str]:
    for name in TEXT_NAMES:
        value = getattr(entry, name)
        if name not in _OPTIONAL and not (value.strip() if isinstance(value, str) else value):
            yield name


def _of_missing(entry: Entry) -> Iterator[Finding]:
    missing = set(_missing(entry))
    if missing & _DECISION:
        yield error(_("No decision: its number and its day are missing."), min(missing & _DECISION))
    for name in TEXT_NAMES:
        if name in missing - _DECISION:
            yield error(_("Missing: %(field)s.", field=TEXT_NAMES[name]), name)


def _of_words(entry: Entry) -> Iterator[Finding]:
    for name in TEXTS:
        if words := _placeholder(getattr(entry, name)):
            yield error(
                _(
                    "%(field)s: “%(words)s” looks like a place left to be filled in.",
                    field=TEXT_NAMES[name],
                    words=words,
                ),
                name,
            )
        if letter := _lookalike(getattr(entry, name)):
            yield warning(
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
        yield note(_("Accents typed apart from their letters were put together."))


def _alphabet_of(letter: str) -> Message:
    if letter >= _CYRILLIC:
        return _("Cyrillic")
    return _("Greek") if letter >= _GREEK else _("foreign")


def _of_decision(entry: Entry, today: date) -> Iterator[Finding]:
    number, day = entry.decision_number.strip(), entry.decided_on
    is_missing = not number or _placeholder(number)
    if not is_missing and not any(letter.isdigit() for letter in number):
        yield error(
            _("The decision has no number yet: “%(number)s”.", number=number), "decision_number"
        )
    if day is not None and day > today:
        yield warning(_("The decision is dated after today: %(day)s.", day=day), "decided_on")
    if day is not None and (today - day).days > OLD:
        yield warning(_("The decision is very old: %(day)s.", day=day), "decided_on")


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
        yield warning(_("No position: nothing but the unit stands below the name."), "position")
    name = entry.name.strip()
    if not _placeholder(name):
        for sentence in oddities(name, is_person=entry.is_person, honorific=entry.honorific):
            yield warning(sentence, "name")


def _alike(entries: Sequence[Entry]) -> dict[int, list[Finding]]:
    """Find what stands twice: an error where the whole line is the same, else a warning."""
    found: dict[int, list[Finding]] = {}
    named: dict[str, Entry] = {}
    same: dict[tuple[str, ...], int] = {}
    for entry in entries:
        if entry.name.strip():
            name, *more = map(_folded, (entry.name, *_said_of(entry)))
            if double := _double(entry, named.get(name), same.get((name, *more))):
                found[entry.place] = [double]
            named.setdefault(name, entry)
            same.setdefault((name, *more), entry.place)
    first: dict[str, int] = {}
    for entry in entries:
        number = entry.golden_book_number.strip()
        if number and first.setdefault(number, entry.place) != entry.place:
            found.setdefault(entry.place, []).append(
                warning(
                    _(
                        "The same number in the golden book as line %(place)s: %(number)s.",
                        place=str(first[number]),
                        number=number,
                    ),
                    "golden_book_number",
                )
            )
    return found


def _double(entry: Entry, named: Entry | None, same: int | None) -> Finding | None:
    """Return what is said of a line by those above it of the same name, and wholly the same."""
    if same is not None:
        return error(_("The same as line %(place)s.", place=str(same)), "name")
    if named is not None:
        there, here = next(
            (there or "–", here or "–")
            for there, here in zip(_said_of(named), _said_of(entry), strict=True)
            if _folded(there) != _folded(here)
        )
        return warning(
            _(
                "The same name as in line %(place)s: there “%(there)s”, here “%(here)s”. Is that"
                " right?",
                place=str(named.place),
                there=there,
                here=here,
            ),
            "name",
        )
    return None


def _said_of(entry: Entry) -> tuple[str, ...]:
    """Return what tells people of one name apart."""
    return entry.position.strip(), entry.award.strip(), entry.reason.strip()


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return " ".join(fold(text).split())
