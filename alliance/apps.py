from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"

    def ready(self) -> None:
        from alliance import messages
        from alliance.actions.windows import move_after_pause
        from caseload.pauses import when_a_pause_ends

        messages.register_kinds()
        when_a_pause_ends(move_after_pause)
