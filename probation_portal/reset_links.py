"""The link that a mail brings to choose a password: who tries many that open nothing waits, as with personal links."""

from typing import Any

from allauth.account.views import PasswordResetFromKeyView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boundary import guesses


class ResetFromKeyView(PasswordResetFromKeyView):
    is_dead = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.is_dead = "token_fail" in kwargs
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, uidb36, key, **kwargs)
        if self.is_dead and guesses.too_many(request):
            return guesses.wait(render(request, "account/reset_link_wait.html"))
        return response


reset_from_key = login_not_required(ResetFromKeyView.as_view())
