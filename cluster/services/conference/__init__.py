"""The wrap-up conference: what the projected screen shows, and what is done from it."""

from cluster.services.conference.acting import act
from cluster.services.conference.reading import Stage, stage, turnout

__all__ = ["Stage", "act", "stage", "turnout"]
