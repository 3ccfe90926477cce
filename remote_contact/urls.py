"""Pages about contacts."""

from django.urls import path

from remote_contact.views import (
    access_requests,
    advice_rules,
    appointments,
    calendar,
    changing,
    contacts,
    drafts,
    follow_ups,
    lists,
    moods,
    own_hours,
    signals,
    talks,
    trainings,
)

app_name = "remote_contact"
urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:kind>/add/", lists.add_entry, name="add_entry"),
    path("lists/<slug:kind>/<slug:code>/", lists.entry, name="entry"),
    path("lists/<slug:kind>/<slug:code>/place/", lists.place_entry, name="place_entry"),
    path("advice/", advice_rules.advice_rules, name="advice_rules"),
    path("advice/<slug:rule>/", advice_rules.advice_rule, name="advice_rule"),
    path("own/hours/", own_hours.own_hours, name="own_hours"),
    path("<uuid:pair_id>/new/", contacts.log, name="log"),
    path("<uuid:pair_id>/access-requests/", access_requests.access_requests, name="access_requests"),
    path(
        "<uuid:pair_id>/access-requests/<uuid:request_id>/", access_requests.access_request, name="access_request"
    ),
    path(
        "<uuid:pair_id>/access-requests/<uuid:request_id>/contacts/<uuid:contact_id>/",
        access_requests.decide_sensitive,
        name="decide_sensitive",
    ),
    path(
        "<uuid:pair_id>/access-requests/<uuid:request_id>/close/",
        access_requests.close_access_request,
        name="close_access_request",
    ),
    path(
        "<uuid:pair_id>/access-requests/<uuid:request_id>/file.pdf",
        access_requests.access_request_file,
        name="access_request_file",
    ),
    path("<uuid:pair_id>/draft/", drafts.draft, name="draft"),
    path("<uuid:pair_id>/draft/discard/", drafts.discard, name="discard_draft"),
    path("<uuid:pair_id>/contacts/<uuid:contact_id>/", changing.change, name="change"),
    path("<uuid:pair_id>/contacts/<uuid:contact_id>/undo/", changing.undo, name="undo"),
    path("<uuid:pair_id>/appointments/<uuid:appointment_id>/talk/", talks.before, name="talk_before"),
    path("<uuid:pair_id>/contacts/<uuid:contact_id>/talk/", talks.talk, name="talk"),
    path("<uuid:pair_id>/contacts/<uuid:contact_id>/agreements/", talks.send, name="send_agreements"),
    path("<uuid:pair_id>/moods/", moods.moods, name="moods"),
    path("<uuid:pair_id>/aside/", signals.put_aside, name="put_aside"),
    path("own/moods/", moods.own_moods, name="own_moods"),
    path("own/moods/<uuid:appointment_id>/", moods.tell, name="tell_mood"),
    path("own/trainings/", trainings.own_trainings, name="own_trainings"),
    path("own/trainings/<uuid:done_id>/take-back/", trainings.take_back_training, name="take_back_training"),
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/<uuid:training_id>/", trainings.training, name="training"),
    path("trainings/<uuid:training_id>/retire/", trainings.retire, name="retire_training"),
    path("teams/<uuid:team_id>/trainings/", trainings.team_trainings, name="team_trainings"),
    path("<uuid:pair_id>/appointments/", appointments.appointments, name="appointments"),
    path("<uuid:pair_id>/appointments/new/", appointments.plan, name="plan"),
    path("<uuid:pair_id>/appointments/<uuid:appointment_id>/move/", appointments.move, name="move_appointment"),
    path("<uuid:pair_id>/appointments/<uuid:appointment_id>/call-off/", appointments.call_off, name="call_off"),
    path(
        "<uuid:pair_id>/appointments/<uuid:appointment_id>/calendar.ics",
        appointments.appointment_file,
        name="appointment_file",
    ),
    path("<uuid:pair_id>/absences/<uuid:absence_id>/follow-up/", follow_ups.follow_up, name="follow_up"),
    path("own/appointments/<uuid:appointment_id>/calendar.ics", calendar.own_file, name="own_appointment_file"),
    path("own/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:feed_token>.ics", calendar.feed, name="feed"),
]
