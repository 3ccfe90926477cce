from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "probation_portal"

    def ready(self) -> None:
        from probation_portal import sign_in

        sign_in.register_kinds()
