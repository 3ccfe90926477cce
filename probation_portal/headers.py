"""Security headers on every response, errors and redirects included."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
FIXED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Reporting-Endpoints": f'csp="{settings.REPORTS_PATH}"',
}
# Not "cookies": that would reach every site of the same domain. Ours are deleted by name.
FORGET = '"cache", "storage"'


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.headers[name] = value
        # A personal link must not travel on in our own Referer; elsewhere the path may.
        policy = "strict-origin" if request.path.startswith("/v/") else "same-origin"
        response.headers["Referrer-Policy"] = policy
        # WhiteNoise knows which files bear their hash; whatever is no file of ours may be about a person.
        if not (request.path.startswith(settings.STATIC_URL) and response.status_code in (200, 304)):
            response.headers["Cache-Control"] = "no-store"
        elif "immutable" in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if _signs_out(response):
            response.headers["Clear-Site-Data"] = FORGET
        return response


def _signs_out(response: HttpResponse) -> bool:
    """The browser is told to forget its session: however that came about, nothing of it may stay there."""
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and not cookie.value
