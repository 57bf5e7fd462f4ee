"""What a page says in Vietnamese, looked up by the English sentence.

Tests name what they look for by the catalogue's key, so a better translation breaks no test.
"""

from cluster import language
from cluster.domain.errors import Message, Value


def in_vietnamese(sentence: str, **gaps: Value) -> str:
    """Return the sentence as the page says it; one that has no translation fails the test."""
    message = Message(sentence, tuple(gaps.items()))
    said = language.say(message, "vi")
    assert said != language.say(message, "en"), sentence
    return said
