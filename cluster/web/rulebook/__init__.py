"""Pages for the rule book of a year: the book as a whole, and its lines."""

from cluster.web.rulebook import book, lines
from cluster.web.rulebook.blueprint import blueprint

__all__ = ["blueprint", "book", "lines"]
