"""Live references are checked when a text is saved, so that none can stop an update from being built."""

from commissioning.models import Award, ServiceMeasure
from commissioning.parsing.references import OF_AWARDS, OF_FIGURES, references_in


def reference_fault(text: str) -> str:
    """A sentence about the first live reference that names nothing or has no such form; empty if all are good."""
    for written, reference in references_in(text):
        if reference is None:
            return f"{written} can’t be read: write [[figure code]] or [[figure code | same-quarter-last-year]]."
        if not _stored(reference.kind, reference.code):
            return f"{written} names nothing that is stored: there is no “{reference.code}”."
    return ""


def _stored(kind: str, code: str) -> bool:
    if kind in OF_FIGURES:
        return ServiceMeasure.objects.filter(code=code).exists()
    if kind in OF_AWARDS:
        return Award.objects.filter(code=code).exists()
    return Award.objects.filter(group=code).exists()
