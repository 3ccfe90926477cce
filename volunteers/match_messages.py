"""The messages of a match: for each kind its text and the re-check at the moment of sending.

None of them holds a text that somebody wrote, a name but the reader's own, or an address: what there is to read stands
in the portal.
"""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from messaging import kinds, texts
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, Message
from messaging.models import Side as To
from messaging.texts import Words
from volunteers.actions import telling
from volunteers.models import Match, Signal, Tuning
from volunteers.policies import THANKED_FOR

ENDED, GONE = "match ended", "nothing to tell"


def register_kinds() -> None:
    anyhow = frozenset(Channel)
    for kind in (
        Kind(telling.MESSAGE, _recheck_message, _of_match("messages"), Family.SERVICE, channels=anyhow),
        Kind(telling.TO_CONFIRM, _recheck_to_confirm, _of_tuning, Family.SERVICE),
        Kind(telling.TUNING_DUE, _recheck_due, _of_tuning, Family.SERVICE),
        Kind(telling.SIGNAL, _recheck_signal, _of_signal, Family.SERVICE),
        # Somebody may be in danger: at any hour.
        Kind(telling.URGENT_SIGNAL, _recheck_signal, _of_signal, Family.SERVICE, urgent=True),
        Kind(telling.THANKS, _recheck_thanks, _home, Family.SERVICE),
        Kind(telling.STOPPED, _recheck_stopped, _pair_page, Family.SERVICE),
    ):
        kinds.register(kind)
    holds = ("voornaam", texts.LINK)
    texts.declare(
        Words(telling.MESSAGE, To.CLIENT, _("Bericht van je vrijwilliger"), "relayed_client", holds, by_sms=True),
        Words(telling.MESSAGE, To.USER, _("Bericht voor de vrijwilliger"), "relayed", holds),
        Words(telling.TO_CONFIRM, To.USER, _("Afstemming bevestigen, vrijwilliger"), "to_confirm", holds),
        Words(telling.TO_CONFIRM, To.WORKER, _("Afstemming bevestigen, werker"), "to_confirm", holds),
        Words(telling.TUNING_DUE, To.USER, _("Tijd om af te stemmen, vrijwilliger"), "tuning_due", holds),
        Words(telling.TUNING_DUE, To.WORKER, _("Tijd om af te stemmen, werker"), "tuning_due", holds),
        Words(telling.SIGNAL, To.USER, _("Iets gemerkt"), "signal", holds),
        Words(telling.URGENT_SIGNAL, To.USER, _("Iets gemerkt, dringend"), "urgent_signal", holds),
        Words(telling.THANKS, To.USER, _("Bedankje voor de vrijwilliger"), "thanks", holds),
        Words(telling.STOPPED, To.WORKER, _("Een koppeling is gestopt, werker"), "stopped", holds),
    )


# ---------- is it still so ----------


def _recheck_message(message: Message) -> str:
    match = Match.objects.select_related("supervision").filter(pk=message.subject_id).first()
    return _recheck_match(message, match)


def _recheck_match(message: Message, match: Match | None) -> str:
    """It runs, and whoever it goes to is still of it."""
    if match is None or match.ends_on is not None or match.supervision.ended_on is not None:
        return ENDED
    if message.pair is not None:
        if message.pair.ends_on is not None:
            return "handed over"
        person = message.pair.client.account if message.side == To.CLIENT else message.pair.worker
        return "" if person is not None and person.is_active else "account off"
    return _recheck_account(message)


def _recheck_account(message: Message) -> str:
    return "" if message.user is not None and message.user.is_active else "account off"


def _tuning(message: Message) -> Tuning | None:
    return Tuning.objects.select_related("match__supervision").filter(pk=message.subject_id).first()


def _recheck_to_confirm(message: Message) -> str:
    tuning = _tuning(message)
    if tuning is None or message.moment != f"v{tuning.version}":
        return GONE
    field = "worker_confirmed_at" if message.side == To.WORKER else "volunteer_confirmed_at"
    return "answered" if getattr(tuning, field) else _recheck_match(message, tuning.match)


def _recheck_due(message: Message) -> str:
    """Held meanwhile, or moved to a later day."""
    tuning = _tuning(message)
    if tuning is None or not Tuning.objects.due_on(clock.today()).filter(pk=tuning.pk).exists():
        return GONE
    return _recheck_match(message, tuning.match)


def _recheck_signal(message: Message) -> str:
    """Handled already, or no more for these eyes; a signal does not end with its match."""
    if reason := _recheck_account(message):
        return reason
    assert message.user is not None
    signal = Signal.objects.visible_to(message.user).filter(pk=message.subject_id).first()
    return "" if signal is not None and signal.handled_at is None else GONE


def _recheck_thanks(message: Message) -> str:
    if reason := _recheck_account(message):
        return reason
    assert message.user is not None
    thanked = Match.objects.thanked(message.user, clock.today() - THANKED_FOR)
    return "" if thanked.filter(pk=message.subject_id).exists() else GONE


def _recheck_stopped(message: Message) -> str:
    pair = message.pair
    if pair is None or pair.ends_on is not None:
        return "handed over"
    if not pair.worker.is_active:
        return "account off"
    return "" if Match.objects.filter(pk=message.subject_id, ends_on__isnull=False).exists() else GONE


# ---------- what it says ----------


def _mail(message: Message, path: str) -> Mail:
    link = settings.PORTAL_URL + path
    if message.user is not None:
        return texts.mail(message, message.user, link=link)
    assert message.pair is not None
    return texts.mail(message, message.pair.worker if message.side == To.WORKER else message.pair.client, link=link)


def _of_match(page: str) -> Callable[[Message], Mail]:
    def render(message: Message) -> Mail:
        return _mail(message, reverse(f"volunteers:{page}", args=[message.subject_id]))

    return render


def _of_tuning(message: Message) -> Mail:
    tuning = _tuning(message)
    assert tuning is not None
    return _mail(message, reverse("volunteers:match_page", args=[tuning.match_id]) + "#afstemmen")


def _of_signal(message: Message) -> Mail:
    return _mail(message, reverse("volunteers:signal", args=[message.subject_id]))


def _pair_page(message: Message) -> Mail:
    assert message.pair is not None
    return _mail(message, reverse("portal:pair", args=[message.pair.pk]))


def _home(message: Message) -> Mail:
    return _mail(message, reverse("portal:home"))
