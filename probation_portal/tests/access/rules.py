"""The rules of access by name (`access_rules.toml`), and how each is taken away for a moment.

A mutant lives in this process only: the code of one function is swapped for the same text with one rule less, a right
is taken from a role or given to one, a mark or a door is turned. Afterwards all is as it was.
"""

import ast
import inspect
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from django.urls import URLPattern

from accounts import permissions
from accounts.permissions import TABLE, Permission
from probation_portal.access_policy import PRINCIPALS, WITHOUT_FACTOR, every_route, routes
from probation_portal.tests.access import reach

_CONFIRMED = ["accounts.second_factor:_confirmed", "bool(given) and", "True or"]
FILE = Path(__file__).resolve().parents[2] / "access_rules.toml"


@dataclass(frozen=True)
class Mutant:
    """One rule less: its label, how it is made, and which questions rest on it."""

    label: str
    rule: str
    made: Callable[[], Any]
    asks: tuple[tuple[str, str], ...]
    reaches: tuple[str, ...] = ()


@cache
def rules() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def right_of(name: str) -> Permission | None:
    """The right that the view of this route is marked with."""
    return getattr(every_route()[name].callback, "permission", None)


def all_mutants() -> list[Mutant]:
    return [*_of_text(), *_of_rights(), *_of_marks(), *_of_doors()]


# ---- the words of a rule ----


def _of_text() -> Iterator[Mutant]:
    for rule, row in rules().items():
        asks = tuple((route.name, p) for route in routes().values() if rule in _rules_of(route) for p in PRINCIPALS)
        if rule == "signed-in":
            asks = tuple((name, WITHOUT_FACTOR) for name in routes())
        reaches = tuple(source for source, of in reach.rows().items() if rule in of.rules)
        for where, old, new in row["mutants"]:
            label = f"{rule}: {where} without “{' '.join(old.split())}”"
            yield Mutant(label, rule, lambda w=where, o=old, n=new: without(w, o, n), asks, reaches)
        for walls in row.get("double", ()):
            label = f"{rule}: " + ", and ".join(f"{where} without “{old}”" for where, old, _new in walls)
            yield Mutant(label, rule, lambda w=walls: _all_gone(w), asks, reaches)


@contextmanager
def _all_gone(walls: list[list[str]]) -> Iterator[None]:
    with ExitStack() as gone:
        for where, old, new in walls:
            gone.enter_context(without(where, old, new))
        yield


def _rules_of(route: Any) -> frozenset[str]:
    return route.rules


def function_at(where: str) -> FunctionType:
    """`package.module:Class.method`, without what is wrapped around it."""
    module, _colon, path = where.partition(":")
    found: Any = import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    found = inspect.unwrap(found)
    return getattr(found, "__func__", found)


@contextmanager
def without(where: str, old: str, new: str) -> Iterator[None]:
    """The function at this place with other words in it. ValueError when the words do not stand there exactly once."""
    function = function_at(where)
    text = textwrap.dedent(inspect.getsource(function))
    if text.count(old) != 1:
        raise ValueError(f"{where}: {text.count(old)} times “{old}”")
    with _code(function, _compiled(function, text.replace(old, new))):
        yield


def _compiled(function: FunctionType, text: str) -> CodeType:
    tree = ast.parse(text)
    made = tree.body[0]
    assert isinstance(made, ast.FunctionDef)
    made.decorator_list = []
    if "__class__" in function.__code__.co_freevars:
        # `super()` asks for the class around it.
        around = ast.parse("class _Around: pass").body[0]
        assert isinstance(around, ast.ClassDef)
        around.body, tree.body = [made], [around]
    code = compile(ast.fix_missing_locations(tree), function.__code__.co_filename, "exec")
    return _inner(code, function.__name__)


def _inner(code: CodeType, name: str) -> CodeType:
    """The code of the function of this name, at any depth."""
    found = [one for one in code.co_consts if isinstance(one, CodeType)]
    for one in found:
        if one.co_name == name:
            return one
    return next(_inner(one, name) for one in found)


@contextmanager
def _code(function: FunctionType, code: CodeType) -> Iterator[None]:
    before, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = before


# ---- rights ----


def _of_rights() -> Iterator[Mutant]:
    for right in Permission:
        resting = [name for name in routes() if right_of(name) is right or right.name in routes()[name].rules]
        below = tuple(source for source, of in reach.rows().items() if right.name in of.rules)
        for role, held in TABLE.items():
            change = held - {right} if right in held else held | {right}
            words = "no longer has" if right in held else "also has"
            asks = tuple((name, str(role)) for name in resting)
            made = lambda r=role, c=change: _table(r, c)  # noqa: E731 (a lambda with a name of its own per mutant)
            yield Mutant(f"rights: {role} {words} {right.name}", right.name, made, asks, below)


@contextmanager
def _table(role: str, rights: frozenset[Permission]) -> Iterator[None]:
    before = TABLE[role]
    TABLE[role] = rights
    try:
        yield
    finally:
        TABLE[role] = before


# ---- marks and doors ----


def _of_marks() -> Iterator[Mutant]:
    for name, pattern in every_route().items():
        if name in routes() and (right := right_of(name)) is not None:
            asks = tuple((name, str(role)) for role, held in TABLE.items() if right not in held)
            yield Mutant(f"mark: {name} without {right.name}", name, lambda p=pattern: _unmarked(p), asks)


@contextmanager
def _unmarked(pattern: URLPattern) -> Iterator[None]:
    guarded: Any = pattern.callback
    while guarded.__code__.co_name != "guarded" or "permission" not in guarded.__code__.co_freevars:
        guarded = guarded.__wrapped__
    text = inspect.getsource(permissions.requires)
    old = "if not has_permission("
    assert text.count(old) == 1
    tree = compile(text.replace(old, "if False and has_permission("), permissions.__file__, "exec")
    with _code(guarded, _inner(tree, "guarded")):
        yield


def _of_doors() -> Iterator[Mutant]:
    for name, pattern in every_route().items():
        is_open = not getattr(pattern.callback, "login_required", True)
        # A closed page of a package has a lock of its own beside ours.
        if name not in routes() or (routes()[name].of_library and not is_open):
            continue
        words = "closed" if is_open else "open to everyone"
        # Asking for the password again is a wall of its own, and asks nobody in particular: both gone at once.
        second = [_CONFIRMED] if getattr(pattern.callback, "recently_confirmed", False) else []
        made = lambda p=pattern, o=is_open, s=second: _door(p, s, closed=o)  # noqa: E731 (as above)
        yield Mutant(f"door: {name} {words}", name, made, ((name, "anonymous"),))


@contextmanager
def _door(pattern: URLPattern, walls: list[list[str]], *, closed: bool) -> Iterator[None]:
    view: Any = pattern.callback
    before = getattr(view, "login_required", None)
    view.login_required = closed
    try:
        with _all_gone(walls):
            yield
    finally:
        if before is None:
            del view.login_required
        else:
            view.login_required = before
