"""Beat says "do what is due"; whatever it names must be there, and nothing rests on the broker."""

from celery.schedules import crontab, schedule

from probation_portal.celery import app


def test_every_entry_of_the_timetable_is_a_task_without_arguments() -> None:
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert not entry.get("args"), name
        assert not entry.get("kwargs"), name


def test_what_people_wait_for_is_looked_up_every_minute() -> None:
    often = {
        entry["task"]
        for entry in app.conf.beat_schedule.values()
        if isinstance(entry["schedule"], float) and entry["schedule"] <= 60
    }
    assert often >= {
        "messaging.tasks.heartbeat",
        "messaging.tasks.deliver_due",
        "alliance.tasks.do_what_is_due",
    }
    assert all(isinstance(entry["schedule"], float | schedule | crontab) for entry in app.conf.beat_schedule.values())


def test_a_task_is_done_again_when_its_worker_died_and_leaves_no_result() -> None:
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.task_ignore_result
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_time_limit == 240


def test_nothing_but_json_is_taken_from_the_queue() -> None:
    assert (app.conf.task_serializer, list(app.conf.accept_content)) == ("json", ["json"])


def test_the_timetable_lives_in_the_portals_zone() -> None:
    assert app.conf.timezone == "Europe/Amsterdam"


def test_the_worker_leaves_our_log_alone() -> None:
    assert app.conf.worker_hijack_root_logger is False
