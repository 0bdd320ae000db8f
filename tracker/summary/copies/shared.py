"""Links to copies, as their maker and as a reader from outside finds them."""

from tracker.base import clock
from tracker.people.models import Membership
from tracker.summary.copies.models import ShareLink, ShareLinkQuerySet


def links_of(membership: Membership) -> ShareLinkQuerySet:
    """The member's own links in this circle, newest first."""
    return ShareLink.objects.filter(membership=membership).newest_first()


def link_with(token: str) -> ShareLink | None:
    """The link that a token opens now."""
    return ShareLink.objects.opened_by(token, clock.now()).first()
