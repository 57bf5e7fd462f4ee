"""A rule book as it is shown: each line with its rule in words, its examples, its differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cluster.domain.errors import Message, Value
from cluster.domain.measures import ZERO, Outcome
from cluster.domain.rulebook import Criterion, CriterionKind, RuleBook, WorkedExample, redline
from cluster.domain.rulebook_checks import example_outcome
from cluster.domain.rulebook_words import (
    FIELD_NAMES,
    SETTING_NAMES,
    figures_in_words,
    formula_in_words,
    line_in_words,
    settings_in_words,
)


@dataclass(frozen=True, kw_only=True)
class ExampleShown:
    """A worked example with what really comes of its figures."""

    figures: list[Message]
    expected: Decimal | None
    found: Outcome
    note: str

    @property
    def is_right(self) -> bool:
        """Tell whether what comes out is what was expected."""
        return self.found.points == self.expected


@dataclass(frozen=True, kw_only=True)
class LineShown:
    """One line at its depth; `maximum` of a section is what its lines give together."""

    depth: int
    criterion: Criterion
    maximum: Decimal
    words: list[Message]
    examples: list[ExampleShown]


def lines_shown(book: RuleBook) -> list[LineShown]:
    """Return the lines of the rule book as they are printed."""
    return [
        LineShown(
            depth=depth,
            criterion=criterion,
            maximum=book.section_maximum(criterion.code)
            if criterion.kind is CriterionKind.SECTION
            else criterion.max_points,
            words=formula_in_words(criterion),
            examples=examples_shown(criterion),
        )
        for depth, criterion in book.walk()
    ]


def examples_shown(criterion: Criterion) -> list[ExampleShown]:
    """Return the worked examples of a line, each computed."""
    return [_example_shown(criterion, example) for example in criterion.examples]


def _example_shown(criterion: Criterion, example: WorkedExample) -> ExampleShown:
    return ExampleShown(
        figures=figures_in_words(criterion.formula, example),
        expected=example.points,
        found=example_outcome(criterion, example),
        note=example.note,
    )


def maximum_of(book: RuleBook, kind: CriterionKind) -> Decimal:
    """Return what all lines of a kind give together, weighted."""
    return sum((line.weighted_maximum for line in book.lines(kind)), ZERO)


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """What one field or setting said before and says now."""

    label: Message
    old: Value
    new: Value


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """What became of one line; `code` None: the settings of the book.

    `old` None: the line was added; `new` None: it was removed; otherwise `fields` changed.
    """

    code: str | None
    old: Criterion | None
    new: Criterion | None
    fields: tuple[FieldChange, ...]


def redline_shown(old: RuleBook, new: RuleBook) -> list[LineChange]:
    """Return what changed from one rule book to the next, line by line."""
    by_code: dict[str | None, list[str]] = {}
    for change in redline(old, new):
        by_code.setdefault(change.code, []).extend([change.field] if change.field else [])
    return [_line_change(old, new, code, changed) for code, changed in by_code.items()]


def _line_change(
    old: RuleBook, new: RuleBook, code: str | None, changed: Sequence[str]
) -> LineChange:
    if code is None:
        before, after = settings_in_words(old), settings_in_words(new)
        settings = tuple(_pairs(before, after, SETTING_NAMES, changed))
        return LineChange(code=None, old=None, new=None, fields=settings)
    was, now = old.by_code.get(code), new.by_code.get(code)
    if was is None or now is None:
        return LineChange(code=code, old=was, new=now, fields=())
    fields = tuple(_pairs(line_in_words(was), line_in_words(now), FIELD_NAMES, changed))
    return LineChange(code=code, old=was, new=now, fields=fields)


def _pairs(
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    names: Mapping[str, Message],
    changed: Sequence[str],
) -> Iterator[FieldChange]:
    for name in changed:
        yield FieldChange(label=names[name], old=before[name], new=after[name])
