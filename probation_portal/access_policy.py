"""Who gets what answer at which address: reads `access_policy.toml` and renders it as `docs/access.md`.

The table is the promise; `tests/test_access_matrix.py` asks every address as everyone and compares.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

FILE = Path(__file__).with_name("access_policy.toml")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SIGN_IN = "sign-in"
# Answered by a redirect to where a second factor is set up.
SET_UP = "set-up"
WITHOUT_FACTOR = "no_factor"
NOT_SIGNED_IN = ("anonymous", "link", "link_idle", "link_renewed", "deactivated")
PRINCIPALS = {
    "anonymous": "nobody signed in",
    "link": "a client who came in with the personal link and the PIN",
    "link_idle": "the same, more than twenty minutes later",
    "link_renewed": "the same, after the worker gave a new PIN",
    "deactivated": "a worker whose account went off while the session lived",
    WITHOUT_FACTOR: "a worker of the first team where a second factor is required, before they have one",
    "client": "the client of `own`, with a sign-in of their own",
    "worker": "Anna, worker of the first team",
    "supervisor": "who leads the first team",
    "volunteer": "who is matched with the client of `own`",
    "coordinator": "volunteer co-ordinator of the organisation",
    "researcher": "researcher of the organisation",
    "privacy": "privacy officer of the organisation",
    "admin": "administrator of the organisation",
}
Answer = int | str


@dataclass(frozen=True)
class Route:
    """One row of the table."""

    name: str
    of: str
    methods: tuple[str, ...]
    answers: dict[str, dict[str, Any]]
    sees: dict[str, frozenset[str]]
    # What the answers rest on, by the names of `access_rules.toml`.
    rules: frozenset[str]
    # A view of a package: of its methods only those named here are ours to promise.
    of_library: bool = False

    def may_ask(self, method: str, principal: str) -> bool:
        """Whether there is anything for this person here, or everybody of their kind is refused."""
        by_principal = self.answers.get("GET" if method == "HEAD" else method, {})
        others = {"anyone"} if principal in NOT_SIGNED_IN else {"anyone", "signed_in"}
        return bool({principal, *others} & set(by_principal))

    def answer(self, method: str, principal: str, relation: str) -> Answer:
        """The status for this request; "sign-in" is a redirect to the sign-in page."""
        by_principal = self.answers.get("GET" if method == "HEAD" else method, {})
        if principal == WITHOUT_FACTOR and principal not in by_principal:
            return SET_UP if method in ("GET", "HEAD") else 403
        others = by_principal.get("anyone")
        if principal not in NOT_SIGNED_IN:
            others = by_principal.get("signed_in", others)
        cell: Any = by_principal.get(principal, others)
        if cell is None:
            return SIGN_IN if principal in NOT_SIGNED_IN else 403
        found: Answer = cell[relation if relation in cell else "else"] if isinstance(cell, dict) else cell
        return found


@cache
def every_route() -> dict[str, URLPattern]:
    """All addresses of the portal by name, `app:name` where an app has a namespace."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                yield f"{space}{entry.name}", entry

    # By its name: a test may have put addresses of its own in its place.
    return dict(walk(get_resolver("probation_portal.urls"), ""))


