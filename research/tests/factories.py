"""Studies for tests, through the real action."""

import datetime as dt

from accounts.models import User
from audit import clock
from research.actions import make_study
from research.models import Study


def open_study(owner: User, name: str = "Wat helpt in het contact?") -> Study:
    """A study of the owner's organisation that began today and runs for a year."""
    return make_study(
        organisation=owner.organisation,
        name=name,
        purpose="We willen weten wat helpt.",
        ends_on=clock.today() + dt.timedelta(days=365),
        owner=owner,
        by=owner,
    )
