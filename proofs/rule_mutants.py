"""Every rule of access taken away or turned round, one at a time: a case that names the rule must notice."""

import os
import sys
import time

ENGINES = ("sqlite",)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")
    import django

    django.setup()
    from probation_portal.tests.access.mutants import try_all
    from probation_portal.tests.access.own_place import in_own_place

    began = time.monotonic()
    shares = in_own_place(try_all, processes=min(os.cpu_count() or 1, 4))
    tried = [pair for share in shares for pair in share]
    killed = sum(bool(killed_by) for _label, killed_by in tried)
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{killed} of {len(tried)} mutants killed")
    return 0 if killed == len(tried) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
