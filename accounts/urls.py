from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.new, name="new"),
    path("<uuid:user_id>/active/", views.active, name="active"),
]
