from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_OWN_RESULTS)
def client_home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("client_home")
