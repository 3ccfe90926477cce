from django.urls import path

from messaging import views
from messaging.models import Channel

app_name = "messaging"

urlpatterns = [
    path("report/sms", views.report, {"channel": Channel.SMS}, name="sms_report"),
    path("report/webhook", views.report, {"channel": Channel.WEBHOOK}, name="webhook_report"),
]
