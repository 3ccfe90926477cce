"""The pages of the monitor. Under `/v/` a client needs no account; everything else is behind the sign-in."""

from django.urls import path, register_converter

from alliance.views import client, invitations, worker


class LinkToken:
    """Wider than the 32 characters of a real token: a link that was cut off by a mail meets the same dead page."""

    regex = "[A-Za-z0-9_-]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LinkToken, "token")

app_name = "alliance"
urlpatterns = [
    path("v/begin/", client.begin, name="begin"),
    path("v/questions/", client.questions, name="questions"),
    path("v/review/", client.review, name="review"),
    path("v/not-now/", client.not_now, name="not_now"),
    path("v/done/", client.done, name="done"),
    path("v/<token:token>/", client.link, name="link"),
    path("alliance/<uuid:measurement_id>/", worker.respond, name="respond"),
    path("alliance/<uuid:measurement_id>/review/", worker.respond_review, name="respond_review"),
    path("alliance/<uuid:measurement_id>/not-now/", worker.respond_not_now, name="respond_not_now"),
    path("alliance/<uuid:measurement_id>/office/", worker.office, name="office"),
    path("alliance/<uuid:measurement_id>/share/", worker.share, name="share"),
    path("alliance/pair/<uuid:pair_id>/pin/", worker.give_pin, name="give_pin"),
    path("alliance/team/<uuid:team_id>/invitations/", invitations.invitations, name="invitations"),
]
