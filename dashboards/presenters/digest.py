"""One sheet for the meeting of a team: counts and shares, nobody's name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseload.shares import wilson
from dashboards.charts.shares import BarTable
from dashboards.choice import Choice, Half
from dashboards.figures import Moment, States
from dashboards.presenters import cells, talks, words
from dashboards.presenters.needs import KIND_WORDS, TeamNeeds
from dashboards.presenters.rates import GOES_WRONG
from dashboards.published import HalfYear
from dashboards.suppression import small_count
from dashboards.tables import Column, Row, Table

STEPS = ("both", "talked")

# Of how many, how many.
Part = tuple[int, int]


@dataclass(frozen=True)
class Digest:
    """`needs` has the words of a reason and how many pairs ask by it; `changes` and `alike` are sentences.

    Of few, colleagues around the table would know which: None.
    """

    states: Table
    needs: list[tuple[str, int | None]]
    talks: BarTable | None
    changes: list[str]
    alike: list[str]


def digest(states: dict[Moment, States], choice: Choice, needs: TeamNeeds) -> Digest:
    half, before = choice.half, choice.before
    changes, alike = _changes(half.own, before.own if before else None) if half and half.own else ([], [])
    return Digest(
        states=talks.states_table(states, for_workers=True),
        needs=[(str(KIND_WORDS[kind]), small_count(n)) for kind, n in needs.counts.items()],
        talks=_talks(half) if half else None,
        changes=changes,
        alike=alike,
    )


def _talks(half: Half) -> BarTable | None:
    """Both sides and talked, of each moment, beside the organisation."""
    own, whole = _funnels(half.own), _funnels(half.whole)
    rows = [
        Row(
            (moment.kind, str(moment.months), step),
            (_named(moment, step),),
            (cells.share(*own.get((moment, step), _NONE)), cells.share(*whole.get((moment, step), _NONE))),
        )
        for moment in sorted({moment for moment, _step in own.keys() | whole.keys()})
        for step in STEPS
    ]
    columns = (Column("share", _("Dit team")), Column("whole_share", _("Organisatie")))
    return BarTable(Table("talks", _("Deel van de metingen"), (_("Stap"),), columns, tuple(rows))) if rows else None


_NONE = (None, None)


def _named(moment: Moment, step: str) -> str:
    return f"{moment.label}: {words.within(words.step(step))}"


def _funnels(of: HalfYear | None) -> dict[tuple[Moment, str], Part]:
    """Of each moment and step that is told, how many and of how many."""
    found = [(words.moment(one.moment), one.counts) for one in of.funnels] if of else []
    return {(moment, step): (counts[step], counts["due"]) for moment, counts in found if counts for step in STEPS}


# ---------- what is new ----------


def _changes(now: HalfYear, then: HalfYear | None) -> tuple[list[str], list[str]]:
    """What clearly differs or is told for the first time, and what does not."""
    earlier = dict(_parts(then)) if then else {}
    told, alike = [], []
    for name, part in _parts(now):
        now_is, was = _percent(part), _percent(earlier[name]) if name in earlier else None
        share = {"what": name, "now": now_is, "then": was}
        if was is None:
            if then:
                told.append(_("%(what)s: %(now)s %%. Hiervan was er het halfjaar ervoor geen cijfer.") % share)
        elif _apart(part, earlier[name]):
            more = now_is > was
            sentence = (
                _("%(what)s: %(now)s %%, dat is meer dan het halfjaar ervoor (%(then)s %%).")
                if more
                else _("%(what)s: %(now)s %%, dat is minder dan het halfjaar ervoor (%(then)s %%).")
            )
            told.append(sentence % share)
        else:
            alike.append(_("%(what)s: %(now)s %%, was %(then)s %%.") % share)
    return told, alike


def _parts(of: HalfYear) -> Iterator[tuple[str, Part]]:
    for (moment, step), part in sorted(_funnels(of).items()):
        if part[1]:
            yield _named(moment, step), part
    for key in (*GOES_WRONG, "volunteer"):
        rate = cells.by_key(of.rates, key)
        if rate and rate.count is not None and rate.of:
            yield words.rate(key), (rate.count, rate.of)


def _percent(part: Part) -> int:
    return round(100 * part[0] / part[1])


def _apart(one: Part, other: Part) -> bool:
    """Whether the 95 % intervals do not meet; anything less may be chance."""
    (low, high), (other_low, other_high) = wilson(*one), wilson(*other)
    return low > other_high or other_low > high
