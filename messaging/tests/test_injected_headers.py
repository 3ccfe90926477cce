"""No name and no subject writes a header of its own into a mail."""

import email
import email.policy
import uuid

import pytest
from django.core.mail import BadHeaderError
from hypothesis import given, settings
from hypothesis import strategies as st

from boundary.fields import EmailField, TextField
from messaging.channels.mail import MailSender
from messaging.kinds import Mail

LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
around = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


def parcel(subject: str, to: str = "cas@example.org") -> bytes:
    return MailSender().parcel(uuid.uuid4(), Mail(to=to, subject=subject, body="x")).message().as_bytes()


@settings(max_examples=300, deadline=None)
@given(around, st.sampled_from(LINE_ENDS), around)
def test_a_name_from_a_form_is_one_line(before: str, end: str, after: str) -> None:
    name = TextField(required=False).clean(f"{before}{end}Bcc: x@example.org{end}{after}")
    read = email.message_from_bytes(parcel(f"Bericht van {name}"), policy=email.policy.default)
    assert read["Bcc"] is None
    assert len(read.get_all("Subject")) == 1
    assert str(read["To"]) == "cas@example.org"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_subject_or_address_of_two_lines_is_refused(end: str) -> None:
    with pytest.raises(BadHeaderError):
        parcel(f"Bericht{end}Bcc: x@example.org")
    with pytest.raises((BadHeaderError, ValueError)):
        parcel("Bericht", to=f"cas@example.org{end}Bcc: x@example.org")


@pytest.mark.parametrize("end", LINE_ENDS)
def test_an_address_of_two_lines_is_none(end: str) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        EmailField().clean(f"cas@example.org{end}Bcc: x@example.org")
