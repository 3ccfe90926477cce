"""Which change of a pair is classified, against which norm, and what the page says about both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from alliance.change import Classification, Pattern, Reason, classify, may_compare
from alliance.instruments import Instrument, Scale
from alliance.models import Measurement, OwnNorm, Rater
from alliance.norms import NormUsed, norm_for

# (measurement, rater, scale) -> the score, None when too few items were answered; absent when not shown.
Scores = Mapping[tuple[UUID, str, str], Decimal | None]
# (instrument, rater, scale) -> the norm that the pair's organisation accepted.
Accepted = Mapping[tuple[UUID, str, str], NormUsed]


@dataclass(frozen=True, slots=True)
class Change:
    """From `first`, where the score was `base`, to the present moment, and the norm it was held against."""

    first: Measurement
    base: Decimal | None
    norm: NormUsed | None
    found: Classification


def accepted_norms(pair_id: UUID) -> dict[tuple[UUID, str, str], NormUsed]:
    """Of the organisation in which this pair works; one query."""
    rows = OwnNorm.objects.in_force().filter(organisation__teams__pairs=pair_id)
    return {(row.instrument_id, row.rater, row.scale): NormUsed(row.sd, row.alpha, row.n, None) for row in rows}


def parsed(measurement: Measurement) -> Instrument:
    assert measurement.instrument is not None
    return measurement.instrument.parsed


def norm_at(measurement: Measurement, rater: str, scale: str, accepted: Accepted) -> NormUsed | None:
    """The norm that applies to what was answered at this moment."""
    own = {(side, key): norm for (version, side, key), norm in accepted.items() if version == measurement.instrument_id}
    return norm_for(parsed(measurement), rater, scale, own)


def change(
    moments: Sequence[Measurement], scores: Scores, rater: Rater, scale: Scale, accepted: Accepted
) -> Change | None:
    """From the first moment with a score to the present one, the last of `moments`; None when nothing is to compare."""
    *earlier, present = moments
    candidates = [m for m in earlier if (m.pk, rater, scale.key) in scores]
    if not candidates or (present.pk, rater, scale.key) not in scores:
        return None
    first = next((m for m in candidates if scores[m.pk, rater, scale.key] is not None), candidates[0])
    norm = norm_at(first, rater, scale.key, accepted)
    base = scores[first.pk, rater, scale.key]
    found = classify(
        first=base,
        second=scores[present.pk, rater, scale.key],
        better=scale.better,
        norm=norm,
        same_version=may_compare(parsed(first), parsed(present)),
    )
    return Change(first, base, norm, found)


# ---------- in words ----------


def pattern_words(pattern: Pattern) -> str:
    return {
        Pattern.IMPROVING: _("verbeterend"),
        Pattern.DETERIORATING: _("verslechterend"),
        Pattern.STABLE: _("stabiel"),
        Pattern.UNCLASSIFIED: _("niet te bepalen"),
    }[pattern]


def reason_words(reason: Reason) -> str:
    return {
        Reason.OTHER_PAIR: _("een andere werker"),
        Reason.OTHER_VERSION: _("een andere vragenlijst of versie"),
        Reason.BLANK_FIRST: _("te weinig vragen ingevuld bij het eerste moment"),
        Reason.BLANK_SECOND: _("te weinig vragen ingevuld bij het laatste moment"),
        Reason.NO_NORMS: _("geen normgegevens"),
    }[reason]


def norm_notes(used: Iterable[tuple[str, NormUsed]]) -> list[str]:
    """Whose norms the patterns stand on; `used` has a place in words ("Vertrouwen, Cas") beside each norm."""
    by_source: dict[str | None, list[tuple[str, NormUsed]]] = {}
    for place, norm in used:
        by_source.setdefault(norm.source, []).append((place, norm))
    lines = []
    for source, rows in by_source.items():
        words = {"n": _counts([norm.n for _place, norm in rows]), "source": source}
        if source is None:
            line = _("Patroon: onze eigen rekenregel, met normen van deze organisatie (n %(n)s).") % words
        else:
            line = _("Patroon: onze eigen rekenregel, met normen uit de vragenlijst (n %(n)s): %(source)s") % words
        if len(by_source) > 1:
            line += " " + _("Dit geldt voor: %(places)s.") % {"places": "; ".join(place for place, _norm in rows)}
        lines.append(line)
    return lines


def _counts(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else _("%(low)s tot %(high)s") % {"low": low, "high": high}


def version_notes(moments: Sequence[Measurement], changes: Iterable[Change]) -> list[str]:
    """One sentence for every two moments of which the versions differ: whether they are compared."""
    steps = list(zip(moments, moments[1:], strict=False))
    lines = []
    for before, after in steps:
        if before.instrument_id != after.instrument_id and may_compare(parsed(before), parsed(after)):
            said = _("Vanaf %(moment)s: versie %(version)s van de vragenlijst, te vergelijken met de vorige.")
            lines.append(said % {"moment": after.label, "version": parsed(after).version})
    apart = [(before, after) for before, after in steps if not may_compare(parsed(before), parsed(after))]
    apart += [(one.first, moments[-1]) for one in changes if one.found.reason is Reason.OTHER_VERSION]
    for before, after in dict.fromkeys(apart):
        lines.append(
            _(
                "%(first)s en %(second)s hebben een andere vragenlijst of versie. Die scores vergelijken we niet: "
                "er is geen lijn tussen en geen patroon."
            )
            % {"first": before.label, "second": after.label}
        )
    return lines
