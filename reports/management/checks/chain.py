"""The audit trail, and what its events are about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model

from commissioning.choices import RecordKind
from commissioning.models import Draft, Question, Submission
from commissioning.workflow.life import MODELS
from tracker.audit import ChainBroken, verify_chain
from tracker.models import AuditEvent


def chain() -> Iterator[str]:
    try:
        verify_chain()
    except ChainBroken as broken:
        yield str(broken)


def records_exist() -> Iterator[str]:
    """Keys that the database can't hold: of events, questions, drafts and submissions."""
    pointing: dict[str, set[int]] = defaultdict(set)
    for label, key in AuditEvent.objects.values_list("model", "record_id").distinct().order_by("model", "record_id"):
        pointing[label].add(key)
    for label, keys in pointing.items():
        model = apps.get_model(label)
        yield from (f"Events tell of {label} {key}, which isn't there." for key in _absent(model, keys))
    for source in (Question, Draft, Submission):
        for kind in (RecordKind.RETURN, RecordKind.PACK, RecordKind.ITEM):
            keys = set(source._default_manager.filter(record_kind=kind).values_list("record_id", flat=True))
            about = f"A {source._meta.verbose_name} is about {kind.label}"
            yield from (f"{about} {key}, which isn't there." for key in _absent(MODELS[kind], keys))


def _absent(model: type[Model], keys: Iterable[int]) -> list[int]:
    there = set(model._base_manager.values_list("pk", flat=True))
    return sorted(set(keys) - there)
