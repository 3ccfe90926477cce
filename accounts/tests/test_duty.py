"""The administrator's page for the duty: the number, who of each team, and where the number then stands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.duty import may_be_on_duty, set_duty
from accounts.models import Organisation, Team, User
from audit.models import Event

Browse = Callable[[User | None], Browser]
URL = "/accounts/duty/"


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_number_and_people_are_kept_and_recorded(
    browse: Browse, admin: User, noord: Organisation, team: Team, anna: User, other_team: Team
) -> None:
    data = {"phone": "088 123 45 67", f"team_{team.pk}": str(anna.pk), f"team_{other_team.pk}": ""}
    assert browse(admin).post(URL, data).status_code == 302
    noord.refresh_from_db()
    team.refresh_from_db()
    assert (noord.duty_phone, team.on_duty) == ("088 123 45 67", anna)
    events = Event.objects.filter(what="duty")
    assert {event.object_id for event in events} == {noord.pk, team.pk}
    # Saved again as it was, nothing happened.
    browse(admin).post(URL, data)
    assert events.count() == 2
    assert "De dienst van de reclassering: 088 123 45 67." in text(browse(admin).get(URL))


@pytest.mark.parametrize("phone", ["bel ons", "12", "+", "1" * 16, "088-1234567 of 112"])
def test_what_is_no_number_is_refused(browse: Browse, admin: User, noord: Organisation, phone: str) -> None:
    html = text(browse(admin).post(URL, {"phone": phone}))
    assert "Nummer van de dienst" in html.partition("error-summary")[2].partition("</div>")[0]
    assert f'value="{phone}"' in html
    noord.refresh_from_db()
    assert noord.duty_phone == ""


@pytest.mark.parametrize("phone", ["", "112", "0900 8844", "+31 88 123 45 67", "088-1234567"])
def test_what_is_a_number_or_none_is_taken(browse: Browse, admin: User, noord: Organisation, phone: str) -> None:
    assert browse(admin).post(URL, {"phone": phone}).status_code == 302
    noord.refresh_from_db()
    assert noord.duty_phone == phone


def test_only_whoever_works_in_or_leads_the_team(
    browse: Browse, admin: User, team: Team, anna: User, bram: User, colleague: User, chris: User
) -> None:
    colleague.is_active = False
    colleague.save()
    assert list(may_be_on_duty(team)) == sorted([anna, bram], key=lambda user: (user.last_name, user.first_name))
    for stranger in (chris, colleague, admin):
        assert browse(admin).post(URL, {f"team_{team.pk}": str(stranger.pk)}).status_code == 200
        with pytest.raises(ValidationError):
            set_duty(organisation=team.organisation, phone="", on_duty={team: stranger}, by=admin)
    team.refresh_from_db()
    assert team.on_duty is None


def test_not_a_team_of_another_organisation(admin: User, olaf: User) -> None:
    with pytest.raises(ValueError, match="another organisation"):
        set_duty(organisation=admin.organisation, phone="", on_duty={olaf.team: olaf}, by=admin)


def test_only_an_administrator(browse: Browse, anna: User, bram: User) -> None:
    for other in (anna, bram):
        assert browse(other).get(URL).status_code == 403
