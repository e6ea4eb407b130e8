"""The update as it is signed off: one full document, and the two that are cut from it."""

from dataclasses import dataclass, replace

from reports.builder.build import build_from
from reports.builder.material import Material, gather
from reports.builder.public import public_copy_of
from reports.document import Audience, Document, for_audience
from reports.models import Update
from tracker.models import Office


@dataclass(frozen=True, slots=True)
class Frozen:
    """The three documents of one moment. The public's bears no notice: it is made to be published."""

    internal: Document
    board: Document
    public: Document


def freeze(update: Update, *, office: Office) -> Frozen:
    """What a sign-off would freeze now: of approved returns and items alone. Raises what the builder raises."""
    return frozen_from(gather(update, office=office, draft=False))


def frozen_from(material: Material) -> Frozen:
    """The same, from what has been read."""
    full = build_from(material)
    public = public_copy_of(material, full).document
    return Frozen(full, for_audience(full, Audience.BOARD), replace(public, notice=""))
