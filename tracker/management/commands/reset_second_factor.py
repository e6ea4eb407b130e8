"""Takes somebody's second factor away, where no administrator can: the last is locked out, the site has a new key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.models import User
from tracker.refusals import NotNow
from tracker.second_factor.keeping import reset


class Command(BaseCommand):
    help = "Takes a person's second factor away; the password is asked for as ever."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address that the person logs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody logs in with this address.")
        try:
            reset(user=user, by=None, at=timezone.now())
        except NotNow as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{user} has no second factor any more.")
