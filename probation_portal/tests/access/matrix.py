"""The whole matrix, shared out over processes; what deviates is printed as it is found."""

from probation_portal.access_policy import PRINCIPALS
from probation_portal.tests.access import reach
from probation_portal.tests.access.judging import Report
from probation_portal.tests.access.own_place import in_own_place
from probation_portal.tests.access.walker import Walker, units
from probation_portal.tests.access.world import World


def _walk(world: World, share: int, of: int) -> Report:
    walker = Walker(world, everything=True)
    told = 0
    # Below the pages first: that is quick.
    steps = [lambda p=p: walker.walk_reach(p) for p in [*reach.ASKING, *reach.CHANGED][share::of]]
    steps += [lambda p=p, n=n: walker.walk(p, [n]) for p, n in units()[share::of]]
    for step in steps:
        step()
        for words in walker.report.deviations[told:]:
            print(words, flush=True)
        told = len(walker.report.deviations)
    return walker.report


def check(*, processes: int) -> Report:
    report = Report()
    for part in in_own_place(_walk, processes=processes):
        report.add(part)
    told = len(report.deviations)
    report.check_seen(set(PRINCIPALS))
    for words in report.deviations[told:]:
        print(words)
    return report
