"""Writes all that the installation holds into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.backups import back_up


class Command(BaseCommand):
    help = (
        "Writes database and stored files into one file, while people go on working. It holds personal data: keep "
        "it as safely as the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="where to write it; an older one there is replaced when it is whole"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            manifest = back_up(path, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from None
        files = sum(name.startswith("files/") for name in manifest.digests)
        self.stdout.write(
            f"{path}  {sum(manifest.rows.values()):,} rows, {files:,} files, {path.stat().st_size:,} bytes"
        )
