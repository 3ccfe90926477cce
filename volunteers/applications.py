"""The public form as it stands now: open or not, and whether it has had its fill for today."""

import datetime as dt

from audit import clock
from volunteers.models import PublicForm, Stage, Volunteer

# More than a co-ordinator can read in a day is no interest in volunteering but somebody filling in forms.
MOST_A_DAY = 50


def open_door(slug: str) -> PublicForm | None:
    return PublicForm.objects.select_related("organisation", "coordinator").filter(slug=slug, is_open=True).first()


def is_full(door: PublicForm) -> bool:
    since = clock.now() - dt.timedelta(days=1)
    new = Volunteer.objects.filter(organisation=door.organisation_id, stage=Stage.APPLIED, applied_at__gt=since)
    return new.count() >= MOST_A_DAY
