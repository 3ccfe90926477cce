"""The letter to a worker of whom a pair was drawn: its text and the re-check at the moment of sending.

It names no client and no pattern; which pairs they are stands in the portal, for that worker alone.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from messaging import kinds, texts
from messaging.kinds import Family, Kind, Mail
from messaging.models import Message, Side
from messaging.texts import Words
from research.actions.samples import DRAWN
from research.models import SampleMember


def register_kinds() -> None:
    kinds.register(Kind(DRAWN, _recheck, _render, Family.SERVICE))
    texts.declare(Words(DRAWN, Side.USER, _("Gevraagd voor een interview"), "drawn", ("voornaam", texts.LINK)))


def _recheck(message: Message) -> str:
    """The account is on, the study runs, and one of the drawn pairs is still this worker's."""
    if message.user is None or not message.user.is_active:
        return "account off"
    drawn = SampleMember.objects.visible_to(message.user, clock.today()).filter(sample=message.subject_id)
    return "" if drawn.exists() else "nothing to tell"


def _render(message: Message) -> Mail:
    assert message.user is not None
    return texts.mail(message, message.user, link=settings.PORTAL_URL + reverse("research:drawn"))
