from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_CASELOAD)
def worker_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("worker_home")
