from django.urls import path

from research import views

app_name = "research"
urlpatterns = [path("studies/new/", views.new_study, name="new_study")]
