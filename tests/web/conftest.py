"""What several tests of pages start from."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cluster.domain.permissions import Grant, Role
from cluster.models import User
from tests.make.members import make_cluster
from tests.make.people import make_user


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(Grant(Role.SECRETARY, make_cluster().id), full_name="Lê Thị Thư", locale="en")


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    """A visitor who reads English."""
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client
