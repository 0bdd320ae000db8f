"""Invitations: who can be invited as what, how many, for how long, and what a token is."""

import datetime as dt

from tracker.people.permissions import Role

# Nobody becomes an owner by a link that may have gone astray: an owner is made on the member's page.
ROLES = (Role.HELPER, Role.VIEWER)
LASTS = dt.timedelta(hours=72)
PER_DAY = 5  # by one person, in any 24 hours
OPEN_MAX = 10  # in one circle at the same time
ADDRESS_RESTS = dt.timedelta(days=7)  # before the same address gets another mail, whoever asks
KEPT_AFTER = dt.timedelta(days=7)  # so that an owner sees that nobody came
