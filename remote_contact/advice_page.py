"""The rules of the advice and its worked cases as a readable page, made of the code: `docs/blended.md`."""

from django.utils import translation

from remote_contact.advice_words import LEANS, SHIPPED, SIDES
from remote_contact.suitability import FAILED_IN_A_ROW, HEAVY_AREAS, LONG_STRETCH_WEEKS, MANY_AREAS, RULES, Side
from remote_contact.worked_cases import CASES, Case

_HEAD = """# Blended, on purpose

Made by `./portal manage advice_table --write` from `remote_contact/suitability.py`, `advice_words.py` and
`worked_cases.py`. The tests fail when this page is not what the code gives.

Of each pair the portal shows what was agreed (how often, which part at a distance), what came of it by month, and an
advice. A person decides, and says why where the plan goes another way; the plan keeps the advice as it stood. Nothing
else in the portal reads the advice.

## How the advice comes about

Each rule looks at one fact and speaks for one side. Then, one after the other:

1. Does a rule hold that goes first, the advice is to meet more, whatever speaks for a distance.
2. Do all that hold speak for one side, that is the advice.
3. Do they speak for both, the advice is some of each; the reasons of both sides are shown.
4. Speaks none for a side, there is no advice.

Nothing is added up. An organisation may put a rule out of use (it then neither shows nor counts) and give it words and
a source of its own.

**No score of the monitor comes in.** Of a measurement the advice knows two states: whether both sides answered (a
basis), and whether it was talked about. What puts the facts together (`probation_portal/mix_facts.py`) touches no table
of answers or scores; two worlds with other scores give the same advice (`probation_portal/tests/test_mix.py`).

Chosen by the portal, as no source gives a figure: {weeks} weeks apart is long, {failed} failures in a row are reason
enough, {many} areas are many, and {heavy} weigh by themselves.

A plan goes the way of the advice: *more at a distance* with half or more at a distance and not everything; *more face
to face* with half or less; *some of each* with at least one of both. Once a month cannot be divided.

"""


def page() -> str:
    with translation.override("nl"):
        return _HEAD.format(
            weeks=LONG_STRETCH_WEEKS,
            failed=FAILED_IN_A_ROW,
            many=MANY_AREAS,
            heavy=" and ".join(f"`{area}`" for area in sorted(HEAVY_AREAS)),
        ) + "\n".join([*_rules(), "", *_cases(), ""])


def _rules() -> list[str]:
    lines = ["## The rules", "", "|rule|side|sentence as shipped|source|research|", "|---|---|---|---|---|"]
    for rule in RULES:
        words = SHIPPED[rule.code]
        side = f"{SIDES[rule.side]}{', goes first' if rule.decisive else ''}"
        research = "yes" if words.is_research else "own choice"
        lines.append(f"|`{rule.code}`|{side}|{words.sentence}|{words.source}|{research}|")
    return lines


def _cases() -> list[str]:
    lines = ["## Worked cases", "", "|case|speaks for meeting|speaks for a distance|points nowhere|advice|"]
    lines.append("|---|---|---|---|---|")
    for case in CASES:
        sides = (_of(case, side) for side in (Side.FACE_TO_FACE, Side.REMOTE, Side.NEUTRAL))
        lines.append(f"|{case.said}|{'|'.join(sides)}|**{LEANS[case.lean]}**|")
    return lines


def _of(case: Case, side: Side) -> str:
    return ", ".join(f"`{rule.code}`" for rule in RULES if rule.side == side and rule.code in case.rules)
