from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "probation_portal"

    def ready(self) -> None:
        from probation_portal import cover_messages, digest, sign_in

        sign_in.register_kinds()
        digest.register_kinds()
        cover_messages.register_kinds()
