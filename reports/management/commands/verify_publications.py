"""`manage.py verify_publications`: whether everything that was signed off and published is as it was, byte for byte."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.management.checks.chain import chain
from reports.management.checks.publications import evidence, publications
from reports.models import Publication


class Command(BaseCommand):
    help = "Says whether the documents, files and seals of all publications are as they were signed off and published."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*chain(), *publications(), *evidence()]
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{len(found)} faults: what was published is not as it was.")
        count = Publication.objects.count()
        self.stdout.write(f"{count} signed-off version{'' if count == 1 else 's'}: every byte is as it was.")
