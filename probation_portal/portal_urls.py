"""The pages that put the rooms together: each role's home, the pair's page, and the life of a case."""

from django.urls import path

from probation_portal.views import (
    access_log,
    cases,
    choices,
    covers,
    demo,
    home,
    messages,
    mix,
    operations,
    pair,
    pass_on,
    timeline,
    who_looked,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("cases/new/", cases.start_case, name="start_case"),
    path("pair/<uuid:pair_id>/", pair.pair, name="pair"),
    path("contact/<uuid:pair_id>/mix/", mix.mix, name="mix"),
    path("pair/<uuid:pair_id>/timeline/", timeline.timeline, name="timeline"),
    path("pair/<uuid:pair_id>/timeline/file.csv", timeline.timeline_table, name="timeline_table"),
    path("pair/<uuid:pair_id>/timeline/file.pdf", timeline.timeline_paper, name="timeline_paper"),
    path("pair/<uuid:pair_id>/messages/", messages.message_log_page, name="message_log"),
    path("messages/unsure/<uuid:message_id>/", messages.settle_message, name="settle_message"),
    path("cover/", covers.covers, name="covers"),
    path("cover/<uuid:cover_id>/stop/", covers.stop_cover, name="stop_cover"),
    path("operations/", operations.operations_page, name="operations"),
    path("pair/<uuid:pair_id>/hand-over/", cases.hand_over, name="hand_over"),
    path("pair/<uuid:pair_id>/pass-on/", pass_on.pass_on, name="pass_on"),
    path("pair/<uuid:pair_id>/end/", cases.end_supervision, name="end_supervision"),
    path("pair/<uuid:pair_id>/contact-details/", cases.contact_details, name="contact_details"),
    path("my/choices/", choices.my_choices, name="my_choices"),
    path("my/who-looked/", who_looked.who_looked, name="who_looked"),
    path("access/log.csv", access_log.access_log_file, name="access_log_file"),
    path("access/overview/<uuid:client_id>/", who_looked.access_overview, name="access_overview"),
    path("demo/clock/", demo.demo_clock, name="demo_clock"),
]
