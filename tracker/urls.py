"""The table of contents of the site.

Names are <noun>-<list|add|detail|change|delete>. Everything under c/<circle>/ is for members only; ids are
random and 12 characters long, so no word of an address can be mistaken for one.
"""

from django.urls import include, path, register_converter

from tracker.appointments import views as appointments
from tracker.base.health import healthz
from tracker.boundaries import views as boundaries
from tracker.checkins import views as checkins
from tracker.demo.views import demo
from tracker.entries import views as entries
from tracker.good_things import views as good_things
from tracker.guidance import views as guidance
from tracker.my_data import erase_views as erase
from tracker.my_data import views as my_data
from tracker.people import quiet_views as quiet
from tracker.people import views as people
from tracker.people.invitations import views as invitations
from tracker.people.members import views as members
from tracker.readiness import views as readiness
from tracker.reminders import views as reminders
from tracker.rides import views as rides
from tracker.signing_in import views as signing_in
from tracker.signs import views as signs
from tracker.summary import patterns_views as patterns
from tracker.summary import views as summary
from tracker.summary.copies import views as copies
from tracker.tasks import views as tasks
from tracker.timeline import views as timeline
from tracker.today import views as today
from tracker.treatment import views as treatment


class PublicId:
    """A random id of 12 URL-safe characters."""

    regex = "[A-Za-z0-9_-]{12}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(PublicId, "id")


def pages(noun: str, views, prefix: str) -> list:
    """The five pages of a kind: list, add, detail, change, delete."""
    return [
        path("", getattr(views, f"{prefix}ListView").as_view(), name=f"{noun}-list"),
        path("add/", getattr(views, f"{prefix}AddView").as_view(), name=f"{noun}-add"),
        path("<id:id>/", getattr(views, f"{prefix}DetailView").as_view(), name=f"{noun}-detail"),
        path("<id:id>/change/", getattr(views, f"{prefix}ChangeView").as_view(), name=f"{noun}-change"),
        path("<id:id>/delete/", getattr(views, f"{prefix}DeleteView").as_view(), name=f"{noun}-delete"),
    ]


app_name = "tracker"

appointment_urls = [
    *pages("appointment", appointments, "Appointment"),
    path("<id:id>/outcome/", appointments.AppointmentOutcomeView.as_view(), name="appointment-outcome"),
    path("file/", reminders.CalendarFileView.as_view(), name="calendar-file"),
    path("waiting/", appointments.AppointmentWaitingView.as_view(), name="appointment-waiting"),
    path("<id:id>/calendar.ics", reminders.AppointmentCalendarView.as_view(), name="appointment-calendar"),
    path("<id:id>/move/", appointments.AppointmentMoveView.as_view(), name="appointment-move"),
    path("<id:id>/cancel/", appointments.AppointmentCancelView.as_view(), name="appointment-cancel"),
]

ride_urls = [
    *pages("ride", rides, "Ride"),
    path("<id:id>/status/", rides.RideStatusView.as_view(), name="ride-status"),
    path("<id:id>/reply/", rides.RideReplyView.as_view(), name="ride-reply"),
    path("<id:id>/end/", rides.RideEndView.as_view(), name="ride-end"),
    path("complaint/", rides.RideComplaintView.as_view(), name="ride-complaint"),
]

boundary_test_urls = [
    path("add/", boundaries.BoundaryTestAddView.as_view(), name="boundary-test-add"),
    path("<id:id>/", boundaries.BoundaryTestDetailView.as_view(), name="boundary-test-detail"),
    path("<id:id>/change/", boundaries.BoundaryTestChangeView.as_view(), name="boundary-test-change"),
    path("<id:id>/delete/", boundaries.BoundaryTestDeleteView.as_view(), name="boundary-test-delete"),
]

boundary_urls = [
    *pages("boundary", boundaries, "Boundary"),
    path("<id:id>/review/", boundaries.BoundaryReviewView.as_view(), name="boundary-review"),
    path("<id:boundary>/tests/", include(boundary_test_urls)),
]

sign_urls = pages("sign", signs, "Observation")

treatment_urls = pages("treatment", treatment, "TreatmentEvent")

