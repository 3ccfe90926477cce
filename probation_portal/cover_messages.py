"""Telling of cover: whoever stands in, whoever is away and their clients hear that it is so, and when it is stopped.

A client's message says first names and days, nothing of the work; staff read the rest after signing in.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from audit import clock
from caseload.covering import covered_pairs
from caseload.models import Cover, Pair
from messaging import actions as outbox
from messaging import kinds, reach, texts
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, Message, Side, State
from messaging.texts import Words
from messaging.wishes import language_of

TOLD, STOPPED = "portal.cover", "portal.cover_stopped"
OVER = "cover over"
DAY = dt.timedelta(days=1)
# It left, or may have.
LEFT = [State.HANDED_OVER, State.SENT, State.UNSURE]


def register_kinds() -> None:
    anyhow = frozenset(Channel)
    kinds.register(Kind(TOLD, _recheck_told, _render, Family.SERVICE, channels=anyhow))
    kinds.register(Kind(STOPPED, _recheck_stopped, _render, Family.SERVICE, channels=anyhow))
    names = ("voornaam", "afwezig", "contactpersoon")
    told, stopped = _("Iemand neemt waar"), _("Waarneming is gestopt")
    texts.declare(
        Words(TOLD, Side.CLIENT, told, "cover_client", (*names, "eerste_dag", "laatste_dag"), by_sms=True),
        Words(TOLD, Side.USER, told, "cover", ("voornaam", texts.LINK)),
        Words(STOPPED, Side.CLIENT, stopped, "cover_stopped_client", names, by_sms=True),
        Words(STOPPED, Side.USER, stopped, "cover_stopped", ("voornaam", texts.LINK)),
    )


def tell(*, cover: Cover) -> None:
    """Queue it for both workers, and for every client whom the colleague will see."""
    staff = [
        outbox.message(kind=TOLD, subject_id=cover.pk, side=Side.USER, user=user, moment=moment)
        for user, moment in ((cover.absent, "absent"), (cover.by, "colleague"))
    ]
    outbox.queue([*staff, *_to_clients(cover, covered_pairs(cover))])


def tell_of_pair(*, pair: Pair) -> None:
    """A pair that begins with somebody for whom a colleague stands in, or will: its client hears that too."""
    for cover in Cover.objects.coming_or_standing().reaching(pair).select_related("by"):
        outbox.queue(_to_clients(cover, [pair]))


def tell_whom_it_concerns_since() -> None:
    """Clients whom a colleague came to see later: no longer shielded from them, taken over by an import, or of a team
    whose messages were switched on. Once each, like all others."""
    for cover in Cover.objects.coming_or_standing().select_related("absent", "by"):
        known = set(Message.objects.filter(kind=TOLD, subject_id=cover.pk).values_list("pair", flat=True))
        outbox.queue(_to_clients(cover, [pair for pair in covered_pairs(cover) if pair.pk not in known]))


def tell_stopped(*, cover: Cover) -> None:
    """Whoever was told hears that it is over; what did not leave yet never leaves."""
    outbox.withdraw(kinds=[TOLD], subject_ids=[cover.pk], reason=OVER)
    told = Message.objects.filter(kind=TOLD, subject_id=cover.pk, state__in=LEFT).with_people()
    outbox.queue(
        outbox.message(kind=STOPPED, subject_id=cover.pk, side=m.side, pair=m.pair, user=m.user, moment=m.moment)
        for m in told
    )


def _to_clients(cover: Cover, pairs: Iterable[Pair]) -> list[Message]:
    """Nothing while the team's messages are off, as of a change of worker."""
    return [
        outbox.message(kind=TOLD, subject_id=cover.pk, side=Side.CLIENT, pair=pair, moment=pair.pk.hex)
        for pair in pairs
        if pair.team.invitations_since is not None and reach.has_address(pair.client, Channel)
    ]


# ---------- is it still so ----------


def _recheck_told(message: Message) -> str:
    found = Cover.objects.coming_or_standing().filter(pk=message.subject_id)
    if message.pair is not None:
        found = found.reaching(message.pair)
    return _recheck_person(message) if found.exists() else OVER


def _recheck_stopped(message: Message) -> str:
    """Only while it would have gone on, and to whom it was told."""
    stopped = Cover.objects.filter(pk=message.subject_id, stopped_at__isnull=False, ends_on__gt=clock.today())
    told = Message.objects.filter(kind=TOLD, subject_id=message.subject_id, moment=message.moment, state__in=LEFT)
    return _recheck_person(message) if stopped.exists() and told.exists() else "nothing to tell"


def _recheck_person(message: Message) -> str:
    pair = message.pair
    if pair is None:
        return "" if message.user is not None and message.user.is_active else "account off"
    if pair.ends_on is not None:
        return "pair ended"
    if pair.team.invitations_since is None:
        return "invitations off"
    return "" if reach.has_address(pair.client, kinds.get(message.kind).channels) else "no address"


# ---------- what it says ----------


def _render(message: Message) -> Mail:
    cover = Cover.objects.select_related("absent", "by").get(pk=message.subject_id)
    if message.pair is None:
        assert message.user is not None
        with translation.override(language_of(message.user)):
            return texts.mail(message, message.user, link=settings.PORTAL_URL + reverse("portal:home"))
    client = message.pair.client
    with translation.override(client.language):
        first, last = date_format(cover.starts_on, "j F"), date_format(cover.ends_on - DAY, "j F")
    return texts.mail(
        message,
        client,
        afwezig=cover.absent.first_name,
        contactpersoon=cover.by.first_name,
        eerste_dag=first,
        laatste_dag=last,
    )
