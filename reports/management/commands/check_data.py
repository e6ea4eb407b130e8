"""Checks what constraints can't hold: the audit trail, and that records fit one another."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from reports.management.checks import RULES, faults


class Command(BaseCommand):
    help = (
        "Verifies the audit trail and the rules between records, and says each fault in a sentence. Exit code 1 if "
        "there is any. Changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with transaction.atomic():  # one state of the data for all rules
            for rule, sentence in faults():
                count += 1
                self.stdout.write(f"{rule}: {sentence}")
        if count:
            self.stderr.write(f"{count} faults.")
            sys.exit(1)
        self.stdout.write(f"{len(RULES)} rules hold.")
