"""Holds an answer against the table: status, canaries, the record, and likeness to an id that does not exist."""

from dataclasses import dataclass, field

from probation_portal.access_policy import NOT_SIGNED_IN, SET_UP, WITHOUT_FACTOR, Route, routes
from probation_portal.tests.access.asking import Asked, Got
from probation_portal.tests.access.canaries import Field, without_options
from probation_portal.tests.access.world import World

# A read may leave its trace, and a session or the throttle of the sign-in may be kept.
_MAY_BE_WRITTEN = ("audit_", "django_session", "accounts_session", "boundary_guess", "portal_cache")
LEAK = "LEAK"
# Tells of one client's moment and names nobody: a reading all the same.
_NAMELESS = ("alliance:share", "volunteers:receipt_picture")


@dataclass
class Report:
    cases: int = 0
    deviations: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    @property
    def leaks(self) -> int:
        return sum(LEAK in deviation for deviation in self.deviations)

    def fault(self, asked: object, words: str) -> None:
        self.deviations.append(f"{asked}: {words}")

    def add(self, other: "Report") -> None:
        self.cases += other.cases
        self.deviations += other.deviations
        for key, kinds in other.seen.items():
            self.seen.setdefault(key, set()).update(kinds)

    def check_seen(self, principals: set[str]) -> None:
        """The table may not claim what no page shows."""
        for name, route in routes().items():
            for principal in principals & set(route.sees):
                missing = route.sees[principal] - self.seen.get((name, principal), set())
                if missing:
                    self.deviations.append(f"{name}: {principal} was to see {', '.join(sorted(missing))}")


class Judge:
    def __init__(self, world: World) -> None:
        self.world = world
        self.report = Report()

    def judge(self, asked: Asked, route: Route, got: Got, like: Got | None) -> None:
        """`like`: what came back about an id that nothing has."""
        self.report.cases += 1
        self._status(asked, route, got)
        self._canaries(asked, route, got)
        self._recorded(asked, got)
        if like is not None and (got.answer == 404 or asked.relation.startswith("search_")):
            self._likeness(asked, got, like)
        if asked.method != "POST" and (kept := {t for t in got.written if not t.startswith(_MAY_BE_WRITTEN)}):
            self.report.fault(asked, f"wrote {', '.join(sorted(kept))}")

    def _status(self, asked: Asked, route: Route, got: Got) -> None:
        allowed = {route.answer(asked.method, asked.principal, asked.relation)}
        if asked.method not in route.methods:
            if route.of_library and got.answer != 500:
                return
            # Whoever would be refused anyway may be told so first.
            known = {m for m in ("GET", "POST") if m in route.methods}
            others = {route.answer(m, asked.principal, asked.relation) for m in known}
            allowed = {405} | {other for other in others if other in (403, 404) or isinstance(other, str)}
            if asked.relation == "revoked":
                allowed |= {404}
            if asked.principal == WITHOUT_FACTOR:
                allowed |= {403, SET_UP}
        if got.answer == 500:
            allowed, got.answer = set(), f"500 ({got.logged[-300:]})"
        if got.answer not in allowed:
            words = " or ".join(sorted(map(str, allowed))) or "anything of the kind"
            self.report.fault(asked, f"answered {got.answer}, not {words}")

    def _scope(self, asked: Asked) -> set[str]:
        scope = self.world.SCOPES.get(asked.principal, set())
        for principal in (asked.principal, "anyone"):
            scope = scope | self.world.SCOPES_OF_PAGE.get((asked.route, principal), set())
        return scope

    def _canaries(self, asked: Asked, route: Route, got: Got) -> None:
        canaries = self.world.canaries
        found = canaries.found_in(without_options(got.body))
        found |= canaries.found_in(f"{got.headers} {got.cookies} {got.told}")
        if asked.method == "GET":
            self._unshown(asked, found, got)
        # The frame of every page greets people by their own name.
        found.discard(self.world.OWN_NAMES.get(asked.principal, Field("", "")))
        scope, sees = self._scope(asked), route.sees.get(asked.principal, frozenset())
        for one in sorted(found, key=lambda one: (one.subject, one.kind)):
            if one.subject not in scope or _kind(one) not in sees:
                self.report.fault(asked, f"{LEAK} of {one.kind} of {one.subject}")
        self.report.seen.setdefault((asked.route, asked.principal), set()).update(map(_kind, found))
        for one in canaries.found_in(got.logged):
            self.report.fault(asked, f"{LEAK} into the log: {one.kind} of {one.subject}")
        if any(secret in got.logged for secret in (*self.world.links.values(), *self.world.pins.values())):
            self.report.fault(asked, f"{LEAK} into the log: a link or a PIN")
        self._mails(asked, got)
        if got.answer == 200 and asked.method == "GET" and asked.principal not in NOT_SIGNED_IN:
            self._reads(asked, found, got)

    def _mails(self, asked: Asked, got: Got) -> None:
        """Of a client a mail says the first name, to that client; of nobody anything else."""
        for to, text in got.mails:
            owner = {one.subject for one in self.world.canaries.found_in(" ".join(to))}
            for one in self.world.canaries.found_in(text):
                if one.kind != "first_name" or one.subject not in owner:
                    self.report.fault(asked, f"{LEAK} into a mail: {one.kind} of {one.subject}")

    def _reads(self, asked: Asked, found: set[Field], got: Got) -> None:
        for subject in {one.subject for one in found if one.subject in self.world.cases}:
            events = got.readers.get(str(self.world.cases[subject].client.pk), 0)
            if events != 1:
                self.report.fault(asked, f"showed {subject}, recorded {events} times")

    def _unshown(self, asked: Asked, found: set[Field], got: Got) -> None:
        """Nobody is recorded as read who did not stand on the page. Of a search the typed word is no showing, and of
        oneself a page also tells what bears no canary: one's choices, who looked.
        """
        if asked.relation.startswith("search_") or asked.route in _NAMELESS:
            return
        shown = {one.subject for one in found} if got.answer == 200 else set()
        shown.add(self.world.OWN_NAMES.get(asked.principal, Field("", "")).subject)
        by_client = self.world.by_client
        for subject in {by_client[client] for client in got.readers if client in by_client} - shown:
            self.report.fault(asked, f"recorded {subject} as read, and did not show them")

    def _recorded(self, asked: Asked, got: Got) -> None:
        """Whatever was done, it was done to nobody out of reach."""
        if not got.recorded or got.answer in (403, 404):
            return
        scope, by_client = self._scope(asked), self.world.by_client
        for subject in {by_client[client] for client in got.recorded if client in by_client} - scope:
            self.report.fault(asked, f"reached {subject}")

    def _likeness(self, asked: Asked, got: Got, like: Got) -> None:
        if got.body != like.body or got.headers != like.headers or got.answer != like.answer:
            self.report.fault(asked, "differs from the answer about what does not exist")
        if got.queries != like.queries:
            self.report.fault(asked, f"takes {got.queries} queries, what does not exist {like.queries}")


def _kind(one: Field) -> str:
    return "staff_email" if one.kind.startswith("staffemail") else one.kind
