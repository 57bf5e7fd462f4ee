"""The words of the joint pledge, and the hash of what its members sign."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cluster.domain.errors import RuleViolation, _
from cluster.domain.plain_data import to_plain
from cluster.domain.rulebook import CriterionKind, RuleBook
from cluster.domain.vietnamese import nfc


@dataclass(frozen=True, kw_only=True)
class Content:
    """One numbered part of the pledge; a paragraph that starts with "- " is a list item."""

    heading: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PledgeText:
    """The pledge as it is read aloud and signed: plain paragraphs without markup."""

    title: str
    subject: str
    legal_bases: tuple[str, ...]
    opening: str
    contents: tuple[Content, ...]
    implementation: tuple[str, ...]

    def check(self) -> None:
        """Refuse a pledge without a title, or one that promises nothing."""
        if not self.title.strip():
            raise RuleViolation(_("The pledge needs a title."), field="title")
        for number, content in enumerate(self.contents):
            if not content.heading.strip():
                raise RuleViolation(
                    _("A part of the pledge needs a heading."), field=f"contents-{number}-heading"
                )
        if not any(content.paragraphs for content in self.contents):
            raise RuleViolation(_("Write what the members promise."), field="contents")


def standard_text(phrases: PledgeText, *, year: int, cluster: str, book: RuleBook) -> PledgeText:
    """Return the text that a new pledge starts with: standard phrases, a part for each section.

    In the phrases, `{year}` and `{cluster}` stand for the year's number and the cluster's name.
    """

    def filled(phrase: str) -> str:
        return phrase.replace("{year}", str(year)).replace("{cluster}", cluster)

    return replace(
        phrases,
        title=filled(phrases.title),
        subject=filled(phrases.subject),
        legal_bases=tuple(map(filled, phrases.legal_bases)),
        opening=filled(phrases.opening),
        contents=tuple(_contents(book)),
        implementation=tuple(map(filled, phrases.implementation)),
    )


def _contents(book: RuleBook) -> Iterable[Content]:
    for section in book.children(None):
        lines = [c for c in book.lines_under(section.code) if c.kind is CriterionKind.CONTENT]
        if lines:
            named = section.name_vi.startswith(f"{section.code}.")
            items = [f"- {line.name_vi}" for line in lines]
            yield Content(
                heading=section.name_vi if named else f"{section.code}. {section.name_vi}",
                paragraphs=(*(f"{item};" for item in items[:-1]), f"{items[-1]}."),
            )


@dataclass(frozen=True, kw_only=True)
class PledgedTarget:
    """One target as it is signed: the member and the criterion by their codes."""

    member: str
    criterion: str
    value: Decimal | None
    not_assigned: bool


def fingerprint(
    *,
    cluster: str,
    year: int,
    version: int,
    rulebook_version: int,
    amendment_reason: str,
    text: PledgeText,
    targets: Iterable[PledgedTarget],
) -> str:
    """Return the SHA-256 of what is signed: text, version, rules and everybody's targets.

    Taken over JSON in UTF-8 (NFC) with sorted keys and numbers written as text, so that it can
    be recomputed from an export without this program.
    """
    ordered = sorted(targets, key=lambda target: (target.member, target.criterion))
    return digest(
        {
            "cluster": cluster,
            "year": year,
            "version": version,
            "rulebook": rulebook_version,
            "amendment_reason": amendment_reason,
            "text": to_plain(text),
            "targets": [_plain_target(target) for target in ordered],
        }
    )


def targets_revision(targets: Iterable[PledgedTarget]) -> str:
    """Return a mark of one member's targets by which a later change is noticed."""
    ordered = sorted(targets, key=lambda target: target.criterion)
    return digest({"targets": [_plain_target(target) for target in ordered]})[:16]


def digest(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain data in its canonical form."""
    written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(nfc(written).encode()).hexdigest()


def _plain_target(target: PledgedTarget) -> dict[str, Any]:
    return {**to_plain(target), "value": _digits(target.value)}


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
