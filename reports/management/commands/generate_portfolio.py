"""Makes a made-up portfolio of any size."""

import os
import secrets
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.management.portfolio.copies import copy_office
from reports.management.portfolio.portfolio import NotOurs, digest, generate


def positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise ArgumentTypeError("a whole number from 1 is needed")
    return int(text)


class Command(BaseCommand):
    help = (
        "Makes a made-up portfolio for trends, load and screenshots, the same for the same seed, in an empty database "
        "or in place of an earlier one of its own. Accounts get DEMO_PASSWORD, else one that is made up and printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--services", type=positive, default=60, help="How many services (60).")
        parser.add_argument("--years", type=positive, default=10, help="How many financial years, to 2025/26 (10).")
        parser.add_argument("--copies", type=positive, default=1, help="How many such offices, for load alone (1).")
        parser.add_argument("--seed", type=int, default=1, help="Another seed makes another portfolio (1).")

    def handle(self, *args: Any, services: int, years: int, seed: int, copies: int, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        try:
            made = generate(services=services, years=years, seed=seed, password=password)
        except NotOurs as refusal:
            raise CommandError(str(refusal)) from refusal
        if copies > 1:
            copy_office(copies, lambda number: self.stdout.write(f"{number} of {copies} offices", ending="\r"))
        counts = f"{made.services:,} services, {made.returns:,} returns, {made.observations:,} figures"
        times = f"; {copies} times over" if copies > 1 else f"; digest {digest()[:16]}"
        self.stdout.write(f"{counts}{times}.")
        self.stdout.write("Accounts (people are invented):")
        for person in made.people:
            self.stdout.write(f"  {person.email:32}  {person.get_role_display()}")
        self.stdout.write(f"Password of all of them: {password}")
