"""`./portal manage demo_people`: who can sign in to the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from probation_portal.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Print who can sign in to the demonstration (demo mode only)."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("this is not a demonstration")
        users = {user.email: user for user in User.objects.select_related("organisation", "team")}
        self.stdout.write(f"All of them are invented; the password of each is {PASSWORD}")
        for person in PEOPLE:
            user = users.get(person.email)
            if user is not None and user.is_active:
                where = ", ".join(person.leads) or person.team or person.organisation
                self.stdout.write(f"  {user.email:<20} {user.full_name:<18} {user.get_role_display()} ({where})")
