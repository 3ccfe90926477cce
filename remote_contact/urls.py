"""Pages about contacts."""

from django.urls import path

from remote_contact.views import advice_rules, contacts, moods, own_hours, signals, talks, trainings

app_name = "remote_contact"
urlpatterns = [
    path("advice/", advice_rules.advice_rules, name="advice_rules"),
    path("advice/<slug:rule>/", advice_rules.advice_rule, name="advice_rule"),
    path("own/hours/", own_hours.own_hours, name="own_hours"),
    path("<uuid:pair_id>/new/", contacts.log, name="log"),
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
]
