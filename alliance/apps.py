from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"

    def ready(self) -> None:
        from alliance import messages

        messages.register_kinds()
