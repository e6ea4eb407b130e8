"""Builds a quarter's update to files: one self-contained page, a tagged PDF, a Word file, and data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from commissioning.models import ReportingPeriod
from reports import exports
from reports.builder.references import UnknownReference
from reports.document import Audience, Document
from reports.models import Update
from reports.pdf import PdfFailed, render_pdf
from reports.pdf.checking import faults
from reports.word import word_file
from reports.workflow.outline import ensure_outline
from tracker.models import Office


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quarter", help='its name, "Q2 2022/23", or its name in addresses, 2022-23-q2')
        parser.add_argument(
            "--audience",
            choices=[each.value for each in Audience],
            default=Audience.INTERNAL.value,
            help="whom it is for; internal (the default) contains small numbers, public hides them",
        )
        parser.add_argument("--draft", action="store_true", help="also show what is not approved yet, marked")
        parser.add_argument("--html", type=Path, metavar="FILE", help="one self-contained file")
        parser.add_argument("--pdf", type=Path, metavar="FILE", help="tagged PDF/UA-1")
        parser.add_argument("--word", type=Path, metavar="FILE", help="a Word file with real headings and tables")
        parser.add_argument("--json", type=Path, metavar="FILE", help="every paragraph and figure with its source")

    def handle(self, *args: Any, **options: Any) -> None:
        files = {kind: options[kind] for kind in ("html", "pdf", "word", "json") if options[kind]}
        if not files:
            raise CommandError(
                "Say what to write: --html FILE, --pdf FILE, --word FILE, --json FILE, or several of them."
            )
        if options["draft"] and options["audience"] == Audience.PUBLIC:
            raise CommandError("The public never sees what is not approved: leave out --draft.")
        document = self.document(options["quarter"], Audience(options["audience"]), draft=options["draft"])
        for kind, target in files.items():
            self.write(target, MADE[kind](document))

    def document(self, quarter: str, audience: Audience, *, draft: bool) -> Document:
        try:
            return exports.update_document(update_of(quarter), audience=audience, draft=draft)
        except UnknownReference as unknown:
            raise CommandError(f"The update can't be built. {unknown}") from None

    def write(self, target: Path, content: bytes) -> None:
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{target} can't be written: {error.strerror}.") from None
        self.stdout.write(f"{target}  {len(content):,} bytes")


def update_of(quarter: str) -> Update:
    """The quarter's update; its outline is made where there is none yet."""
    if Office.objects.current() is None:
        raise CommandError("No office is set up yet. `manage.py load_demo` loads the demonstration.")
    quarters = ReportingPeriod.objects.financial_quarters()
    period = quarters.filter(Q(label__iexact=quarter) | Q(slug=quarter.lower())).first()
    if period is None:
        known = ", ".join(quarters.order_by("-sequence").values_list("label", flat=True)[:8])
        raise CommandError(f"There is no quarter “{quarter}”. Known are: {known or 'none'}.")
    stored = Update.objects.filter(period=period).select_related("period").first()
    return stored or ensure_outline(period=period, by=None, at=timezone.now())


def html(document: Document) -> bytes:
    return exports.standalone_html(document).encode()


def json(document: Document) -> bytes:
    return exports.json_text(document).encode()


def pdf(document: Document) -> bytes:
    try:
        made = render_pdf(exports.paper_html(document), files=exports.paper_files(), titles=exports.titles(document))
    except PdfFailed as failed:
        raise CommandError(str(failed)) from None
    for fault in faults(made):
        raise CommandError(f"The PDF did not pass its check: {fault}")
    return made


MADE = {"html": html, "pdf": pdf, "word": word_file, "json": json}
