import uuid

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission, requires


@requires(Permission.SEE_PAIR)
def pair(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    return HttpResponse("pair")
