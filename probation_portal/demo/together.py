"""What Cas, Anna and Vera did together in the eight weeks of their match; one tuning waits for Anna's yes."""

import datetime as dt
import uuid

from accounts.models import User
from audit import clock
from probation_portal.demo.around import held
from volunteers.actions import activities, sharing, signals, tuning
from volunteers.actions.sharing import Agreed
from volunteers.models import ActivityKind, Match, Shared

GOALS = ["Vaker buiten komen", "Mensen leren kennen die niet drinken"]
TASKS = ["Elke woensdag sporten", "Samen naar het inloophuis"]
# Days ago, minutes, title, and what is for Vera alone.
DONE = [
    (47, 90, "Kennisgemaakt bij de sportzaal", ""),
    (40, 60, "Gesport en koffie gedronken", ""),
    (26, 120, "Naar het inloophuis geweest", "Cas vond het spannend. Volgende keer eerder gaan, dan is het rustiger."),
    (19, 60, "Gesport", ""),
    (5, 45, "Gewandeld in het park", ""),
]


def story(match: Match, *, volunteer: User, worker: User, client: User) -> None:
    """From the start meeting on, each at its day."""
    today = clock.today()

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    with held(ago(56), 15):
        agreed = [Agreed("goal", text) for text in GOALS] + [Agreed("task", text) for text in TASKS]
        sharing.record_meeting(match=match, met_on=clock.today(), agreed=agreed, by=worker)
    with held(ago(55), 20):
        sharing.share_phone(match=match, shown=True, by=volunteer)
        sharing.write_message(match=match, text="Tot woensdag om drie uur!", form_id=uuid.uuid4(), by=volunteer)
    with held(ago(54), 10):
        sharing.write_message(match=match, text="Ja, ik neem sportkleren mee.", form_id=uuid.uuid4(), by=client)
    _activities(match, volunteer)
    with held(ago(28), 17):
        words = "Het sporten gaat goed. Het inloophuis nog een keer samen, daarna probeert Cas het alleen."
        first = tuning.hold_tuning(match=match, held_on=clock.today(), agreed=words, with_client=True, by=worker)
        tuning.confirm_tuning(tuning=first, version=first.version, by=volunteer)
    with held(ago(20), 18):
        text = "Cas zei twee keer af en klonk somber. Is er iets waar ik op moet letten?"
        signals.send_signal(match=match, text=text, urgent=False, form_id=uuid.uuid4(), by=volunteer)
    with held(ago(12), 9):
        done = Shared.objects.get(match=match, text=TASKS[1])
        sharing.tick_shared(shared=done, done=True, version=done.version, by=client)
        sharing.add_shared(match=match, agreed=Agreed("task", "Inschrijven bij de sportzaal", "client"), by=client)
    with held(ago(3), 19):
        words = "Elke woensdag blijft. Anna belt met de sportzaal over een abonnement met korting."
        tuning.hold_tuning(match=match, held_on=clock.today(), agreed=words, with_client=False, by=volunteer)


def _activities(match: Match, volunteer: User) -> None:
    kinds = ActivityKind.objects.filter(organisation=match.volunteer.organisation_id, retired_at__isnull=True)
    by_name = {kind.name: kind for kind in kinds}
    leisure = next((kind for name, kind in by_name.items() if "vrije" in name.lower()), kinds[0])
    for days_ago, minutes, title, note in DONE:
        with held(clock.today() - dt.timedelta(days=days_ago), 17):
            activities.log_activity(
                match=match,
                kind=leisure,
                on=clock.today(),
                minutes=minutes,
                title=title,
                note=note,
                is_private=bool(note),
                form_id=uuid.uuid4(),
                by=volunteer,
            )
