from decimal import Decimal

from cluster.domain.errors import Conflict, Message, Name, RuleViolation, _


def test_a_sentence_reads_in_english_with_its_gaps_filled() -> None:
    sentence = _(
        "%(points)s points for %(name)s.", points=Decimal("4.71"), name=Name(vi="a", en="b")
    )

    assert str(sentence) == "4.71 points for b."


def test_a_sentence_without_gaps_may_hold_a_percent_sign() -> None:
    assert str(Message("100 %%")) == "100 %"


def test_a_refusal_names_the_field_at_fault() -> None:
    refusal = RuleViolation(_("Too much."), field="points")

    assert (str(refusal), refusal.field) == ("Too much.", "points")


def test_a_conflict_keeps_both_versions() -> None:
    conflict = Conflict(_("Saved by another."), yours={"points": 2}, theirs={"points": 3})

    assert (conflict.yours, conflict.theirs) == ({"points": 2}, {"points": 3})


def test_a_conflict_may_know_no_versions() -> None:
    conflict = Conflict(_("Saved by another."))

    assert (conflict.yours, conflict.theirs) == ({}, {})
