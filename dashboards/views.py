from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_TEAM)
def teams(request: HttpRequest) -> HttpResponse:
    return HttpResponse("teams")
