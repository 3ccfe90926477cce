from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_ACCESS_LOG)
def access_log(request: HttpRequest) -> HttpResponse:
    return HttpResponse("access_log")
