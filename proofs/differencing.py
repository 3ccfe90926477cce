"""Organisations by chance, published; a solver tries to compute what is withheld from all that is public of them."""

import os
import sys
import time

ENGINES = ("sqlite",)
WORLDS = 1_000


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")
    import django

    django.setup()
    from dashboards.tests.solver import Found, traceable
    from dashboards.tests.worlds import by_chance, publications

    number, first = (int(arguments[at]) if len(arguments) > at else given for at, given in enumerate((WORLDS, 0)))
    began, tables, withheld = time.monotonic(), 0, 0
    found: list[tuple[int, Found]] = []
    for seed in range(first, first + number):
        world = by_chance(seed)
        published = publications(world)
        tables += len(published)
        withheld += sum(count is None for one in published for _n, row in one.shown.values() for count in row.values())
        content = [one for one in published if len(one.shown[None][1]) > 1]
        for cell in (
            *traceable(published, world.frame.led),
            *traceable(content, world.frame.led, with_sizes=True),
        ):
            found.append((seed, cell))
            print(f"world {seed}: {cell}", flush=True)
    print(f"{number} organisations, {tables} tables, {withheld} withheld counts, {time.monotonic() - began:.0f} s")
    print(f"{len(found)} traceable cells")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