readiness_urls = [
    path("", readiness.ReadinessView.as_view(), name="readiness"),
    path("plan/", readiness.PlanView.as_view(), name="readiness-plan"),
    path("plan/change/", readiness.HousePlanChangeView.as_view(), name="house-plan-change"),
    path("kits/add/", readiness.KitAddView.as_view(), name="kit-add"),
    path("kits/<id:id>/change/", readiness.KitChangeView.as_view(), name="kit-change"),
    path("kits/<id:id>/delete/", readiness.KitDeleteView.as_view(), name="kit-delete"),
    path("trained/add/", readiness.TrainedPersonAddView.as_view(), name="trained-person-add"),
    path("trained/<id:id>/change/", readiness.TrainedPersonChangeView.as_view(), name="trained-person-change"),
    path("trained/<id:id>/delete/", readiness.TrainedPersonDeleteView.as_view(), name="trained-person-delete"),
]
good_thing_urls = pages("good-thing", good_things, "GoodThing")
checkin_urls = pages("checkin", checkins, "CheckIn")

task_urls = [
    *pages("task", tasks, "Task"),
    path("<id:id>/done/", tasks.TaskDoneView.as_view(), name="task-done"),
    path("<id:id>/calls/add/", tasks.TaskCallAddView.as_view(), name="task-call-add"),
    path("<id:id>/calls/delete/", tasks.TaskCallDeleteView.as_view(), name="task-call-delete"),
]

people_urls = [
    path("", people.MemberListView.as_view(), name="member-list"),
    path("invite/", invitations.InvitationAddView.as_view(), name="invitation-add"),
    path("invite/<id:id>/withdraw/", invitations.InvitationWithdrawView.as_view(), name="invitation-withdraw"),
    path("<id:id>/", members.MemberDetailView.as_view(), name="member-detail"),
    path("<id:id>/role/", members.MemberRoleView.as_view(), name="member-role"),
    path("<id:id>/handover/", members.HandOverView.as_view(), name="handover"),
]

contact_urls = [
    path("", people.ContactListView.as_view(), name="contact-list"),
    path("add/", people.ContactAddView.as_view(), name="contact-add"),
    path("<id:id>/change/", people.ContactChangeView.as_view(), name="contact-change"),
    path("<id:id>/delete/", people.ContactDeleteView.as_view(), name="contact-delete"),
]

shelf_urls = [
    path("", entries.ShelfListView.as_view(), name="shelf-list"),
    path("<id:id>/", entries.ShelfActionView.as_view(), name="shelf-action"),
]

circle_urls = [
    path("appointments/", include(appointment_urls)),
    path("rides/", include(ride_urls)),
    path("tasks/", include(task_urls)),
    path("advice/", entries.AdviceRestView.as_view(), name="advice-resting"),
    path("deleted/", include(shelf_urls)),
    path("undo/<id:id>/", entries.UndoView.as_view(), name="undo"),
    path("boundaries/", include(boundary_urls)),
    path("signs/", include(sign_urls)),
    path("treatment/", include(treatment_urls)),
    path("readiness/", include(readiness_urls)),
    path("good-things/", include(good_thing_urls)),
    path("check-ins/", include(checkin_urls)),
    path("", today.TodayView.as_view(), name="today"),
    path("log/", timeline.LogChooseView.as_view(), name="log-choose"),
    path("week/", summary.WeekView.as_view(), name="week"),
    path("week/<str:week>/", summary.WeekView.as_view(), name="week-detail"),
    path("patterns/", patterns.PatternsView.as_view(), name="patterns"),
    path("patterns/numbers.csv", patterns.NumbersView.as_view(), name="patterns-numbers"),
    path("week/<str:week>/copy/", copies.WeekCopyView.as_view(), name="week-copy"),
    path("week/<str:week>/copy/link/", copies.ShareLinkAddView.as_view(), name="share-link-add"),
    path("copies/", copies.ShareLinkListView.as_view(), name="share-link-list"),
    path("copies/<id:id>/withdraw/", copies.ShareLinkWithdrawView.as_view(), name="share-link-withdraw"),
    path("reminders/", reminders.ReminderListView.as_view(), name="reminder-list"),
    path("timeline/", timeline.TimelineView.as_view(), name="timeline"),
    path("timeline/topic/", timeline.TopicEntriesView.as_view(), name="topic-entries"),
    path("preview/", timeline.PreviewView.as_view(), name="preview"),
    path("people/", include(people_urls)),
    path("activity/", members.ActivityView.as_view(), name="activity"),
    path("contacts/", include(contact_urls)),
    path("settings/", people.CircleChangeView.as_view(), name="circle-change"),
    path("settings/stage/", people.StageView.as_view(), name="circle-stage"),
    path("settings/pause/", people.PauseView.as_view(), name="circle-pause"),
    path("settings/stop/", people.LossView.as_view(), name="circle-loss"),
    path("settings/keep/", erase.CircleRetentionView.as_view(), name="circle-retention"),
    path("settings/delete/", erase.CircleDeleteView.as_view(), name="circle-delete"),
    path("settings/delete/undo/", erase.CircleKeepView.as_view(), name="circle-keep"),
    path("leave/", erase.CircleLeaveView.as_view(), name="circle-leave"),
    path("people/<id:id>/remove/", erase.MemberRemoveView.as_view(), name="member-remove"),
    path("settings/export/", my_data.ExportView.as_view(), name="export"),
    path("settings/import/", my_data.ImportView.as_view(), name="import"),
]

