"""What client and volunteer wrote to each other through the portal."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User
from caseload import days
from volunteers import policies
from volunteers.models import Match, Relayed, Side

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """`is_own`: written by the reader."""

    who: str
    when: str
    text: str
    is_own: bool


def conversation(match: Match, user: User) -> dict[str, Any]:
    own = Side.CLIENT if user.role == Role.CLIENT else Side.VOLUNTEER
    names = {Side.CLIENT: match.supervision.client.first_name, Side.VOLUNTEER: match.volunteer.first_name}
    rows = Relayed.objects.filter(match=match).order_by("-at")[:NEWEST]
    lines = [Line(names[Side(row.written_by)], days.moment(row.at), row.text, row.written_by == own) for row in rows]
    other = names[Side.VOLUNTEER if own == Side.CLIENT else Side.CLIENT]
    can_read = match.supervision.client.account_id is not None
    return {"lines": lines, "other": other, "may_write": policies.may_work(match) and can_read, "can_read": can_read}
