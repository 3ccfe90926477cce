"""The step of signing in that asks a code."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse


def with_code(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form without the field is one with an empty field; the package would take it for a passkey."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and "code" not in request.POST:
            posted = request.POST.copy()
            posted["code"] = ""
            request.POST = posted  # type: ignore[assignment]
        return view(request)

    return wrapped
