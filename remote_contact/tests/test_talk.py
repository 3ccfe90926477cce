"""One talk at a distance: arranged before, used in it, its agreements sent by the client's own channel after a look."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.models import Event
from caseload.actions import add_goal, close_agreement, hand_over, make_agreement
from caseload.models import Agreement, Goal, Pair
from caseload.tests.factories import start_pair
from messaging.delivery import deliver_due
from messaging.models import Channel, Message, Preference, State
from remote_contact.actions.appointments import settle
from remote_contact.models import Appointment, Contact, Method, Outcome, RemoteTalk
from remote_contact.models.talk import AgreementsSent
from remote_contact.recurrence import Repeat
from remote_contact.tests.factories import logged
from remote_contact.tests.planning import moved, planned, series

Browse = Callable[[User | None], Browser]
TOMORROW = dt.date(2026, 11, 24)


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def before(appointment: Appointment) -> str:
    return reverse("remote_contact:talk_before", args=[appointment.pair_id, appointment.pk])


def after(contact: Contact) -> str:
    return reverse("remote_contact:talk", args=[contact.pair_id, contact.pk])


def sending(contact: Contact) -> str:
    return reverse("remote_contact:send_agreements", args=[contact.pair_id, contact.pk])


@pytest.fixture
def call(pair: Pair) -> Appointment:
    return planned(pair, TOMORROW, method=Method.VIDEO)


@pytest.fixture
def contact(pair: Pair) -> Contact:
    return logged(pair)


@pytest.fixture
def goal(pair: Pair) -> Goal:
    return add_goal(pair=pair, text="Vast werk", since=clock.today(), by=None)


@pytest.fixture
def roster(pair: Pair) -> Agreement:
    return make_agreement(pair=pair, text="Rooster sturen", who="client", due=dt.date(2026, 12, 3), by=None)


@pytest.fixture
def rent(pair: Pair) -> Agreement:
    return make_agreement(pair=pair, text="Huurbaas bellen", who="worker", by=None)


# ---------- before, during, after ----------


def test_nothing_is_asked_that_does_not_matter(browse: Browse, anna: User, call: Appointment) -> None:
    html = text(browse(anna).get(before(call)))
    assert "Laat de cliënt bellen." in html
    assert "KFZ-project 2020-135" in html
    assert browse(anna).post(before(call), {"client_calls": "True", "version": 0}).status_code == 302
    talk = RemoteTalk.objects.get()
    assert (talk.client_calls, talk.agenda_agreed, talk.quiet_place, talk.alone) == (True, None, None, "")
    assert Event.objects.filter(what="remote talk", action="created", object_id=talk.pk).exists()


def test_what_was_arranged_goes_on_at_the_contact(
    browse: Browse, anna: User, pair: Pair, call: Appointment, goal: Goal
) -> None:
    browse(anna).post(before(call), {"client_calls": "False", "alone": "company", "version": 0})
    contact = logged(pair, method=Method.VIDEO)
    settle(appointment=call, contact=contact, by=anna)
    assert browse(anna).get(before(call))["Location"] == after(contact)
    html = text(browse(anna).get(after(contact)))
    assert re.search(r'name="client_calls" value="False"[^>]* checked', html)
    data = {"client_calls": "False", "alone": "company", "goals": str(goal.pk), "tools": "Padlet", "version": 1}
    browse(anna).post(after(contact), data)
    talk = RemoteTalk.objects.get()
    assert (talk.appointment, talk.contact, talk.tools, talk.alone) == (call, contact, "Padlet", "company")
    assert list(talk.goals.all()) == [goal]


def test_what_was_prepared_moves_along(browse: Browse, anna: User, pair: Pair) -> None:
    """Through every move, a whole series too; a form that was open on the old moment saves at the new one."""
    first, second = series(pair, TOMORROW, method=Method.VIDEO, repeat=Repeat(1, times=2))
    for one in (first, second):
        browse(anna).post(before(one), {"client_calls": "True", "version": 0})
    again = moved(moved(first, TOMORROW, dt.time(15), rest_of_series=True), TOMORROW, dt.time(16))
    assert set(RemoteTalk.objects.values_list("appointment", flat=True)) == {again.pk, second.moved_to.pk}
    assert re.search(r'name="client_calls" value="True"[^>]* checked', text(browse(anna).get(before(again))))
    assert browse(anna).post(before(first), {"client_calls": "False", "version": 1}).status_code == 302
    assert RemoteTalk.objects.get(appointment=again).client_calls is False
    assert "Volgende gesprek voorbereiden" in text(browse(anna).get(reverse("portal:pair", args=[pair.pk])))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"alone": "met zijn hond"}, "Is de cliënt alleen?"),
        ({"goals": str(uuid.uuid4())}, "Over welke doelen"),
        ({"agreements_sent_on": "24-11-2026", "agreements_sent_by": "worker"}, "Wanneer?"),
        ({"agreements_sent_on": "22-11-2026"}, "Kies wie de afspraken stuurde."),
        ({"agreements_sent_how": "WhatsApp"}, "Kies wie de afspraken stuurde."),
    ],
)
def test_bad_input_keeps_what_was_typed_and_writes_nothing(
    browse: Browse, anna: User, contact: Contact, wrong: dict[str, str], message: str
) -> None:
    html = text(browse(anna).post(after(contact), {"tools": "Whiteboard", "version": 0} | wrong))
    assert message in html.partition("error-summary")[2].partition("</div>")[0]
    assert 'value="Whiteboard"' in html
    assert not RemoteTalk.objects.exists()


def test_a_save_over_somebody_elses_shows_both(browse: Browse, anna: User, contact: Contact, goal: Goal) -> None:
    browse(anna).post(after(contact), {"tools": "Padlet", "goals": str(goal.pk), "version": 0})
    html = text(browse(anna).post(after(contact), {"tools": "Whiteboard", "version": 0}))
    assert "Twee versies" in html
    table = html.partition("Twee versies")[2].partition("</table>")[0]
    assert all(words in table for words in ("Padlet", "Whiteboard", "Vast werk"))
    assert RemoteTalk.objects.get().tools == "Padlet"


def test_that_the_client_sent_them_can_be_kept_too(browse: Browse, anna: User, contact: Contact) -> None:
    data = {"agreements_sent_by": "client", "agreements_sent_how": "WhatsApp", "agreements_sent_on": "23-11-2026"}
    browse(anna).post(after(contact), data | {"version": 0})
    talk = RemoteTalk.objects.get()
    assert (talk.agreements_sent_by, talk.agreements_sent_how) == ("client", "WhatsApp")
    assert talk.agreements_sent_on == dt.date(2026, 11, 23)


def test_only_a_talk_at_a_distance_has_such_a_page(browse: Browse, anna: User, pair: Pair) -> None:
    office = planned(pair, TOMORROW, method=Method.OFFICE)
    held = [logged(pair, method=Method.OFFICE), logged(pair, outcome=Outcome.NOT_REACHED)]
    for url in (before(office), *map(after, held), *map(sending, held)):
        assert browse(anna).get(url).status_code == 404


def test_who_may_not(
    browse: Browse, anna: User, chris: User, bram: User, call: Appointment, contact: Contact, colleague: User
) -> None:
    other = start_pair(worker=colleague)
    for url in (before(call), after(contact), sending(contact)):
        assert browse(chris).get(url).status_code == 404
        assert browse(bram).get(url).status_code == 403
        # Somebody else's talk under one's own case.
        assert browse(colleague).get(url.replace(str(contact.pair_id), str(other.pk))).status_code == 404


def test_the_page_of_the_pair_leads_to_what_comes_and_what_was(
    browse: Browse, anna: User, bram: User, pair: Pair, call: Appointment, contact: Contact
) -> None:
    html = text(browse(anna).get(reverse("portal:pair", args=[pair.pk])))
    assert all(url in html for url in (before(call), after(contact), reverse("remote_contact:moods", args=[pair.pk])))
    assert after(contact) not in text(browse(bram).get(reverse("portal:pair", args=[pair.pk])))


# ---------- sending the agreements ----------


def shown(browse: Browse, anna: User, contact: Contact, **asked: Any) -> tuple[str, dict[str, Any]]:
    """The page before sending, and what its button sends."""
    html = text(browse(anna).get(sending(contact), asked))
    form = html.partition('method="post"')[2]
    fields = re.findall(r'type="hidden" name="(agreement|form_id|digest)" value="([^"]+)"', form)
    data: dict[str, Any] = {"agreement": [value for name, value in fields if name == "agreement"]}
    return html, data | {name: value for name, value in fields if name != "agreement"}


def test_it_leaves_exactly_as_it_was_shown(
    browse: Browse, anna: User, contact: Contact, roster: Agreement, rent: Agreement, mailoutbox: list[Any]
) -> None:
    html, data = shown(browse, anna, contact)
    assert "cas@example.org (e-mail)" in html
    assert not Message.objects.exists()
    browse(anna).post(sending(contact), data)
    deliver_due()
    (mail,) = mailoutbox
    assert mail.subject == "Wat we hebben afgesproken"
    assert "- Rooster sturen (jij, vóór 3 december)\n- Huurbaas bellen (je contactpersoon)" in mail.body
    body = html.partition("stack-s")[2].partition("</section>")[0]
    words = re.sub(r"<[^>]+>", " ", body).split()
    assert words[1:] == ['">', *mail.body.split()][1:]
    talk = RemoteTalk.objects.get()
    assert (talk.agreements_sent_by, talk.agreements_sent_how) == ("worker", "e-mail")
    assert talk.agreements_sent_on == clock.today()
    assert Event.objects.filter(what="agreements sent", action="created").count() == 1
    assert "2 afspraken" in text(browse(anna).get(after(contact)))


def test_only_those_that_were_ticked_go(
    browse: Browse, anna: User, contact: Contact, roster: Agreement, rent: Agreement, mailoutbox: list[Any]
) -> None:
    html, data = shown(browse, anna, contact, agreement=str(rent.pk), form_id=str(uuid.uuid4()))
    assert "- Rooster" not in html
    assert "<title>Fout" not in html
    browse(anna).post(sending(contact), data)
    deliver_due()
    assert "Huurbaas" in mailoutbox[0].body
    assert "Rooster" not in mailoutbox[0].body


def test_without_any_ticked_there_is_nothing_to_send(
    browse: Browse, anna: User, contact: Contact, roster: Agreement
) -> None:
    html, data = shown(browse, anna, contact, form_id=str(uuid.uuid4()))
    assert "Kies ten minste één afspraak." in html
    assert "digest" not in data


def test_a_text_that_changed_is_shown_again(
    browse: Browse, anna: User, contact: Contact, roster: Agreement, rent: Agreement
) -> None:
    _html, data = shown(browse, anna, contact)
    close_agreement(agreement=rent, state="done", version=1, by=anna)
    html = text(browse(anna).post(sending(contact), data))
    assert "De tekst is intussen veranderd." in html
    assert "- Huurbaas" not in html
    assert not Message.objects.exists()


def test_twice_the_same_form_is_one_message(browse: Browse, anna: User, contact: Contact, roster: Agreement) -> None:
    _html, data = shown(browse, anna, contact)
    first = browse(anna).post(sending(contact), data, follow=True)
    second = browse(anna).post(sending(contact), data, follow=True)
    assert "staan klaar" in text(first)
    assert "waren al verstuurd" in text(second)
    assert (Message.objects.count(), AgreementsSent.objects.count()) == (1, 1)


def test_a_form_of_another_talk_is_refused(
    browse: Browse, anna: User, pair: Pair, contact: Contact, roster: Agreement
) -> None:
    _html, data = shown(browse, anna, contact)
    browse(anna).post(sending(contact), data)
    other = logged(pair, ago=dt.timedelta(days=2))
    assert "hoort bij iemand anders" in text(browse(anna).post(sending(other), data))
    assert Message.objects.count() == 1


def test_what_was_closed_before_it_left_is_left_out(
    browse: Browse, anna: User, contact: Contact, roster: Agreement, rent: Agreement, mailoutbox: list[Any]
) -> None:
    browse(anna).post(sending(contact), shown(browse, anna, contact)[1])
    close_agreement(agreement=rent, state="done", version=1, by=anna)
    deliver_due()
    assert "Rooster" in mailoutbox[0].body
    assert "Huurbaas" not in mailoutbox[0].body


def closed(contact: Contact, roster: Agreement, colleague: User) -> str:
    close_agreement(agreement=roster, state="dropped", version=1, by=contact.logged_by)
    return "agreements closed"


def handed(contact: Contact, roster: Agreement, colleague: User) -> str:
    hand_over(pair=contact.pair, to=colleague, on=clock.today(), by=None)
    return "handed over"


def never(contact: Contact, roster: Agreement, colleague: User) -> str:
    Preference.objects.create(client=contact.pair.supervision.client, never_leave_message=True)
    return "never leave a message"


@pytest.mark.parametrize("happens", [closed, handed, never])
def test_it_is_looked_at_again_as_it_leaves(
    browse: Browse,
    anna: User,
    colleague: User,
    contact: Contact,
    roster: Agreement,
    mailoutbox: list[Any],
    happens: Callable[[Contact, Agreement, User], str],
) -> None:
    browse(anna).post(sending(contact), shown(browse, anna, contact)[1])
    reason = happens(contact, roster, colleague)
    deliver_due()
    message = Message.objects.get(kind="remote_contact.agreements")
    assert (message.state, message.reason) == (State.CANCELLED, reason)
    assert [mail for mail in mailoutbox if "Rooster" in mail.body] == []


def test_who_wants_no_message_or_has_no_address_gets_none(
    browse: Browse, anna: User, contact: Contact, roster: Agreement
) -> None:
    client = contact.pair.supervision.client
    client.email = ""
    client.save()
    assert "Er is geen adres of nummer dat werkt." in shown(browse, anna, contact)[0]
    Preference.objects.create(client=client, never_leave_message=True)
    html, data = shown(browse, anna, contact)
    assert "Cas wil nooit een bericht." in html
    assert "digest" not in data


def test_words_that_tell_are_pointed_out(browse: Browse, anna: User, pair: Pair, contact: Contact) -> None:
    make_agreement(pair=pair, text="Brief van de rechtbank meenemen", who="client", by=None)
    assert "‘rechtbank’ verraadt" in shown(browse, anna, contact)[0]


# ---------- by SMS ----------


@pytest.fixture
def by_sms(pair: Pair, settings: Any) -> None:
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:1", "x"
    client = pair.supervision.client
    client.mobile = "06 12345678"
    client.save()
    Preference.objects.create(client=client, channel=Channel.SMS)


@pytest.mark.usefixtures("by_sms")
def test_what_fits_goes_whole_in_letters_that_an_sms_knows(
    browse: Browse, anna: User, contact: Contact, roster: Agreement
) -> None:
    html, data = shown(browse, anna, contact)
    assert "- Rooster sturen (jij, voor 3 december)" in html
    assert re.search(r"\d+ van 160 tekens", html)
    browse(anna).post(sending(contact), data)
    assert Message.objects.get().channel == Channel.SMS
    assert RemoteTalk.objects.get().agreements_sent_how == "sms"


@pytest.mark.usefixtures("by_sms")
@pytest.mark.parametrize("has_page", [True, False])
def test_what_does_not_fit_says_how_many_and_where(
    browse: Browse, anna: User, pair: Pair, contact: Contact, request: pytest.FixtureRequest, has_page: bool
) -> None:
    for number in range(3):
        make_agreement(
            pair=pair, text=f"Een heel lange afspraak over van alles en nog wat, {number}", who="together", by=None
        )
    if has_page:
        request.getfixturevalue("cas")
    html, _data = shown(browse, anna, contact)
    where = "Je leest ze op http" if has_page else "Vraag ernaar als je ze wilt lezen."
    letter = html.partition("stack-s")[2].partition("</section>")[0]
    assert "3 afspraken." in letter
    assert where in letter
    assert "van alles" not in letter
    assert ("Cas heeft geen eigen pagina" in html) is not has_page


def test_the_client_reads_them_on_their_own_page_and_the_worker_with_the_next_contact(
    browse: Browse, anna: User, cas: User, pair: Pair, roster: Agreement
) -> None:
    assert "Rooster sturen" in text(browse(cas).get("/"))
    assert "Rooster sturen" in text(browse(anna).get(reverse("remote_contact:log", args=[pair.pk])))
