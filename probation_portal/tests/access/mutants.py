"""Takes each rule of access away in turn, and asks what rests on it until somebody notices."""

from collections.abc import Callable, Iterator

from probation_portal.tests.access import reach
from probation_portal.tests.access.rules import Mutant, all_mutants
from probation_portal.tests.access.walker import Walker
from probation_portal.tests.access.world import World


def killer(walker: Walker, mutant: Mutant) -> str:
    """The first deviation that shows that the rule is gone; empty when nobody noticed."""
    for ask in _questions(walker, mutant):
        with mutant.made():
            noticed = _deviation(walker, ask)
        if noticed:
            # What deviates anyway would kill every mutant.
            assert not _deviation(walker, ask), f"not by {mutant.label}: {noticed}"
            return noticed
    return ""


def _deviation(walker: Walker, ask: Callable[[], None]) -> str:
    report = walker.fresh_report()
    ask()
    return report.deviations[0] if report.deviations else ""


def _questions(walker: Walker, mutant: Mutant) -> Iterator[Callable[[], None]]:
    """Below the pages first, because that is quick; then the pages, as everyone."""
    for principal in (*reach.ASKING, *reach.CHANGED):
        yield lambda p=principal: walker.walk_reach(p, mutant.reaches)
    for name, principal in mutant.asks:
        for cases in walker.cases(name, principal):
            if cases and cases[0].asked.method in ("GET", "POST"):
                yield lambda c=cases: walker.walk_cases(c)


def try_all(world: World, share: int, of: int) -> list[tuple[str, str]]:
    """This share of the mutants: label, and what noticed."""
    walker = Walker(world)
    tried = []
    for mutant in all_mutants()[share::of]:
        killed_by = killer(walker, mutant)
        tried.append((mutant.label, killed_by))
        print(
            f"{'killed' if killed_by else 'ALIVE '} {mutant.label}\n       {killed_by or 'nobody noticed'}", flush=True
        )
    return tried
