"""The pages of the monitor. Under `/v/` a client needs no account; everything else is behind the sign-in."""

from django.urls import path, register_converter

from alliance.models import MomentKind, Rater
from alliance.views import (
    around,
    client,
    exits,
    instruments,
    invitations,
    moments,
    paper,
    printing,
    schedule,
    talk,
    worker,
)


class LinkToken:
    """Wider than the 32 characters of a real token: a link that was cut off by a mail meets the same dead page."""

    regex = "[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class MomentKindName:
    regex = "|".join(MomentKind.values)

    def to_python(self, value: str) -> MomentKind:
        return MomentKind(value)

    def to_url(self, value: MomentKind | str) -> str:
        return str(value)


class SideName:
    regex = "|".join(Rater.values)

    def to_python(self, value: str) -> Rater:
        return Rater(value)

    def to_url(self, value: Rater | str) -> str:
        return str(value)


register_converter(LinkToken, "token")
register_converter(MomentKindName, "moment_kind")
register_converter(SideName, "side")

app_name = "alliance"
urlpatterns = [
    path("v/begin/", client.begin, name="begin"),
    path("v/questions/", client.questions, name="questions"),
    path("v/review/", client.review, name="review"),
    path("v/not-now/", client.not_now, name="not_now"),
    path("v/done/", client.done, name="done"),
    path("v/company/", around.company, name="company"),
    path("v/topic/", around.topic, name="topic"),
    path("v/stay/", exits.stay, name="stay"),
    path("v/language/", exits.language, name="language"),
    path("v/leave/", exits.leave, name="leave"),
    path("v/not-me/", exits.not_me, name="not_me"),
    path("v/<token:token>/not-me/", exits.not_me_link, name="not_me_link"),
    path("v/<token:token>/", client.link, name="link"),
    path("alliance/<uuid:measurement_id>/", worker.respond, name="respond"),
    path("alliance/<uuid:measurement_id>/topic/", worker.respond_topic, name="respond_topic"),
    path("alliance/<uuid:measurement_id>/review/", worker.respond_review, name="respond_review"),
    path("alliance/<uuid:measurement_id>/not-now/", worker.respond_not_now, name="respond_not_now"),
    path("alliance/<uuid:measurement_id>/office/", worker.office, name="office"),
    path("alliance/<uuid:measurement_id>/correct/", paper.correct, name="correct"),
    path("alliance/<uuid:measurement_id>/paper/", paper.enter_paper, name="enter_paper"),
    path("alliance/<uuid:measurement_id>/paper/correct/", paper.correct_paper, name="correct_paper"),
    path("alliance/pair/<uuid:pair_id>/print/", printing.print_for_client, name="print_for_client"),
    path("alliance/<uuid:measurement_id>/share/", worker.share, name="share"),
    path("alliance/<uuid:measurement_id>/talk/", talk.conversation, name="conversation"),
    path("alliance/<uuid:measurement_id>/talk/record/", talk.record_talk, name="record_talk"),
    path("alliance/<uuid:measurement_id>/worth/", talk.worth, name="worth"),
    path("alliance/pair/<uuid:pair_id>/aside/", talk.put_aside, name="put_aside"),
    path("alliance/<uuid:measurement_id>/postpone/", moments.postpone, name="postpone"),
    path("alliance/<uuid:measurement_id>/late/", moments.allow_late, name="allow_late"),
    path("alliance/<uuid:measurement_id>/non-response/", moments.non_response, name="non_response"),
    path("alliance/pair/<uuid:pair_id>/extra/", moments.extra, name="extra"),
    path("alliance/pair/<uuid:pair_id>/pin/", worker.give_pin, name="give_pin"),
    path("alliance/instruments/", instruments.instruments, name="instruments"),
    path("alliance/instruments/<uuid:instrument_id>/", instruments.instrument, name="instrument"),
    path("alliance/instruments/<uuid:instrument_id>/use/", instruments.use, name="use_instrument"),
    path("alliance/schedule/", schedule.schedules, name="schedules"),
    path("alliance/schedule/<moment_kind:moment_kind>/<side:side>/", schedule.schedule, name="schedule"),
    path("alliance/norms/", instruments.norms, name="norms"),
    path("alliance/norms/<uuid:norm_id>/", instruments.decide, name="decide_norm"),
    path("alliance/team/<uuid:team_id>/invitations/", invitations.invitations, name="invitations"),
]
