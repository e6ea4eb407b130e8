"""The texts behind a record: what was put in from an e-mail or a file, shown beside what was made of it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.choices import OURS
from commissioning.models import Passage
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections import Section, Text, Words, parts_of
from tracker.models import User
from tracker.roles import Role

FILES = "commissioning.import_files"
Row = dict[str, Any]


def passages_behind(record: Record, user: User) -> QuerySet[Passage]:
    """Those that this person may see: a provider's own people see their own texts, and no note of the office."""
    rows: QuerySet[Passage] = Passage.objects.behind(kind_of(record), record.pk)
    return rows.filter(run__by__role=Role.PROVIDER).exclude(kind__in=OURS) if user.is_provider else rows


def texts_behind(passages: Iterable[Passage]) -> list[Row]:
    """Each text once, with how many of its passages are here."""
    found = Counter(passage.run for passage in passages)
    return [
        {
            "name": run.name,
            "url": reverse("source", args=[run.pk]),
            "passages": "one passage" if number == 1 else f"{number} passages",
        }
        for run, number in found.items()
    ]


def behind_page(section: Section, passages: Iterable[Passage]) -> list[Row]:
    """The passages from which something on this page was written, each with the way to its place in its text."""
    parts = parts_of(section)
    texts = (
        {Text.slug} if any(isinstance(part, Words) for part in parts) else set()
    )  # its prompts stand on several pages
    slugs = {section.slug, *(part.slug for part in parts), *texts}
    return [
        {
            "text": passage.words,
            "kind": passage.get_kind_display(),
            "from": passage.run.name,
            "url": f"{reverse('source', args=[passage.run_id])}#passage-{passage.number}",
        }
        for passage in passages
        if passage.section in slugs
    ]
