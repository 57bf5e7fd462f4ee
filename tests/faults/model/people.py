"""What never changes in the model: members, lines, phases by their letters, people."""

from dataclasses import dataclass

from cluster.domain.permissions import Role
from cluster.domain.scoring import Layer
from cluster.domain.years import Phase

PLACES = (0, 1, 2)
CODES = ("I.1", "I.2")
GATE = "KC.1"
DAYS_TO_OBJECT = 3
MOST_DAYS_OPEN = 30
QUORUM = 2

S, P, R, V, C, F, B, A = Phase
FORWARD = {S: P, P: R, R: V, V: C, F: B, B: A}
"""Without the step to Frozen, which only freezing takes."""
BACK = {P: S, V: R, C: V}

Voice = tuple[int, str, Layer, int | None]
"""The member scored, the line, the layer, and who cross-scores."""


@dataclass(frozen=True)
class Person:
    """Somebody's roles, and the place of the member they speak for, if any."""

    roles: frozenset[Role] = frozenset()
    place: int | None = None

    def is_any(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    def is_of(self, place: int, *roles: Role) -> bool:
        return self.place == place and self.is_any(*roles)

    @property
    def runs(self) -> bool:
        return self.is_any(Role.SECRETARY, Role.CHAIR)


def person(*roles: Role, place: int | None = None) -> Person:
    return Person(frozenset(roles), place)


PEOPLE: dict[str, Person] = {
    **{f"officer {n}": person(Role.OFFICER, place=n) for n in PLACES},
    **{f"signer {n}": person(Role.SIGNER, place=n) for n in PLACES},
    **{f"council {n}": person(Role.COUNCIL, place=n) for n in PLACES},
    "reviewer 0": person(Role.REVIEWER, place=0),
    "reviewer 2": person(Role.REVIEWER, place=2),
    "secretary": person(Role.SECRETARY),
    "second secretary": person(Role.SECRETARY),
    "chair": person(Role.CHAIR),
    "chair of member 0": person(Role.CHAIR, Role.COUNCIL, place=0),
    "auditor": person(Role.AUDITOR),
    "sysadmin": person(Role.SYSADMIN),
    "stranger": person(),
}
