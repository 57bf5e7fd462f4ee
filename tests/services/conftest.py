"""What several tests of services start from."""

import pytest
from flask import Flask

from tests.make.ballots import Council, make_council


@pytest.fixture
def council(app: Flask) -> Council:
    """Return a year in its council, with those who vote."""
    return make_council()
