"""A process that delivers with ten threads at once, for a test that kills it. Run as a module."""

import threading

import django


def main() -> None:
    django.setup()
    from messaging import delivery
    from messaging.tests.factories import kind_is

    with kind_is():
        threads = [threading.Thread(target=delivery.deliver_due) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
