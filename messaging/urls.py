from django.urls import path

from messaging import address_views, admin_views, preference_views, views
from messaging.models import Channel

app_name = "messaging"

_text = "texts/<str:kind>/<str:side>/<str:language>/<str:channel>/"
urlpatterns = [
    path("addresses/", address_views.addresses, name="addresses"),
    path("pair/<uuid:pair_id>/works/", address_views.works_again, name="works_again"),
    path("own/", preference_views.own, name="own"),
    path("pair/<uuid:pair_id>/", preference_views.reach, name="reach"),
    path("texts/", admin_views.texts_page, name="texts"),
    path(_text, admin_views.text, name="text"),
    path(f"{_text}shipped/", admin_views.shipped_text, name="shipped_text"),
    path("rules/", admin_views.rules, name="rules"),
    path("rules/closed/", admin_views.close_day, name="close_day"),
    path("rules/closed/open/", admin_views.open_day, name="open_day"),
    path("report/sms", views.report, {"channel": Channel.SMS}, name="sms_report"),
    path("report/webhook", views.report, {"channel": Channel.WEBHOOK}, name="webhook_report"),
]
