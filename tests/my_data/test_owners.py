"""A circle is never without an owner, whoever goes at the same moment."""

from functools import partial

import pytest

from tests.at_once import at_once
from tests.factories import join
from tracker.my_data import erase_actions as actions
from tracker.people.models import Membership
from tracker.people.permissions import Role

pytestmark = pytest.mark.django_db


def refusals_at_once(*acts) -> list[Exception]:
    """Do these at the same moment; what was refused."""
    done = at_once(*acts, refusals=(actions.NeedsOwner,))
    return [one for one in done if isinstance(one, actions.NeedsOwner)]


@pytest.mark.django_db(transaction=True)
def test_a_circle_is_never_without_an_owner(owner):
    """Its two owners leave at the same moment: one of them is refused."""
    join(owner.circle, Role.VIEWER, "Lee")
    both = [owner.membership, join(owner.circle, Role.OWNER, "Kim").membership]
    assert len(refusals_at_once(*[partial(actions.leave, membership=one) for one in both])) == 1
    assert Membership.objects.filter(circle=owner.circle, role=Role.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_do_not_both_go(owner):
    one, other = owner.membership, join(owner.circle, Role.OWNER, "Kim").membership
    acts = [partial(actions.remove, by=by, membership=gone) for by, gone in ((one, other), (other, one))]
    assert len(refusals_at_once(*acts)) == 1
    assert Membership.objects.filter(circle=owner.circle, role=Role.OWNER).count() == 1


def test_who_became_the_only_owner_since_the_page_was_opened_cannot_leave(owner):
    member = join(owner.circle, Role.HELPER, "Kim")
    opened = Membership.objects.get(pk=member.membership.pk)
    Membership.objects.filter(pk=member.membership.pk).update(role=Role.OWNER)
    actions.leave(membership=owner.membership)
    join(owner.circle, Role.VIEWER, "Lee")
    with pytest.raises(actions.NeedsOwner):
        actions.leave(membership=opened)
