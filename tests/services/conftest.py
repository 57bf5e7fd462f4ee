"""What several tests of services start from."""

import pytest
from flask import Flask

from cluster.models import Year
from tests.make.awards import make_frozen_year
from tests.make.ballots import Council, make_council


@pytest.fixture
def council(app: Flask) -> Council:
    """Return a year in its council, with those who vote."""
    return make_council()


@pytest.fixture
def awarding(app: Flask) -> Year:
    """Return a year that awards."""
    return make_frozen_year(3)
