"""What the review of a quarter reads: the quarter itself, own drafts, what one wrote oneself."""

from collections import defaultdict
from dataclasses import dataclass

from commissioning.choices import RecordKind
from commissioning.figures.gists import Gist
from commissioning.figures.owed import Owing
from commissioning.filters import PortfolioFilter
from commissioning.models import Draft, OfficeItem
from commissioning.views.dashboard import found as quarters
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.tally import large_pairs
from commissioning.views.quarters import Scene
from commissioning.workflow.approval import written_by
from commissioning.workflow.life import MODELS
from tracker.models import AuditEvent
from tracker.together import together

Key = tuple[str, int]
KINDS = {model._meta.label_lower: kind for kind, model in MODELS.items()}


@dataclass(frozen=True)
class Review:
    """`quarter` is what is found of it, `own` what this person wrote in, `drafts` what was typed and not saved.

    `standing` are the quarter's items whose text stands until somebody reviews it.
    """

    quarter: Found
    own: frozenset[Key]
    drafts: tuple[Key, ...]
    standing: tuple[OfficeItem, ...]

    @property
    def scene(self) -> Scene:
        return self.quarter.scene

    def first_figure(self, owing: Owing) -> Gist | None:
        """The first headline figure of the service, where it has a number of this quarter."""
        figure = self.quarter.first_gist(owing.service or 0)
        return figure if figure and figure.is_number and figure.is_current else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was sent and waits for approval, by what is to be done with it.

    `read`: to be read by itself, for its award is large or a warning or question is open. `clean`: checked by somebody,
    nothing open: approved in one act. `unchecked`: nothing open, and nobody has read it yet. `own`: somebody else's to
    approve.
    """

    read: tuple[Owing, ...]
    clean: tuple[Owing, ...]
    unchecked: tuple[Owing, ...]
    own: tuple[Owing, ...]

    @property
    def total(self) -> int:
        return len(self.read) + len(self.clean) + len(self.unchecked) + len(self.own)


def read(scene: Scene, chosen: PortfolioFilter) -> Review:
    """Everything that the page shows: of the whole quarter what was touched since it was last read, and one query."""
    found = quarters.read(scene, chosen)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for each in found.owed.to_approve:
        by_kind[each.kind].append(each.key)
    items = OfficeItem.objects.filter(period=scene.quarter, standing_text=True).select_related("reviewed_by")
    rows = together(
        written_by(scene.user, by_kind).order_by("pk"),
        Draft.objects.filter(user=scene.user).order_by("pk"),
        items.order_by("title", "pk"),
    )
    return Review(
        quarter=found,
        own=frozenset((str(KINDS[each.model]), each.record_id) for each in rows[AuditEvent]),
        drafts=tuple(dict.fromkeys((each.record_kind, each.record_id) for each in rows[Draft])),
        standing=tuple(rows[OfficeItem]),
    )


def waiting(found: Review) -> Waiting:
    """What waits for approval, sorted by what is to be done with it."""
    user, large = found.scene.user.pk, large_pairs(found.quarter)
    refused = not found.scene.office.self_approval
    groups: dict[str, list[Owing]] = defaultdict(list)
    for each in found.quarter.owed.to_approve:
        mine = user in (each.entered, each.sent) or (str(each.kind), each.key) in found.own
        groups["own" if mine and refused else group_of(each, large, mine=mine)].append(each)
    return Waiting(*(tuple(groups[name]) for name in ("read", "clean", "unchecked", "own")))


def group_of(owing: Owing, large: set[tuple[int, int]], *, mine: bool) -> str:
    alone = owing.kind == RecordKind.RETURN and (owing.service, owing.provider) in large
    if mine or alone or owing.warnings or owing.questions:
        return "read"
    return "clean" if owing.checked else "unchecked"
