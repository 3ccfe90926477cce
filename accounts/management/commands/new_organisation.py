"""Begin outside the demonstration: an organisation and its first administrator, who makes the other accounts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import create_organisation, invite_user
from accounts.models import Role


class Command(BaseCommand):
    help = "Makes an organisation and mails its first administrator a link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the organisation")
        parser.add_argument("--email", required=True, help="of the administrator")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        names = {key: options[key] for key in ("email", "first_name", "last_name")}
        try:
            with transaction.atomic():
                organisation = create_organisation(name=options["name"], by=None)
                invite_user(organisation=organisation, role=Role.ADMINISTRATOR, by=None, **names)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"{organisation.name}: the mail to {options['email']} leaves with the next delivery.")
