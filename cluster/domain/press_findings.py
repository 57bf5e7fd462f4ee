"""What the press finds when it sets a certificate, and what is to be said of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import combining

from cluster.domain.entries import TEXT_NAMES, TEXTS, Entry
from cluster.domain.errors import Message, _
from cluster.domain.findings import Finding, Severity, error, note, warning, worst

MUCH = 80
"""Words that come down below so many hundredths of their usual size are looked at first."""
LONGEST_QUOTE = 60


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


def on_another_sheet(
    findings: Sequence[Finding], measure: Callable[[], Measured]
) -> tuple[Finding, ...]:
    """Return what is to be said of a line whose words are set on another sheet than before.

    A line that is in error wherever it is printed is not set.
    """
    kept = tuple(finding for finding in findings if not finding.is_of_sheet)
    return kept if worst(kept) is Severity.ERROR else (*kept, *of_paper(measure()))


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
        yield note(_("This page needs a full layout, which takes a second."))


def _of_letters(missing: Missing, entry: Entry | None) -> Finding:
    """Say which letters cannot be drawn, at the field where they were written."""
    letters = {letter.casefold() for letter in missing.letters}
    for name in TEXTS if entry else ():
        text = getattr(entry, name)
        said = text.casefold()
        if said in missing.words.casefold() and any(letter in said for letter in letters):
            found = replace(missing, words=text)
            return error(
                _("%(field)s: %(problem)s", field=TEXT_NAMES[name], problem=missing_letters(found)),
                name,
            )
    return error(missing_letters(missing))


def missing_letters(missing: Missing) -> Message:
    """Say which letters of some words cannot be drawn, each with its number in Unicode."""
    named = {
        "letters": ", ".join(f"“{letter}” ({_number(letter)})" for letter in missing.letters),
        "words": _around(missing.letters[0], missing.words),
    }
    if all(combining(letter[-1]) for letter in missing.letters):
        return _(
            "The accents of %(letters)s in “%(words)s” make no letter that can be printed. Delete"
            " this letter with its accents and type it anew.",
            **named,
        )
    return _(
        "No font of ours can draw %(letters)s in “%(words)s”. Write it with other letters.", **named
    )


def _around(letter: str, words: str) -> str:
    """Return as much of the words as can be quoted, with the letter and what stands before it."""
    place = words.casefold().find(letter.casefold())
    if place < LONGEST_QUOTE - 1:
        return _shortened(words)
    return _shortened(f"…{words[place - LONGEST_QUOTE // 2 :]}")


def _number(letter: str) -> str:
    return " ".join(f"U+{ord(part):04X}" for part in letter)


def _of_room(tight: Shrunk) -> Finding:
    words, percent = _shortened(tight.words), tight.percent
    if not tight.fits:
        return error(
            _(
                "“%(words)s” does not fit, even in the smallest letters: there is room for about"
                " %(percent)s %% of it.",
                words=words,
                percent=percent,
            )
        )
    if percent < MUCH:
        return warning(
            _(
                "“%(words)s” only fits at %(percent)s %% of the usual size.",
                words=words,
                percent=percent,
            )
        )
    return note(_("“%(words)s” is set at %(percent)s %%.", words=words, percent=percent))


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"