urlpatterns = [
    path("", guidance.home, name="home"),
    path("emergency/", guidance.emergency, name="emergency"),
    path("guidance/", guidance.topic_list, name="topic-list"),
    path("guidance/how-we-match/", guidance.how_we_match, name="how-we-match"),
    path("guidance/search/", guidance.search, name="guidance-search"),
    path("guidance/<slug:slug>/", guidance.topic_detail, name="topic-detail"),
    path("signs/", guidance.sign_catalogue, name="sign-catalogue"),
    path("resources/", guidance.resource_list, name="resource-list"),
    path("privacy/", guidance.privacy, name="privacy"),
    path("about/", guidance.about, name="about"),
    path("healthz", healthz, name="healthz"),
    path("demo/", demo, name="demo"),
    path("leave/", quiet.leave, name="leave"),
    path("start/", people.start, name="start"),
    path("me/", people.me, name="me"),
    path("me/security/", signing_in.security, name="me-security"),
    path("me/security/sessions/", signing_in.session_list, name="session-list"),
    path("me/security/sessions/end/", signing_in.session_end_others, name="session-end-others"),
    path("me/security/sessions/<id:id>/end/", signing_in.session_end, name="session-end"),
    path("me/quiet/", quiet.quiet, name="me-quiet"),
    path("me/quiet/leave-known/", quiet.LeaveKnownView.as_view(), name="leave-known"),
    path("me/kept/", quiet.kept_list, name="kept-list"),
    path("me/delete/", erase.account_delete, name="account-delete"),
    path("me/data/", my_data.my_data, name="my-data"),
    path("invitations/", invitations.answer, name="invitation-answer"),
    path("invitations/join/", invitations.join, name="invitation-join"),
    path("invitations/<str:token>/", invitations.open_link, name="invitation-open"),
    path("me/test-mail/", people.MailTestView.as_view(), name="mail-test"),
    path("me/reminders/", reminders.reminder_settings, name="reminder-settings"),
    path("unsubscribe/<str:token>/", reminders.unsubscribe, name="unsubscribe"),
    path("me/calendar/", reminders.calendar_link, name="calendar-link"),
    path("calendar/<str:token>.ics", reminders.calendar_feed, name="calendar-feed"),
    path("share/<str:token>/", copies.open_copy, name="share-open"),
    path("go/today/", people.go, {"page": "today"}, name="go-today"),
    path("go/week/", people.go, {"page": "week"}, name="go-week"),
    path("go/log/", people.go, {"page": "log-choose"}, name="go-log"),
    path("go/entries/", people.go, {"page": "topic-entries"}, name="go-entries"),
    path("c/<id:circle>/", include(circle_urls)),
]
