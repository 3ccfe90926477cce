from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"

    def ready(self) -> None:
        from alliance import messages
        from alliance.actions.not_me import is_not_theirs
        from alliance.actions.windows import move_after_pause
        from caseload.pauses import when_a_pause_ends
        from messaging import doubts

        messages.register_kinds()
        doubts.ask(is_not_theirs)
        when_a_pause_ends(move_after_pause)
