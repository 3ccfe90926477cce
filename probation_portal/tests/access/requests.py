"""For each route: which objects of the world its address can name, and what a valid form would post there."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import Session
from audit import clock
from dashboards.needs import Kind
from probation_portal.tests.access import world_access_requests as access_requests
from probation_portal.tests.access.requests_asking import forms_of_asking, rows_of_asking
from probation_portal.tests.access.requests_contacts import forms_of_contacts, words_of_lists
from probation_portal.tests.access.requests_messages import forms_of_messages
from probation_portal.tests.access.requests_together import forms_of_a_match, rows_of_matches
from probation_portal.tests.access.requests_volunteers import forms_of_volunteers, rows_of_projects
from probation_portal.tests.access.world import Case, World
from probation_portal.tests.access.world_appointments import forms_of_appointments
from probation_portal.tests.access.world_cover import forms_of_covers, rows_of_covers
from probation_portal.tests.access.world_talks import forms_of_talks, rows_of_trainings
from remote_contact.models import MixPlan

# An id that nothing has.
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
INVENTED = "invented"
OWN_INVENTED = "own_invented"
PAIRS = (
    "own",
    "waiting",
    "same_team",
    "quiet",
    "other_team",
    "other_org",
    "covered",
    "was_own",
    "ended",
    "shielded",
    "named",
)
# What begins once both sides are in: asked of such a moment too, beside those that every address is asked of.
OF_BOTH_SIDES = {"alliance:conversation", "alliance:record_talk", "alliance:worth"}
Arguments = dict[str, dict[str, Any]]


def arguments(world: World, names: frozenset[str], route: str) -> Arguments:
    """Relation -> the arguments of the address; for a route without any, the one relation is "".

    `crossed` is one's own pair with a stranger's child, `own_invented` with one that exists nowhere, as `invented` is.
    """
    found = _BY_NAMES[names](world) if names else {"": {}}
    # The same address once more, with another's thing in the form or in the question.
    base = found.get("named" if route == "caseload:name_on_shield" else "own", {})
    found |= dict.fromkeys(BODIES.get(route, {}), base) | dict.fromkeys(SEARCHES.get(route, ()), base)
    if route in OF_BOTH_SIDES:
        found["own_both"] = {"measurement_id": world.measurements["own_both"].pk}
    return found


# What is asked of a list: whom nobody of the table may find in it, and what does not exist.
SEARCHED = {
    "search_shielded": ("shielded", "number"),
    "search_strange": ("other_org", "number"),
    "search_name": ("shielded", "account_name"),
}
SEARCHES: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("portal:home", "volunteers:people"), (*SEARCHED, "search_nothing")
)


def _changed(route: str, **fields: Callable[[World], Any]) -> Callable[[World], Mapping[str, Any]]:
    """The form of this route as it should be, but for these fields."""
    return lambda world: {**payload(world, route, "own", "worker"), **{n: get(world) for n, get in fields.items()}}


def _person(name: str) -> Callable[[World], Any]:
    return lambda world: world.people[name].pk


def _returning(world: World) -> Mapping[str, Any]:
    client = world.cases["hidden_before"].client
    names = {name: getattr(client, name) for name in ("number", "first_name", "last_name")}
    return {**payload(world, "portal:start_case", "", "worker"), **names}


# Forms that name a thing of somebody else: relation -> what is posted.
BODIES: dict[str, dict[str, Callable[[World], Mapping[str, Any]]]] = {
    "portal:my_choices": {
        "with_strangers_answer": lambda world: {"response": world.answers["other_client"], "answer": "yes"},
        "with_strange_study": lambda world: {"study": world.studies["other_org"], "answer": "yes"},
    },
    "portal:start_case": {
        "with_shielded": _returning,
        "with_strange_worker": _changed("portal:start_case", worker=_person("chris")),
    },
    "portal:covers": {
        "with_strange_worker": _changed("portal:covers", absent=_person("chris")),
        "with_strange_colleague": _changed("portal:covers", colleague=_person("olaf")),
    },
    "portal:hand_over": {"with_strange_worker": _changed("portal:hand_over", worker=_person("olaf"))},
    "caseload:name_on_shield": {"with_strange_user": _changed("caseload:name_on_shield", user=_person("chris"))},
    "remote_contact:discard_draft": {
        "with_no_draft": lambda _world: {"page": NOBODY},
        "with_colleagues_draft": lambda world: {"page": world.drafts["strange"]},
        "with_draft_of_another": lambda world: {"page": world.drafts["waiting"]},
    },
    "alliance:link": {"with_wrong_pin": lambda world: {"pin": world.pins["waiting"]}},
}


def asked_with(world: World, route: str, relation: str, method: str) -> Mapping[str, Any] | None:
    """What is typed in a search or in a form that names another's thing; None: the form as it should be."""
    if relation in SEARCHED and method == "GET":
        subject, kind = SEARCHED[relation]
        return {"q": world.canaries.word(subject, kind, short={"number": "nr"}.get(kind, ""))}
    if relation == "search_nothing":
        return {"q": "Nietsenniemand"}
    if relation in BODIES.get(route, {}) and method == "POST":
        return BODIES[route][relation](world)
    return None


def _pairs(world: World) -> Arguments:
    return {r: {"pair_id": world.cases[r].pair.pk} for r in PAIRS} | {INVENTED: {"pair_id": NOBODY}}


def _children(child: str) -> Callable[[World], Arguments]:
    def build(world: World) -> Arguments:
        name, cases = f"{child}_id", world.cases
        attribute = "area" if child == "fact" else child
        children = {r: getattr(cases[r], attribute) for r in PAIRS}
        found = {r: {"pair_id": cases[r].pair.pk, name: pk} for r, pk in children.items() if pk}
        stranger = "named" if child == "member" else "same_team"
        found["crossed"] = {"pair_id": cases["own"].pair.pk, name: getattr(cases[stranger], attribute)}
        found[OWN_INVENTED] = {"pair_id": cases["own"].pair.pk, name: NOBODY}
        return found | {INVENTED: {"pair_id": NOBODY, name: NOBODY}}

    return build


def _measurements(world: World) -> Arguments:
    found = {r: {"measurement_id": world.measurements[r].pk} for r in (*PAIRS, "own_sent") if r != "waiting"}
    return found | {INVENTED: {"measurement_id": NOBODY}}


def _teams(world: World) -> Arguments:
    return {r: {"team_id": team.pk} for r, team in world.teams.items()} | {INVENTED: {"team_id": NOBODY}}


def _accounts(world: World) -> Arguments:
    people = world.people
    found = {"own": "worker", "self": "admin", "other_org": "olaf"}
    found |= {"client": "client", "other_client": "other_client", "shielded": "shielded_client"}
    return {r: {"user_id": people[name].pk} for r, name in found.items()} | {INVENTED: {"user_id": NOBODY}}


def _visits(world: World) -> Arguments:
    """The worker's own sign-in, the one that asks."""
    own = Session.objects.filter(user=world.people["worker"]).first()
    return {"own": {"visit_id": own.visit if own else NOBODY}, INVENTED: {"visit_id": NOBODY}}


def _clients(world: World) -> Arguments:
    found = {
        r: {"client_id": world.cases[r].client.pk} for r in ("own", "same_team", "other_team", "other_org", "ended")
    }
    return found | {INVENTED: {"client_id": NOBODY}}


def _volunteers(world: World) -> Arguments:
    named = {"own": "vera", "left": "left", "other_org": "zoe"}
    found = {r: {"volunteer_id": world.volunteers[name].pk} for r, name in named.items()}
    return found | {INVENTED: {"volunteer_id": NOBODY}}


def _matches(world: World) -> Arguments:
    found = {
        r: {"match_id": world.matches[r].pk}
        for r in ("own", "same_team", "other_team", "other_org", "shielded", "named")
    }
    return found | {INVENTED: {"match_id": NOBODY}}


def _instruments(world: World) -> Arguments:
    return {"own": {"instrument_id": world.previewed}, INVENTED: {"instrument_id": NOBODY}}


def _norms(world: World) -> Arguments:
    return {r: {"norm_id": norm} for r, norm in (*world.norms.items(), (INVENTED, NOBODY))}


def _links(world: World) -> Arguments:
    cut = world.links["own"][:20]
    return {r: {"token": t} for r, t in (*world.links.items(), ("cut", cut), (INVENTED, "A" * 32))}


def _texts(world: World) -> Arguments:
    own = {"kind": "alliance.pin_renewed", "side": "client", "language": "nl", "channel": "email"}
    return {"own": own, INVENTED: own | {"kind": "alliance.nothing"}}


def _reset_keys(world: World) -> Arguments:
    return {INVENTED: {"uidb36": "abc", "key": "abc-def"}}


def _studies(world: World) -> Arguments:
    return {r: {"study_id": pk} for r, pk in (*world.studies.items(), (INVENTED, NOBODY))}


def _of_study(child: str) -> Callable[[World], Arguments]:
    def arguments(world: World) -> Arguments:
        own, children = {"study_id": world.studies["own"]}, getattr(world, f"{child}s")
        found = {r: {"study_id": world.studies[r], f"{child}_id": pk} for r, pk in children.items()}
        return found | {
            "crossed": own | {f"{child}_id": children["other_org"]},
            OWN_INVENTED: own | {f"{child}_id": NOBODY},
            INVENTED: {"study_id": NOBODY, f"{child}_id": NOBODY},
        }

    return arguments


def _appointments(world: World) -> Arguments:
    found = {r: {"appointment_id": case.appointment} for r, case in world.cases.items() if r in PAIRS}
    return found | {INVENTED: {"appointment_id": NOBODY}}


def _trainings(world: World) -> Arguments:
    return {r: {"training_id": pk} for r, pk in (*world.trainings.items(), (INVENTED, NOBODY))}


def _trainings_done(world: World) -> Arguments:
    named = {"own": "worker", "same_team": "yusuf", "other_team": "chris", "other_org": "olaf"}
    found = {r: {"done_id": world.trainings_done[name]} for r, name in named.items()}
    return found | {INVENTED: {"done_id": NOBODY}}


def _feeds(world: World) -> Arguments:
    return {r: {"feed_token": token} for r, token in (*world.feeds.items(), (INVENTED, "A" * 43))}


def _messages(world: World) -> Arguments:
    found = {r: {"message_id": pk} for r, pk in world.unsure.items()}
    return found | {INVENTED: {"message_id": NOBODY}}


def _schedules(_world: World) -> Arguments:
    """An address of a kind of moment and a side, of which every organisation has its own."""
    return {"own": {"moment_kind": "intake", "side": "client"}}


_BY_NAMES: dict[frozenset[str], Callable[[World], Arguments]] = {
    frozenset({"pair_id"}): _pairs,
    **{
        frozenset({"pair_id", f"{child}_id"}): _children(child)
        for child in ("hitch", "agreement", "fact", "goal", "member", "contact", "appointment", "absence", "aside")
    },
    **access_requests.arguments(OWN_INVENTED, INVENTED, NOBODY),
    frozenset({"measurement_id"}): _measurements,
    frozenset({"team_id"}): _teams,
    frozenset({"user_id"}): _accounts,
    frozenset({"visit_id"}): _visits,
    frozenset({"client_id"}): _clients,
    frozenset({"volunteer_id"}): _volunteers,
    frozenset({"match_id"}): _matches,
    **rows_of_projects(INVENTED, NOBODY),
    **rows_of_covers(INVENTED, NOBODY),
    **{frozenset({f"{row}_id"}): build for row, build in rows_of_matches(INVENTED, NOBODY).items()},
    **rows_of_asking(INVENTED, NOBODY),
    frozenset({"instrument_id"}): _instruments,
    frozenset({"norm_id"}): _norms,
    frozenset({"moment_kind", "side"}): _schedules,
    frozenset({"rule"}): lambda _world: {"own": {"rule": "risk_high"}, INVENTED: {"rule": "no-such-rule"}},
    frozenset({"study_id"}): _studies,
    frozenset({"study_id", "data_set_id"}): _of_study("data_set"),
    frozenset({"study_id", "sample_id"}): _of_study("sample"),
    frozenset({"message_id"}): _messages,
    frozenset({"appointment_id"}): _appointments,
    **{frozenset({f"{row}_id"}): build for row, build in rows_of_trainings(INVENTED, NOBODY).items()},
    frozenset({"token"}): _links,
    **words_of_lists(INVENTED),
    frozenset({"feed_token"}): _feeds,
    frozenset({"uidb36", "key"}): _reset_keys,
    frozenset({"kind", "side", "language", "channel"}): _texts,
}


def payload(world: World, route: str, relation: str, role: str) -> Mapping[str, Any]:
    """What a form of this route would send; good enough to be carried out by whoever may."""
    today = clock.today().isoformat()
    item = world.measurements["own"].instrument.parsed.items_for("worker" if role == "worker" else "client")[3].key
    answer = {"at": 4, f"item_{item}": 71_059, "do": "next"}
    bodies: dict[str, Mapping[str, Any]] = {
        "portal:start_case": {
            "number": "N-1",
            "first_name": "Nieuw",
            "last_name": "Iemand",
            "language": "nl",
            "starts_on": today,
            "level": "1",
            "worker": world.people["yusuf"].pk,
        },
        "portal:hand_over": {
            "worker": world.people["yusuf" if relation not in ("same_team", "named") else "worker"].pk,
            "on": today,
        },
        "portal:end_supervision": {"on": today, "reason": "completed"},
        "portal:contact_details": {
            "email": "ander@example.org",
            "mobile": "0612345678",
            "language": "nl",
            "version": world.cases["own"].client.version,
        },
        "portal:demo_clock": {"step": "0"},
        "portal:pass_on": {"text": "wat we meegeven", "client_agreed": "on", "version": 1},
        "portal:settle_message": {"arrived": "yes"},
        "portal:my_choices": {"study": world.studies["own"], "answer": "yes"},
        "alliance:extra": {"form": "short"},
        "alliance:postpone": {"weeks": "4", "reason": "ill", "version": 0},
        "alliance:allow_late": {"reason": "ill"},
        "alliance:non_response": {"reason": "forgotten", "version": 0},
        "alliance:enter_paper": {f"item_{_clients_item(world)}": 71_059, "way": "paper", "filled_on": today},
        "alliance:correct": answer,
        "caseload:plan": {"part": "goal", "goal-text": "een doel", "goal-since": today},
        "caseload:hitch": {"kind": _kind(world, relation), "on": today, "note": ""},
        "caseload:pause": {"reason": "detention", "since": today},
        "caseload:end_pause": {"until": today},
        "caseload:shield": {"reason": "een buurman"},
        "caseload:name_on_shield": {"user": world.people["hans"].pk, "reason": "voert papier in"},
        "caseload:agreement": {"text": "een afspraak", "who": "client"},
        "caseload:close_agreement": {"state": "done", "version": 1},
        "alliance:link": {"pin": world.pins.get(relation, world.pins["own"])},
        "alliance:questions": answer,
        "alliance:respond": answer,
        "alliance:record_talk": {"held_on": today, "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0"},
        "alliance:worth": {"talking": "4"},
        "alliance:company": {"company": "alone"},
        "alliance:topic": {"topic": "werk"},
        "alliance:respond_topic": {"topic": "werk"},
        "alliance:language": {"language": "en", "next": "/v/begin/"},
        "alliance:give_pin": {"handed_over_by": "face_to_face"},
        "alliance:use_instrument": {"confirm": "on"},
        "alliance:decide_norm": {"decision": "accept"},
        "alliance:schedule": {"after": "2, 5", "before_close": "2", "start": today, "version": 0, "save": "1"},
        **forms_of_messages(role, today),
        "portal:mix": {
            "part": "plan",
            "plan-per_month": "4",
            "plan-remote_part": "2",
            "plan-why": "een reden",
            "plan-version": MixPlan.objects.filter(pair=_case(world, relation).pair).count(),
        },
        "remote_contact:advice_rule": {"in_use": "on", "sentence": "Een zin", "source": "een bron", "version": 0},
        **access_requests.payloads(),
        "remote_contact:own_hours": {"from_1": "9", "until_1": "17"},
        **forms_of_appointments(),
        **forms_of_talks(world, relation),
        **forms_of_covers(world),
        **forms_of_contacts(world, relation, NOBODY),
        **forms_of_a_match(world, relation),
        **forms_of_asking(world, relation),
        **forms_of_volunteers(world, relation),
        "accounts:new": {
            "first_name": "Nieuw",
            "last_name": "Iemand",
            "email": "nieuw@example.org",
            "role": "researcher",
        },
        "dashboards:put_aside": {"what": _what_asks(world, relation), "reason": "besproken", "weeks": "2"},
        "accounts:active": {"active": "0"},
        "research:destroyed": {"on": today},
        "research:draw": {"scale": "trust", "rater": "client", "per_pattern": 1, "reserve": 0, "seed": 1},
        "research:new_study": {"name": "een onderzoek", "purpose": "om te weten", "ends_on": "2027-06-01"},
        "set_language": {"language": "en", "next": "/"},
        "account_login": {"login": "niemand@example.org", "password": "fout wachtwoord"},
        "account_reset_password": {"email": "niemand@example.org"},
    }
    return bodies.get(route, {})


def _case(world: World, relation: str) -> Case:
    return world.cases[relation if relation in world.cases else "own"]


def _kind(world: World, relation: str) -> Any:
    case = _case(world, relation)
    return case.pair.team.organisation.hitch_kinds.order_by("name").first().pk


def _what_asks(world: World, relation: str) -> str:
    """The reason that stands at this case, beside the one put aside: no talk yet, or else a hitch lately."""
    case = _case(world, relation)
    long_ago = relation in ("own", "same_team")
    return f"{Kind.UNTALKED}:{case.measurement.pk}" if long_ago else f"{Kind.HITCH}:{case.hitch}"


def _clients_item(world: World) -> str:
    instrument = world.measurements["own_sent"].instrument
    assert instrument is not None
    return instrument.parsed.items_for("client")[3].key
