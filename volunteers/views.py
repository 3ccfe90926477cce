from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_OWN_MATCHES)
def volunteer_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("volunteer_home")

@requires(Permission.COORDINATE_VOLUNTEERS)
def coordinator_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("coordinator_home")
