"""Kills, races and disk faults in a short form, and a machine that tries whatever comes to mind."""

import pytest

pytest.register_assert_rewrite("tests.faults.machine")
