"""Encrypt all second factors anew, after a key was put in front of `MFA_KEYS`; then the old key may go."""

from typing import Any

from django.core.management import BaseCommand

from accounts.actions import rotate_second_factors


class Command(BaseCommand):
    help = "encrypt the stored second factors with the first key of MFA_KEYS"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rotate_second_factors(by=None)} secrets encrypted with the first key")
