from django.urls import URLPattern

app_name = "remote_contact"
urlpatterns: list[URLPattern] = []
