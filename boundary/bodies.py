"""A body that is too long or in no writing of ours is refused by what it says of itself, before anything reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FORM = "application/x-www-form-urlencoded"


class BodyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "").lstrip("0")
        if length.isdecimal() and (len(length) > 15 or int(length) > _longest(request)):
            return _unread(413)
        if request.content_type == FORM and (request.encoding or "utf-8").lower() != "utf-8":
            # Django refuses such a form too, but once more while it makes the page that says so.
            return _unread(400)
        return self.get_response(request)


def _longest(request: HttpRequest) -> int:
    """A form is short; one address takes a picture."""
    takes_file = request.method == "POST" and settings.PICTURE_ADDRESS.fullmatch(request.path)
    return settings.PICTURE_MAX_BODY if takes_file else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _unread(status: int) -> HttpResponse:
    """The page of any request that cannot be read; it needs to know nobody."""
    return HttpResponse(render_to_string("400.html"), status=status)
