from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.RESEARCH)
def researcher_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("researcher_home")
