"""Who a session belongs to, fetched with what every request asks of them."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class Backend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.get_queryset().with_device().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