@cache
def routes() -> dict[str, Route]:
    """The table, by the name of the route."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: _route(name, row) for name, row in rows.items()}


def _route(name: str, row: dict[str, Any]) -> Route:
    answers = {method: row[method] for method in METHODS if method in row}
    unknown = set(row) - set(answers) - {"of", "HEAD", "sees", "library", "rules"}
    principals = {p for cells in answers.values() if isinstance(cells, dict) for p in cells} | set(row.get("sees", {}))
    unknown |= principals - set(PRINCIPALS) - {"anyone", "signed_in"}
    if unknown:
        raise ValueError(f"{name}: {', '.join(sorted(unknown))} means nothing here")
    answers = {method: cells for method, cells in answers.items() if method != "HEAD"}
    methods = tuple(m for m in METHODS if m in answers or (m == "HEAD" and row.get("HEAD")))
    sees = {principal: frozenset(words.split()) for principal, words in row.get("sees", {}).items()}
    rules = frozenset(row.get("rules", "").split())
    return Route(name, row.get("of", ""), methods, answers, sees, rules, row.get("library", False))


def table() -> str:
    """The table as Markdown: `docs/access.md`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Who gets what answer"
    yield ""
    yield "Made by `./portal manage access_table --write` from `probation_portal/access_policy.toml`. The tests fail"
    yield "when this page is not what the table gives, and when the portal does not answer as the table says."
    yield ""
    yield "Whoever is not named gets 403, or the sign-in page when not signed in. A method that is not named gets 405."
    yield "200: the page, 302: done, then on to a page, 404: outside one's reach, the same as an address that does not"
    yield "exist. *Sees* lists every kind of personal field that may stand on the page; no other may."
    yield ""
    yield "`./portal manage check_access` asks everything, on the engine of `DATABASE_URL`. `./portal test` asks on"
    yield "both engines all that somebody may; HEAD and the methods that are not named as two people, and whoever is"
    yield "refused whatever it is about only about one's own and about what does not exist."
    yield ""
    yield "| who | in the tests |"
    yield "|---|---|"
    yield from (f"| {name} | {words} |" for name, words in PRINCIPALS.items())
    yield ""
    yield "Relations are seen from Anna, a worker: her `own` client and a second, `waiting` for her side of the intake;"
    yield "a colleague's in the `same_team`; the `quiet` team that her supervisor leads too; `other_team`; `other_org`;"
    yield "a case that `was_own` until it was handed over; one that has `ended`; a colleague's that is `shielded`, one"
    yield "on whose list she, her supervisor and the co-ordinator are `named`; one that is `covered`, of an absent"
    yield "worker of another team for whom she stands in; `own_sent`: a measurement of which her side is in;"
    yield "`crossed`: one's own case with a stranger's object in it, `own_invented`: with one that exists"
    yield "nowhere."
    yield ""
    yield "| route | methods | answers | sees | rests on |"
    yield "|---|---|---|---|---|"
    for route in sorted(routes().values(), key=lambda route: route.name):
        of = f" (of a {route.of})" if route.of else ""
        methods = " ".join(route.methods)
        yield f"| `{route.name}`{of} | {methods} | {_answers(route)} | {_sees(route)} | {_rests(route)} |"
    yield from _rules()


def _rests(route: Route) -> str:
    """The right that the view is marked with, and the rules of the row."""
    right = getattr(every_route()[route.name].callback, "permission", None) if route.name in every_route() else None
    marked = [right.name] if right else []
    return " ".join([*marked, *sorted(route.rules.difference(marked))])


def _rules() -> Iterator[str]:
    yield ""
    yield "## The rules"
    yield ""
    yield "By the names in the last column; in capitals: a right of `accounts/permissions.py`. Each is taken away in"
    yield "turn by `./portal proofs rule_mutants`, and a case that names it must notice."
    yield ""
    yield "| rule | says |"
    yield "|---|---|"
    rules = tomllib.loads(FILE.with_name("access_rules.toml").read_text(encoding="utf-8"))
    yield from (f"| `{name}` | {rule['says']} |" for name, rule in rules.items())
    yield ""
    yield "## Whose records"
    yield ""
    yield "What each query gives below the pages, in the same words; the tests ask it directly. Of answers and scores"
    yield "the side is named: `.later` of another moment than the intake, `.old` when they no longer stand."
    yield ""
    yield "| query | reaches | rests on |"
    yield "|---|---|---|"
    asked = tomllib.loads(FILE.with_name("access_reach.toml").read_text(encoding="utf-8"))
    for name, row in asked.items():
        reaches = "<br>".join(f"{who}: {found}" for who, found in row.items() if who != "rules")
        yield f"| `{name}` | {reaches or 'nobody'} | {row['rules']} |"


def _answers(route: Route) -> str:
    parts = []
    for method, cells in route.answers.items():
        said = "; ".join(f"{principal} {_cell(cell)}" for principal, cell in cells.items())
        parts.append(f"**{method}** {said or 'nobody'}")
    return "<br>".join(parts)


def _cell(cell: Any) -> str:
    if not isinstance(cell, dict):
        return str(cell)
    named = ", ".join(f"{relation} {answer}" for relation, answer in cell.items() if relation != "else")
    return f"({named}, else {cell['else']})"


def _sees(route: Route) -> str:
    return "<br>".join(f"{principal}: {', '.join(sorted(fields))}" for principal, fields in route.sees.items())
