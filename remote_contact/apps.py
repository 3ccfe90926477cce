from django.apps import AppConfig


class RemoteContactConfig(AppConfig):
    name = "remote_contact"

    def ready(self) -> None:
        from remote_contact import agreement_message, messages

        agreement_message.register_kind()
        messages.register_kinds()
