"""The addresses of requests, proposals and looking back, which `urls.py` adds to its own."""

from django.urls import path

from volunteers.views import evaluations, proposals, requests

urlpatterns = [
    path("pair/<uuid:pair_id>/request/", requests.ask, name="ask"),
    path("pair/<uuid:pair_id>/request/withdraw/", requests.withdraw_request, name="withdraw_request"),
    path("my-request/", requests.own_request, name="own_request"),
    path("my-request/answer/", requests.agree, name="agree"),
    path("requests/", proposals.requests, name="requests"),
    path("requests/<uuid:request_id>/", proposals.request_, name="request"),
    path("requests/<uuid:request_id>/propose/<uuid:volunteer_id>/", proposals.propose, name="propose"),
    path("requests/<uuid:request_id>/begin/", proposals.begin, name="begin"),
    path("proposal/<uuid:proposal_id>/withdraw/", proposals.withdraw_proposal, name="withdraw_proposal"),
    path("proposal/<uuid:proposal_id>/answer/", proposals.answer, name="answer"),
    path("look-back/<uuid:evaluation_id>/", evaluations.look_back, name="look_back"),
    path("match/<uuid:match_id>/looked-back/", evaluations.looked_back_on, name="looked_back"),
]
