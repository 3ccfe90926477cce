"""On Monday morning a mail to each worker and supervisor: how much this week asks. Numbers and a link, never a name.

A mailbox is no file, and it may be read by others. What is counted is what the person's own pages show them; of a
supervisor's people only what is many enough not to be about anybody.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role, Team, User
from alliance.models import Measurement, Rater
from audit import clock
from caseload.fewest import FEWEST
from caseload.models import Agreement, AgreementWho, Pair
from dashboards.presenters.needs import needs_among
from dashboards.suppression import small_count
from messaging import actions as outbox
from messaging import kinds, texts
from messaging.kinds import Family, Kind, Mail
from messaging.models import Message, Preference, Side
from messaging.texts import Words
from messaging.wishes import language_of

WEEK_OF_WORKER, WEEK_OF_TEAM = "portal.week", "portal.team_week"
KIND_OF = {Role.WORKER: WEEK_OF_WORKER, Role.SUPERVISOR: WEEK_OF_TEAM}
DAY = dt.timedelta(days=1)
# A scheduler that was silent on Monday may catch up so long; after that the week is half over.
UNTIL_WEEKDAY = 3
BATCH = 500


def week_of(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def _days(today: dt.date) -> tuple[dt.date, dt.date]:
    """Monday, and the Monday after."""
    monday = today - (today.isoweekday() - 1) * DAY
    return monday, monday + 7 * DAY


def receivers() -> QuerySet[User]:
    """Workers with a running pair and supervisors with a team, who work here and did not opt out."""
    pairs = Pair.objects.open().filter(worker=OuterRef("pk"))
    teams = Team.objects.filter(supervisors=OuterRef("pk"), organisation=OuterRef("organisation"))
    refused = Preference.objects.filter(user=OuterRef("pk"), digest=False)
    has_work = Q(Exists(pairs), role=Role.WORKER) | Q(Exists(teams), role=Role.SUPERVISOR)
    return User.objects.get_queryset().filter(has_work, ~Exists(refused), is_active=True)


def queue_digests(*, today: dt.date) -> int:
    """Put this week's in the outbox for everyone who lacks it; returns how many. Safe to run twice."""
    if today.isoweekday() > UNTIL_WEEKDAY:
        return 0
    week, queued = week_of(today), 0
    had = Message.objects.filter(kind__in=KIND_OF.values(), subject_id=OuterRef("pk"), moment=week)
    lacking = receivers().filter(~Exists(had)).order_by("pk")
    while people := list(lacking[:BATCH]):
        outbox.queue(
            outbox.message(kind=KIND_OF[Role(user.role)], subject_id=user.pk, side=Side.USER, user=user, moment=week)
            for user in people
        )
        queued += len(people)
    return queued


# ---------- what it says ----------
# "Traject", because "toezicht" would tell whoever looks along what the mail is about.


def _worker_lines(user: User, today: dt.date) -> Iterator[str]:
    monday, next_monday = _days(today)
    running = Measurement.objects.visible_to(user).running().not_paused(today).filter(revealed_at__isnull=True)
    own = Measurement.objects.answered_by(Rater.WORKER).filter(pk=OuterRef("pk"))
    asked = running.filter(opens_on__lt=next_monday, closes_on__gt=today).filter(~Exists(own))
    if n := asked.filter(worker_not_now_at__isnull=True).count():
        yield ngettext("%(n)s keer zelf invullen", "%(n)s keer zelf invullen", n) % {"n": n}
    both_in = Measurement.objects.visible_to(user).running().filter(revealed_at__isnull=False, talk__isnull=True)
    if n := both_in.count():
        yield ngettext("%(n)s keer samen bespreken", "%(n)s keer samen bespreken", n) % {"n": n}
    due = Agreement.objects.visible_to(user).due_on(next_monday - DAY).exclude(who=AgreementWho.CLIENT)
    if n := due.count():
        yield ngettext("%(n)s afspraak om na te komen", "%(n)s afspraken om na te komen", n) % {"n": n}
    ending = Pair.objects.visible_to(user).filter(supervision__planned_end__range=(monday, next_monday - DAY))
    if n := ending.count():
        yield ngettext("%(n)s traject dat eindigt", "%(n)s trajecten die eindigen", n) % {"n": n}


def _team_lines(user: User, today: dt.date) -> Iterator[str]:
    """Over all teams together, through the scope of the team page; too few is said in the same words as none."""
    monday, next_monday = _days(today)
    pairs = Pair.objects.visible_to(user).filter(team__in=Team.objects.visible_to(user)).open()
    moments = Measurement.objects.filter(pair__in=pairs).not_paused(today)
    yield _counted(_("metingen gaan open"), moments.filter(opens_on__range=(monday, next_monday - DAY)).count())
    # The last day on which they may be answered; whether they were is not told.
    yield _counted(_("metingen sluiten"), moments.filter(closes_on__range=(monday + DAY, next_monday)).count())
    ending = pairs.filter(supervision__planned_end__range=(monday, next_monday - DAY))
    yield _counted(_("trajecten eindigen"), ending.count())
    yield _counted(_("trajecten vragen je aandacht"), len(needs_among(pairs, today).rows))


def _counted(what: str, count: int) -> str:
    n = small_count(count)
    return f"{n} {what}" if n is not None else _("minder dan %(least)s %(what)s") % {"least": FEWEST, "what": what}


LINES = {WEEK_OF_WORKER: _worker_lines, WEEK_OF_TEAM: _team_lines}


# ---------- the kinds ----------


def _recheck(message: Message) -> str:
    """Looked up again as it leaves: the week is over, they left, their work went to others, or they do not want it."""
    user = message.user
    if user is None or not user.is_active:
        return "account off"
    if message.moment != week_of(clock.today()):
        return "too late"
    if Preference.objects.filter(user=user, digest=False).exists():
        return "no digest"
    receives = receivers().filter(pk=user.pk).exists() and KIND_OF.get(Role(user.role)) == message.kind
    lines = LINES[message.kind](user, clock.today())
    return "" if receives and next(lines, "") else "nothing to tell"


def _render(message: Message) -> Mail:
    user = message.user
    assert user is not None
    with translation.override(language_of(user)):
        told = "\n".join(f"- {line}" for line in LINES[message.kind](user, clock.today()))
    return texts.mail(message, user, overzicht=told, link=settings.PORTAL_URL + reverse("portal:home"))


def register_kinds() -> None:
    holds = ("voornaam", "overzicht", texts.LINK)
    for name, template, title in (
        (WEEK_OF_WORKER, "week", gettext_lazy("Overzicht van de week, voor een werker")),
        (WEEK_OF_TEAM, "team_week", gettext_lazy("Overzicht van de week, voor een unitmanager")),
    ):
        kinds.register(Kind(name, _recheck, _render, Family.SERVICE))
        texts.declare(Words(name, Side.USER, title, template, holds))
