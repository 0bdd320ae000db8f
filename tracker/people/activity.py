"""What members did, in words: one row for each code of the audit trail. Never what somebody read or wrote."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.clock import local_day
from tracker.people.models import AuditEvent, Membership

PAGE_SIZE = 50

WORDS = {
    "circle_opened": gettext_lazy("opened this circle"),
    "circle_changed": gettext_lazy("changed the settings"),
    "circle_paused": gettext_lazy("paused this circle"),
    "circle_resumed": gettext_lazy("ended the pause"),
    "circle_deletion_asked": gettext_lazy("asked to delete this circle"),
    "circle_deletion_undone": gettext_lazy("kept this circle after all"),
    "retention_changed": gettext_lazy("changed how long entries are kept"),
    "stage_changed": gettext_lazy("said where things stand"),
    "loss_said": gettext_lazy("made this circle quiet"),
    "loss_taken_back": gettext_lazy("ended the quiet"),
    "invitation_made": gettext_lazy("invited someone"),
    "invitation_withdrawn": gettext_lazy("withdrew an invitation"),
    "invitation_accepted": gettext_lazy("joined by an invitation"),
    "role_changed": gettext_lazy("changed the role of %(whom)s"),
    "ownership_handed_over": gettext_lazy("handed this circle over to %(whom)s"),
    "member_left": gettext_lazy("left"),
    "member_removed": gettext_lazy("removed someone"),
    "export_made": gettext_lazy("took a copy of the entries"),
    "import_made": gettext_lazy("brought entries in from a file"),
    "copy_link_made": gettext_lazy("made a link to a copy of a week"),
    "copy_link_withdrawn": gettext_lazy("ended a link to a copy of a week"),
    "entry_changed": gettext_lazy("changed an entry"),
    "entry_deleted": gettext_lazy("deleted an entry"),
    "entry_erased": gettext_lazy("deleted an entry for good"),
    "entry_put_back": gettext_lazy("put an entry back"),
    "entry_undone": gettext_lazy("undid a change"),
    "entries_purged": gettext_lazy("deleted old entries"),
    "task_call_added": gettext_lazy("wrote down a call"),
    "task_call_deleted": gettext_lazy("deleted a call"),
    "contact_added": gettext_lazy("added a contact"),
    "contact_changed": gettext_lazy("changed a contact"),
    "contact_deleted": gettext_lazy("deleted a contact"),
    "series_started": gettext_lazy("let a visit repeat"),
    "series_changed": gettext_lazy("changed visits that repeat"),
    "series_ended": gettext_lazy("ended visits that repeat"),
    "standing_ride_started": gettext_lazy("let a ride come with every visit"),
    "standing_ride_changed": gettext_lazy("changed rides that come with every visit"),
    "standing_ride_ended": gettext_lazy("ended rides that come with every visit"),
    "kit_added": gettext_lazy("added a naloxone kit"),
    "kit_changed": gettext_lazy("changed a naloxone kit"),
    "kit_deleted": gettext_lazy("deleted a naloxone kit"),
    "trained_person_added": gettext_lazy("added someone who knows how to use naloxone"),
    "trained_person_changed": gettext_lazy("changed someone who knows how to use naloxone"),
    "trained_person_deleted": gettext_lazy("deleted someone who knows how to use naloxone"),
    "house_plan_changed": gettext_lazy("changed the house plan"),
}
# Done by the app when the time has come, and by nobody.
BY_ITSELF = {"entries_purged"}


@dataclass(frozen=True)
class Line:
    """One line of the page. `day` is the day in the circle's zone."""

    who: str
    words: str
    day: dt.date


def lines(events: Iterable[AuditEvent], members: Iterable[Membership], reader: Membership) -> list[Line]:
    """The events in words, with the names of those who are members now."""
    zone = reader.circle.tzinfo
    names = {member.user_id: member.user.display_name for member in members} | {reader.user_id: _("You")}
    about = {member.public_id: member.user.display_name for member in members}

    def who(event: AuditEvent) -> str:
        if event.actor_id is None and event.action in BY_ITSELF:
            return "Alongside"
        return names.get(event.actor_id, _("A former member"))

    def words(event: AuditEvent) -> str:
        known = WORDS.get(event.action, gettext_lazy("changed something"))
        return known % {"whom": about.get(event.about, _("a former member"))}

    return [Line(who(event), words(event), local_day(event.at, zone)) for event in events]
