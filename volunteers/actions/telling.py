"""Who hears of what happens in a match: rows of the outbox, written in the transaction of the fact."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Prefetch

from accounts.models import Role, User
from audit import clock
from caseload.models import Cover, Pair
from messaging import actions as outbox
from messaging.models import Message
from messaging.models import Side as To
from volunteers.models import Match, Side, Signal, Tuning

MESSAGE, TO_CONFIRM, TUNING_DUE = "volunteers.message", "volunteers.to_confirm", "volunteers.tuning_due"
SIGNAL, URGENT_SIGNAL, THANKS = "volunteers.signal", "volunteers.urgent_signal", "volunteers.thanks"
STOPPED = "volunteers.stopped"
BATCH = 500


def tell_of_message(match: Match, *, written_by: Side) -> None:
    """One notice a day for each direction, however much is written."""
    day = clock.today().isoformat()
    if written_by == Side.CLIENT:
        outbox.queue(_to_volunteer(match, MESSAGE, day))
    elif match.supervision.client.account_id and (pair := Pair.objects.present_of(match.supervision_id)) is not None:
        outbox.queue([outbox.message(kind=MESSAGE, subject_id=match.pk, side=To.CLIENT, pair=pair, moment=day)])


def tell_to_confirm(tuning: Tuning, match: Match) -> None:
    """To the one of the two who did not write it, again whenever the text changed."""
    version = f"v{tuning.version}"
    if tuning.written_by == Side.WORKER:
        outbox.queue(_to_volunteer(match, TO_CONFIRM, version, tuning))
    elif (pair := Pair.objects.present_of(match.supervision_id)) is not None:
        one = outbox.message(kind=TO_CONFIRM, subject_id=tuning.pk, side=To.WORKER, pair=pair, moment=version)
        outbox.queue([one])


def tell_of_thanks(match: Match) -> None:
    outbox.queue(_to_volunteer(match, THANKS, ""))


def tell_of_end(match: Match, *, by: User | None) -> None:
    """To the worker of now, when somebody else ended it; of the end of the supervision itself they know."""
    pair = Pair.objects.present_of(match.supervision_id)
    if pair is not None and by is not None and by != pair.worker:
        outbox.queue([outbox.message(kind=STOPPED, subject_id=match.pk, side=To.WORKER, pair=pair)])


def _to_volunteer(match: Match, kind: str, moment: str, about: Tuning | None = None) -> Iterator[Message]:
    account = match.volunteer.account
    if account is not None:
        subject = about.pk if about else match.pk
        yield outbox.message(kind=kind, subject_id=subject, side=To.USER, user=account, moment=moment)


def tell_of_signal(signal: Signal, match: Match) -> None:
    """To the co-ordinators who may see the match; urgent ones also to the worker, to who stands in for them and to
    whoever has duty in the team. A row for each of them: what is told to one is not waited for by another."""
    kind = URGENT_SIGNAL if signal.urgent else SIGNAL
    people = list(co_ordinators(match))
    if signal.urgent:
        people += _at_hand(match)
    outbox.queue(
        outbox.message(kind=kind, subject_id=signal.pk, side=To.USER, user=user, number=n)
        for n, user in enumerate(dict.fromkeys(people))
    )


def co_ordinators(match: Match) -> Iterator[User]:
    everybody = User.objects.get_queryset().filter(organisation=match.volunteer.organisation_id, is_active=True)
    for user in everybody.filter(role=Role.COORDINATOR).order_by("pk"):
        if Match.objects.visible_to(user).filter(pk=match.pk).exists():
            yield user


def _at_hand(match: Match) -> Iterator[User]:
    pair = Pair.objects.present_of(match.supervision_id)
    if pair is None:
        return
    if pair.worker.is_active:
        yield pair.worker
    for cover in Cover.objects.standing().reaching(pair).select_related("by").order_by("pk"):
        yield cover.by
    if (on_duty := pair.team.on_duty) is not None and on_duty.is_active:
        yield on_duty


def queue_due_tunings() -> int:
    """A reminder to both, once for each planned tuning whose day has come; returns how many. Safe to run twice."""
    told = Message.objects.filter(kind=TUNING_DUE, subject_id=OuterRef("pk"))
    due = Tuning.objects.due_on(clock.today()).filter(~Exists(told)).order_by("pk")
    queued = 0
    pairs = Prefetch("match__supervision__pairs", Pair.objects.open().with_people())
    people = due.select_related("match__volunteer__account", "match__supervision").prefetch_related(pairs)
    while found := list(people[:BATCH]):
        rows = [row for tuning in found for row in _due(tuning)]
        outbox.queue(rows)
        queued += len(rows)
        if not rows:
            # Nobody is there to be told of any of these.
            break
    return queued


def _due(tuning: Tuning) -> Iterator[Message]:
    yield from _to_volunteer(tuning.match, TUNING_DUE, "", tuning)
    for pair in tuning.match.supervision.pairs.all():
        yield outbox.message(kind=TUNING_DUE, subject_id=tuning.pk, side=To.WORKER, pair=pair)
