"""What each person sees first: what is due, how far the members are, where their own stand.

The number of queries depends on the person's roles and the year's phase, never on the members.
"""

from cluster.services.dashboard.board import Dashboard, of_year
from cluster.services.dashboard.start import FirstStep, first_steps, locked_accounts

__all__ = ["Dashboard", "FirstStep", "first_steps", "locked_accounts", "of_year"]
