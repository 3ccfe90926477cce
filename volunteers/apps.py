from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from volunteers import match_messages, messages, request_messages

        messages.register_kinds()
        match_messages.register_kinds()
        request_messages.register_kinds()
