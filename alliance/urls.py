from django.http import HttpResponse
from django.urls import path

app_name = "alliance"


def _x(request, **kw):
    return HttpResponse("x")


urlpatterns = [
    path("v/<str:token>/", _x, name="link"),
    path("alliance/<uuid:measurement_id>/", _x, name="respond"),
]
