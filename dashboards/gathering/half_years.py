"""How far moments came, why sides stayed away, and what befell pairs in a half-year."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least

from accounts.models import Organisation
from alliance import funnel
from alliance.actions.paper import ENTERED_WAYS
from alliance.actions.planning import INVITATION
from alliance.models import Measurement, NonResponse, Rater
from caseload.models import EndReason, Hitch, Pair, PairEnd
from dashboards.gathering.frame import CHUNK, in_period, instrument_of, not_shielded, ran_in
from dashboards.gathering.scores import score_records
from dashboards.periods import Period
from dashboards.published import MomentKey
from dashboards.records import Asked, NotAnswered, Part, Record, Who
from messaging.models import Message, Side, State
from messaging.working_time import start_of
from remote_contact.models import Contact
from volunteers.models import Activity, Match, Tuning


def half_year_records(organisation: Organisation, period: Period) -> Iterator[Record]:
    yield from _asked(organisation, period)
    yield from _not_answered(organisation, period)
    instrument = instrument_of(organisation, period)
    if instrument is not None:
        yield from score_records(organisation, period, instrument)
    yield from _pairs(organisation, period)
    yield from _endings(organisation, period)


def _asked(organisation: Organisation, period: Period) -> Iterator[Asked | Part]:
    invited = Message.objects.filter(
        subject_id=OuterRef("pk"), kind=INVITATION, side=Side.CLIENT, state__in=[State.SENT, State.UNSURE]
    )
    itself = Measurement.objects.filter(pk=OuterRef("pk"))
    of_client = Q(responses__standing=True, responses__rater=Rater.CLIENT)
    rows = (
        in_period(organisation, period)
        .annotate(
            invited=Exists(invited),
            link_opened=Exists(itself.filter(links__opened_at__isnull=False)),
            started=Exists(itself.filter(drafts__isnull=False)),
            talked=Exists(itself.filter(talk__isnull=False)),
            client=Count("responses", filter=of_client),
            on_paper=Count("responses", filter=of_client & Q(responses__way__in=ENTERED_WAYS)),
            worker=Count("responses", filter=Q(responses__standing=True, responses__rater=Rater.WORKER)),
        )
        .order_by()
        .values_list(
            *("pair__team", "pair", "pair__worker", "kind", "months"),
            *("invited", "link_opened", "started", "talked", "client", "worker", "on_paper"),
        )
    )
    for team, pair, worker, kind, months, *found in rows.iterator(CHUNK):
        invited_, opened, started, talked, client, worker_in, on_paper = found
        who = Who(team, pair, worker)
        reached = funnel.reached(funnel.Moment(invited_, opened, started, client + worker_in, talked))
        yield Asked(who, MomentKey(kind, months), reached, bool(client), bool(worker_in))
        if client and worker_in:
            yield Part(who, "on_paper", bool(on_paper))


def _not_answered(organisation: Organisation, period: Period) -> Iterator[NotAnswered]:
    """Not of a side that came in after all."""
    came = Measurement.objects.filter(
        pk=OuterRef("measurement"), responses__standing=True, responses__rater=OuterRef("rater")
    )
    rows = NonResponse.objects.filter(~Exists(came), measurement__in=in_period(organisation, period)).values_list(
        "measurement__pair__team", "measurement__pair", "measurement__pair__worker", "rater", "reason"
    )
    for team, pair, worker, rater, reason in rows.iterator(CHUNK):
        yield NotAnswered(Who(team, pair, worker), rater, reason)


def _pairs(organisation: Organisation, period: Period) -> Iterator[Part]:
    """Of every pair that ran in the period: a hitch, an absence, its end by a hand-over, a volunteer beside it; and of
    those with one whether they did something together and tuned what to do."""
    begin, end = period.starts_on, period.ends_on
    absences = Contact.objects.standing().filter(
        pair=OuterRef("pk"), is_hitch=True, at__gte=start_of(begin), at__lt=start_of(end)
    )
    # Half-open days on both: each begins before the other ends, and before the period does.
    beside = Match.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=Greatest(OuterRef("starts_on"), Value(begin))),
        supervision=OuterRef("supervision"),
        starts_on__lt=Coalesce(Least(OuterRef("ends_on"), Value(end)), Value(end)),
    )
    rows = ran_in(organisation, period).annotate(
        hitch=Exists(Hitch.objects.filter(pair=OuterRef("pk"), on__gte=begin, on__lt=end)),
        absence=Exists(absences),
        volunteer=Exists(beside),
        handed_over=Q(end_kind=PairEnd.HANDED_OVER, ends_on__lte=end),
        activity=Exists(_while_it_ran(Activity.objects.standing(), "on", period)),
        tuned=Exists(_while_it_ran(Tuning.objects.all(), "held_on", period)),
    )
    keys = ("hitch", "absence", "volunteer", "handed_over", "activity", "tuned")
    for team, pair, worker, *found in rows.order_by().values_list("team", "pk", "worker", *keys).iterator(CHUNK):
        is_so = dict(zip(keys, found, strict=True))
        counted = keys if is_so["volunteer"] else keys[:-2]
        yield from (Part(Who(team, pair, worker), key, bool(is_so[key])) for key in counted)


def _while_it_ran(of_matches: QuerySet[Any], on: str, period: Period) -> QuerySet[Any]:
    """What was with a volunteer on a day of the period on which the outer pair was the one of its supervision."""
    first = Greatest(OuterRef("starts_on"), Value(period.starts_on))
    end = Coalesce(Least(OuterRef("ends_on"), Value(period.ends_on)), Value(period.ends_on))
    days = {f"{on}__gte": first, f"{on}__lt": end}
    return of_matches.filter(match__supervision=OuterRef("supervision"), **days)


def _endings(organisation: Organisation, period: Period) -> Iterator[Part]:
    """Supervisions that ended in the period, each counted for its last pair."""
    rows = Pair.objects.filter(
        not_shielded("supervision__client"),
        team__organisation=organisation,
        end_kind=PairEnd.SUPERVISION_ENDED,
        supervision__ended_on__gte=period.starts_on,
        supervision__ended_on__lt=period.ends_on,
    ).values_list("team", "pk", "worker", "supervision__end_reason")
    for team, pair, worker, reason in rows.order_by().iterator(CHUNK):
        yield Part(Who(team, pair, worker), "dropout", reason == EndReason.NEGATIVE_DROPOUT)
