"""Loads the demonstration portfolio and prints its accounts."""

import os
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.management.demo.portfolio import RealData, load


class Command(BaseCommand):
    help = (
        "Loads the demonstration portfolio (a published update; people are invented) into an empty database, and sets "
        "the password of the demonstration accounts: DEMO_PASSWORD, else one that is made up and printed."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        try:
            people, loaded = load(password)
        except RealData as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Demonstration data loaded." if loaded else "Demonstration data is there already.")
        self.stdout.write("Demonstration accounts (people are invented):")
        for person in people:
            self.stdout.write(f"  {person.email:24}  {person.get_role_display()}")
        self.stdout.write(f"Password of all of them: {password}")
