import datetime as dt

from caseload.timeline import Entry
from probation_portal.timeline import PAGE_SIZE, Timeline, rows_needed, timeline

TODAY = dt.date(2026, 11, 23)


def entry(ago: int, title: str = "", hour: int | None = None) -> Entry:
    order = dt.time.min if hour is None else dt.time(hour)
    return Entry(TODAY - dt.timedelta(days=ago), title or str(ago), order=order)


def titles(shown: Timeline) -> list[list[str]]:
    return [[one.title for one in day.entries] for day in shown.days]


def test_newest_first_by_day_and_what_has_no_time_last() -> None:
    entries = [entry(3), entry(0, "made"), entry(0, "early", 9), entry(0, "late", 16), entry(1)]
    shown = timeline(entries, total=5, page=1, today=TODAY)
    assert titles(shown) == [["late", "early", "made"], ["1"], ["3"]]
    assert [day.label for day in shown.days] == ["23 nov.", "22 nov.", "20 nov."]
    assert (shown.older, shown.newer) == (None, None)


def test_another_year_is_named() -> None:
    assert timeline([entry(365)], total=1, page=1, today=TODAY).days[0].label == "23 nov. 2025"


def test_pages_hold_so_many_lines_and_know_their_neighbours() -> None:
    entries = [entry(number) for number in range(PAGE_SIZE * 2 + 1)]
    pages = [timeline(entries, total=len(entries), page=page, today=TODAY) for page in (1, 2, 3, 4)]
    assert [len(page.days) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1, 0]
    assert [(page.newer, page.older) for page in pages] == [(None, 2), (1, 3), (2, None), (3, None)]
    assert titles(pages[1])[0] == [str(PAGE_SIZE)]


def test_a_source_hands_over_enough_for_the_page() -> None:
    assert rows_needed(3) == 3 * PAGE_SIZE
