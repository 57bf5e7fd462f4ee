"""The sample cluster: six alliances, a year that is over and one that is running.

It is loaded through the same services that people use, each act by the person whose act it is,
so that it can hold nothing that the regulations refuse.
"""

from cluster.services.sample.loading import load
from cluster.services.sample.papers import print_papers
from cluster.services.sample.people import PASSWORD, SHOWN_ACCOUNTS

__all__ = ["PASSWORD", "SHOWN_ACCOUNTS", "load", "print_papers"]
