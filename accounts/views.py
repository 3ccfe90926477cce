from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.MANAGE_ACCOUNTS)
def people(request: HttpRequest) -> HttpResponse:
    return HttpResponse("people")
