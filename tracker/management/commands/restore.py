"""Puts a backup in place of all that the installation holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.backups import Broken, Refused, restore


class Command(BaseCommand):
    help = (
        "Puts a backup back: stop the site first, and run `check_data` afterwards. Refuses one that is broken or newer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument("--replace", action="store_true", help="overwrite the data of an office that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"], replace=options["replace"])
        except (Broken, Refused) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Put back as of {manifest.made_at}. Run `manage.py check_data` before people log in.")
