"""Who acts, where, with which figure, and when: mostly what is due, now and then anything."""

from collections.abc import Callable

from hypothesis import strategies as st

from cluster.domain.years import Phase
from tests.faults.machine.acts import Acts
from tests.faults.model.people import CODES, PEOPLE, PLACES

SOME_PLACE = st.sampled_from(PLACES)
CODE = st.sampled_from(CODES)
REASON = st.sampled_from(["Theo biên bản họp"] * 4 + [""])
ACTUAL = st.integers(0, 12)
MAYBE_ACTUAL = st.sampled_from([*range(13), None, None])
BEHIND = st.sampled_from([0] * 6 + [1, -1])
"""How far the revision that was read is behind the one that stands."""
PICK = st.integers(0, 7)
"""Which row of those there are, from the newest backwards."""


def one_of(*names: str) -> st.SearchStrategy[str]:
    """Draw mostly those who may, now and then anybody."""
    return st.sampled_from([*names * (3 * len(PEOPLE) // len(names)), *PEOPLE])


def side(*roles: str) -> st.SearchStrategy[tuple[str, int]]:
    """Draw a member's place with somebody of its own people mostly, now and then anybody."""
    own = [(f"{role} {place}", place) for role in roles for place in PLACES]
    anybody = [(name, place) for name in PEOPLE for place in PLACES]
    return st.sampled_from([*own * (3 * len(anybody) // len(own)), *anybody])


RUNS = one_of("secretary", "second secretary", "chair")
CHAIRS = one_of("chair", "chair of member 0")
APPRAISES = one_of("reviewer 0", "reviewer 2")
SETTLES = one_of("chair", "chair of member 0", "council 0", "council 1", "council 2")


def timely(*phases: Phase, has: str = "") -> Callable[[Acts], bool]:
    """Ask for the phases of an act, unless the example is out of bounds, and for a row if named."""
    return lambda year: (
        (year.out_of_bounds or year.model.phase in phases)
        and (not has or bool(year.known.ids.get(has)))
    )
