"""The house plan, held by the syntax tree: imports run downward, views read through the gate, files stay small."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each room and the rooms that it may enter, from the bottom of the house up.
MAY_ENTER: dict[str, set[str]] = {"audit": set(), "boundary": {"audit"}}
MAY_ENTER["accounts"] = {"audit", "boundary"}
MAY_ENTER["caseload"] = {"accounts", *MAY_ENTER["accounts"]}
MAY_ENTER["messaging"] = {"caseload", *MAY_ENTER["caseload"]}
for _sibling in ("alliance", "remote_contact", "volunteers"):
    MAY_ENTER[_sibling] = {"messaging", *MAY_ENTER["messaging"]}
MAY_ENTER["dashboards"] = {"alliance", "remote_contact", "volunteers", *MAY_ENTER["alliance"]}
MAY_ENTER["research"] = MAY_ENTER["dashboards"]
MAY_ENTER["probation_portal"] = {"dashboards", "research", *MAY_ENTER["dashboards"]}
ROOMS = set(MAY_ENTER)

MAX_FILE, MAX_FUNCTION = 400, 50
# Modules that must work without Django and without a clock of their own.
PURE = [
    "alliance/scoring.py",
    "alliance/change.py",
    "alliance/instruments.py",
    "alliance/schedule.py",
    "alliance/reminders.py",
    "alliance/charts.py",
    "alliance/attention.py",
    "alliance/talk.py",
    "alliance/talk_chart.py",
    "alliance/statistics.py",
    "boundary/text.py",
    "boundary/faults.py",
    "boundary/tables.py",
    "dashboards/suppression.py",
    "dashboards/complementary.py",
    "dashboards/periods.py",
    "dashboards/published.py",
    "dashboards/publishing.py",
    "dashboards/records.py",
    "dashboards/charts/distribution.py",
    "dashboards/charts/months.py",
    "dashboards/charts/shares.py",
    "dashboards/needs.py",
    "dashboards/tables.py",
    "dashboards/control_limits.py",
    "dashboards/charts/dots.py",
    "dashboards/charts/funnel.py",
    "research/anonymity.py",
    "research/pseudonyms.py",
    "research/courses.py",
    "research/outcome_files.py",
    "research/associations.py",
    "research/blending.py",
    "research/both_sides.py",
    "research/rows.py",
    "research/survival_chart.py",
    "research/traces.py",
    "research/quality.py",
    "research/sampling.py",
    "messaging/working_time.py",
    "caseload/shares.py",
    "caseload/when.py",
    "remote_contact/suitability.py",
    "remote_contact/survey.py",
    "remote_contact/worked_cases.py",
    "remote_contact/mixing.py",
    "remote_contact/charts.py",
    "remote_contact/own_hours.py",
    "remote_contact/attempts.py",
    "remote_contact/clashes.py",
    "remote_contact/ics.py",
    "remote_contact/recurrence.py",
    "remote_contact/reminding.py",
    "volunteers/papers.py",
    "volunteers/shipped.py",
    "volunteers/stages.py",
    "volunteers/matching.py",
    "probation_portal/scale/plan.py",
]
# The sealed tables: who may have a row of them is decided in the models, so only these modules touch their managers.
SEALED = {"Response", "ScaleScore", "Draft"}
GUARDED = ("visible_to", "for_figures", "for_study", "for_quality")
WRITES = {"save", "delete", "create", "bulk_create", "update_or_create", "get_or_create", "update", "bulk_update"}


def sources(*, tests: bool = False) -> list[Path]:
    files = [path for room in sorted(ROOMS) for path in (ROOT / room).rglob("*.py")]
    return [p for p in files if "migrations" not in p.parts and (("tests" in p.parts) is tests)]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_rooms_on_disk_are_the_rooms_of_the_plan() -> None:
    on_disk = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert on_disk == ROOMS


def test_imports_run_downward() -> None:
    upward = [
        f"{name(path)} imports {module}"
        for path in sources()
        for module in imported(path)
        if (room := module.partition(".")[0]) in ROOMS
        and room != path.relative_to(ROOT).parts[0]
        and room not in MAY_ENTER[path.relative_to(ROOT).parts[0]]
    ]
    assert upward == []


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_know_no_django_and_no_clock(module: str) -> None:
    found = set(imported(ROOT / module))
    assert not {m for m in found if m.partition(".")[0] == "django" or m.startswith("audit")}
    calls = {ast.unparse(node.func) for node in ast.walk(tree(ROOT / module)) if isinstance(node, ast.Call)}
    assert not {call for call in calls if call.endswith((".now", ".today", ".utcnow"))}


def test_nobody_asks_the_machine_for_the_time() -> None:
    """`audit.clock` is the one clock; how long a process or a person is silent, is measured in real time."""
    allowed = {"audit/clock.py", "messaging/states.py", "messaging/tasks.py", "probation_portal/health.py"}
    allowed |= {"accounts/sessions.py", "messaging/timing.py"}
    calls = ("timezone.now", "date.today", "datetime.now", "timezone.localdate", "time.time")
    found = [
        f"{name(path)}: {ast.unparse(node.func)}"
        for path in sources()
        if name(path) not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(calls)
        # With an argument it only converts a moment to a day.
        if not (node.args and ast.unparse(node.func).endswith("localdate"))
    ]
    assert found == []


def kind(path: Path) -> str:
    """`shield_views.py` holds views as `views.py` does."""
    return path.stem.rpartition("_")[2]


def outward_facing() -> list[Path]:
    """What stands between a request and the tables: views, presenters, forms, tasks, commands."""
    return [
        p
        for p in sources()
        if kind(p) in ("views", "presenters", "forms", "tasks", "context")
        or p.parent.name in ("views", "commands", "presenters")
    ]


def test_views_and_their_like_never_write() -> None:
    found = [
        f"{name(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in outward_facing()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ("objects" in ast.unparse(node.func.value) or node.func.attr in ("save", "delete"))
        # A form whose `save` is the action itself, and a session, are no tables.
        and not ast.unparse(node.func.value).endswith(("session", "form"))
    ]
    # The heartbeat is the task: one row that says "I live".
    assert [line for line in found if not line.startswith("messaging/tasks.py")] == []


PEOPLE = {"Client", "Pair", "Supervision", "Contact", "Hitch", "Agreement", "Match", "Volunteer", "Measurement", "User"}


# `of_supervision_of` takes a pair that came through the gate; the other two are scopes written in the models.
REACHES = {"visible_to", "within_reach_of", "of_supervision_of", "enterable_by", "paper_correctable_by"}


def first_call_on_manager(node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> str:
    parent = parents.get(node)
    return parent.attr if isinstance(parent, ast.Attribute) else ""


def test_views_reach_people_only_through_visible_to() -> None:
    found = []
    for path in [p for p in outward_facing() if "views" in (kind(p), p.parent.name)]:
        parents = {child: node for node in ast.walk(tree(path)) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
                method = first_call_on_manager(node, parents)
                if node.value.id in PEOPLE | SEALED and method not in REACHES:
                    found.append(f"{name(path)}:{node.lineno} {node.value.id}.objects.{method}")
    assert found == []


# One record by its id, after which the gate asks what this person does there. A list of one's own is `visible_to`.
GATES = {
    "caseload/access.py": 1,
    "remote_contact/views/drafts.py": 1,
    "alliance/views/moments.py": 1,
    "alliance/views/talk.py": 1,
    "alliance/views/worker.py": 1,
}


def test_cover_reaches_through_the_gates_alone() -> None:
    """Whoever stands in for a colleague is on none of the lists, counts and searches that are made of `visible_to`."""
    found: dict[str, int] = {}
    for path in sources():
        calls = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute) and n.attr == "within_reach_of"]
        if calls:
            found[name(path)] = len(calls)
    assert found == GATES
    scoped = {name(p) for p in sources() if "cover_scope(" in p.read_text(encoding="utf-8")}
    models = {"caseload/models/pair.py", "alliance/models/measurement.py", "alliance/models/response.py"}
    # What a volunteer marks as urgent waits on nobody's return.
    assert scoped == {"caseload/access.py", "caseload/covering.py", "volunteers/models/together.py", *models}


def test_sealed_tables_are_opened_only_where_blindness_is_kept() -> None:
    """Outside the alliance's own models, actions and messages, answers and scores come by `visible_to` alone."""
    inside = ("alliance/models/", "alliance/actions/", "alliance/messages.py")
    found = []
    for path in sources():
        if name(path).startswith(inside):
            continue
        parents = {child: node for node in ast.walk(tree(path)) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "objects"
                and isinstance(node.value, ast.Name)
                and node.value.id in SEALED
                and first_call_on_manager(node, parents) not in GUARDED
            ):
                found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def test_no_signals_and_no_admin_site() -> None:
    found = [
        f"{name(path)} imports {module}"
        for path in sources()
        for module in imported(path)
        if module.startswith(("django.dispatch", "django.db.models.signals", "django.contrib.admin"))
    ]
    assert found == []


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def test_files_and_functions_stay_small() -> None:
    beside = [path for folder in ("proofs", "runner") for path in (ROOT / folder).rglob("*.py")]
    every = [*sources(), *sources(tests=True), *beside, ROOT / "conftest.py"]
    long_files = [name(p) for p in every if len(p.read_text(encoding="utf-8").splitlines()) > MAX_FILE]
    long_functions = [
        f"{name(path)}:{f.lineno} {f.name}"
        for path in sources()
        for f in functions(path)
        if f.end_lineno and f.end_lineno - f.lineno + 1 > MAX_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


def test_actions_are_keyword_only_and_name_who_acts() -> None:
    """`by=` on every action, save those that a client without an account or the scheduler does."""
    nobody_signed_in = {"try_pin", "new_link", "save_draft", "plan_measurements", "open_due", "queue_reminders"}
    nobody_signed_in |= {"end_due_supervisions", "queue_invitations", "add_default_hitch_kinds", "instrument_for"}
    nobody_signed_in |= {"queue", "message", "reroute", "remove_old_drafts"}
    wrong = []
    for path in sources():
        if path.stem != "actions" and path.parent.name != "actions":
            continue
        for function in tree(path).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            if not writes_through_action(function):
                continue
            arguments = function.args
            if arguments.args and function.name not in nobody_signed_in:
                wrong.append(f"{name(path)} {function.name}: positional")
            elif function.name not in nobody_signed_in and "by" not in {a.arg for a in arguments.kwonlyargs}:
                wrong.append(f"{name(path)} {function.name}: no by=")
    assert wrong == []


def writes_through_action(function: ast.FunctionDef) -> bool:
    decorators = {ast.unparse(d) for d in function.decorator_list}
    return "transaction.atomic" in decorators


def test_browser_storage_is_never_written() -> None:
    found = [p.name for p in (ROOT / "static" / "js").rglob("*.js") if "Storage" in p.read_text(encoding="utf-8")]
    assert found == []


def test_templates_carry_no_inline_script_or_style() -> None:
    import re

    inline = re.compile(r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=["']""")
    found = [
        f"{name(path)}: {match.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []
