"""Every name of a column, posted along with a form that does not name it."""

from typing import Any

from django.apps import apps

from probation_portal.tests.bad_input.machine import FORM, Fuzz, Target, urlencoded
from probation_portal.tests.test_architecture import ROOMS

CANARY, NUMBER = "cnrymassq", "987654321"
MORE = ("id", "pk", "is_staff", "is_superuser", "organisation_id", "team_id", "by", "user", "csrf", "_state")


def set_without_being_asked(fuzz: Fuzz, targets: list[Target]) -> list[str]:
    """The forms that put something into the tables, or answer otherwise, because of a field they do not have."""
    every, wrong = extras(fuzz), []
    for target in targets:
        more = {name: value for name, value in every.items() if name not in target.fields}
        plain, with_more = after(fuzz, target, dict(target.body)), after(fuzz, target, {**more, **target.body})
        if plain != with_more:
            wrong.append(f"{target}: {plain} became {with_more}")
    return wrong


def one_of_each(targets: list[Target]) -> list[Target]:
    return list({(target.route, tuple(sorted(target.body))): target for target in targets}.values())


def extras(fuzz: Fuzz) -> dict[str, Any]:
    """Each column of each table, with a value that stands out; where a row is named, one of the other organisation."""
    olaf = fuzz.world.people["olaf"]
    known = {"organisation": olaf.organisation_id, "team": olaf.team_id, "worker": olaf.pk, "user": olaf.pk}
    known |= {"role": "administrator", "version": NUMBER}
    names = {f.name for m in apps.get_models() if m._meta.app_label in ROOMS for f in m._meta.fields} | set(MORE)
    return {name: known.get(name.removesuffix("_id"), CANARY) for name in names}


def marks(fuzz: Fuzz) -> dict[str, int]:
    """How often each of the values stands in the tables of the portal."""
    olaf = fuzz.world.people["olaf"]
    values = [CANARY, NUMBER, "administrator", *(str(v) for v in (olaf.organisation_id, olaf.team_id, olaf.pk))]
    rows = "".join(
        str(list(model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in ROOMS - {"audit", "boundary"} and model.__name__ != "Session"
    )
    return {value: rows.count(value) for value in values}


def after(fuzz: Fuzz, target: Target, body: dict[str, Any]) -> tuple[dict[str, int], int]:
    with fuzz._asking(target.principal) as browser:
        response = browser.generic("POST", target.url, urlencoded(body), content_type=FORM)
        return marks(fuzz), response.status_code
