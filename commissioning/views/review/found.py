"""What the review of a quarter reads: the quarter's facts, challenges' causes, own drafts, what one wrote oneself."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from commissioning.choices import RecordKind, State
from commissioning.figures.owed import Owing
from commissioning.figures.told import challenges as told_challenges
from commissioning.filters import PortfolioFilter
from commissioning.models import Draft, Narrative
from commissioning.models.seeing import audiences, states
from commissioning.views.dashboard.found import Found, facts_of
from commissioning.views.dashboard.tally import large_pairs
from commissioning.views.quarters import Scene
from commissioning.workflow.approval import written_by
from commissioning.workflow.life import MODELS

Key = tuple[str, int]
KINDS = {model._meta.label_lower: kind for kind, model in MODELS.items()}


@dataclass(frozen=True)
class Review(Found):
    """`causes` holds the services that name each cause of a challenge; `own` what this person wrote in."""

    causes: dict[str, set[int]]
    own: frozenset[Key]
    drafts: tuple[Key, ...]

    @property
    def everything(self) -> list[Owing]:
        return [*self.owed.returns, *self.owed.packs, *self.owed.items]


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
    """Everything that the page shows, in five queries."""
    facts = facts_of(scene, chosen)
    found = Found(**facts)
    sent = [each for each in [*found.owed.returns, *found.owed.packs, *found.owed.items] if waits(each)]
    causes, own, drafts = extras(scene, found, sent)
    return Review(**facts, causes=causes, own=own, drafts=drafts)


def waits(owing: Owing) -> bool:
    return owing.state == State.SUBMITTED


def extras(
    scene: Scene, found: Found, sent: Iterable[Owing]
) -> tuple[dict[str, set[int]], frozenset[Key], tuple[Key, ...]]:
    """Causes, own entries and drafts, in one query."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for each in sent:
        by_kind[each.kind].append(each.key)
    entries = written_by(scene.user, by_kind).order_by()
    drafts = Draft.objects.filter(user=scene.user).order_by()
    rows = (
        challenges(scene, found.services)
        .order_by()
        .values_list(Value("cause"), F("quarterly_return__service_id"), Cast("causes", TextField()))
        .union(
            entries.values_list(Value("own"), F("record_id"), Cast("model", TextField())),
            drafts.values_list(Value("draft"), F("record_id"), Cast("record_kind", TextField())),
            all=True,
        )
    )
    causes: dict[str, set[int]] = defaultdict(set)
    own, typed = set(), []
    for kind, key, text in rows:
        if kind == "cause":
            for cause in json.loads(text):
                causes[cause].add(key)
        elif kind == "own":
            own.add((str(KINDS[text]), key))
        else:
            typed.append((text, key))
    return dict(causes), frozenset(own), tuple(dict.fromkeys(typed))


def challenges(scene: Scene, services: Iterable[int]) -> QuerySet[Narrative]:
    """The challenges told in this quarter's returns of these services, as far as this person may read them."""
    told = told_challenges(scene.reference.ending_in(scene.quarter), states(scene.user))
    return told.filter(quarterly_return__service__in=list(services), audience__in=audiences(scene.user))


def waiting(found: Review) -> Waiting:
    """What waits for approval, sorted by what is to be done with it."""
    large = large_pairs(found)
    groups: dict[str, list[Owing]] = defaultdict(list)
    for each in found.everything:
        if waits(each):
            groups[group_of(found, each, large)].append(each)
    return Waiting(*(tuple(groups[name]) for name in ("read", "clean", "unchecked", "own")))


def group_of(found: Review, owing: Owing, large: set[tuple[int, int]]) -> str:
    user = found.scene.user
    mine = user.pk in (owing.entered, owing.sent) or (str(owing.kind), owing.key) in found.own
    if mine and not found.scene.office.self_approval:
        return "own"
    alone = owing.kind == RecordKind.RETURN and (owing.service, owing.provider) in large
    if mine or alone or owing.warnings or owing.questions:
        return "read"
    return "clean" if owing.checked else "unchecked"
