"""What stands beside a passage that is being sorted: who sees what it becomes, and a target that is not stored."""

from typing import Any

from django.urls import reverse

from commissioning.choices import Audience, PassageKind, Prompt
from commissioning.forms.sections import SectionForm
from commissioning.imports.prose.audience import AUDIENCE, PROMPTS
from commissioning.imports.prose.placing import seen_by, texts_of
from commissioning.imports.prose.sorting import Piece, Sorting
from commissioning.views.set_up.measures import SERVICE, TARGETS
from commissioning.workflow.sections import Box, BoxKind
from tracker import formats
from tracker.models import User

Row = dict[str, Any]
Texts = dict[tuple[str, Prompt], list[Piece]]


def legend_of(kind: PassageKind, sorting: Sorting) -> Row:
    """A letter and what it files a passage as; `usual`: who sees that, in words."""
    usual = sorting.usual(kind, sorting.places.only)
    return {"letter": kind.letter, "kind": kind.value, "label": kind.label, "usual": as_usual(usual) if usual else ""}


def as_usual(audience: Audience) -> str:
    return f"As usual: {audience.label}"


def audience_box(piece: Piece) -> Box:
    choices = [("", as_usual(piece.usual) if piece.usual else "As usual"), *Audience.choices]
    return Box(f"{piece.name}-{AUDIENCE}", "Who sees it", piece.chosen or "", BoxKind.CHOICE, choices)


def besides(sorting: Sorting, form: SectionForm, user: User) -> list[Row]:
    """Of each passage, in their order."""
    texts, may_set = texts_of(sorting.pieces, sorting.places), user.has_perm(SERVICE)
    return [beside(piece, sorting, form, texts, may_set=may_set) for piece in sorting.pieces]


def beside(piece: Piece, sorting: Sorting, form: SectionForm, texts: Texts, *, may_set: bool) -> Row:
    name = f"{piece.name}-{AUDIENCE}"
    return {
        "audience_field": form[name] if name in form.fields else None,
        "asks_audience": piece.usual is not None,
        "joins": joins(piece, sorting, texts),
        "claim": claim_of(piece, sorting) if may_set else None,
    }


def joins(piece: Piece, sorting: Sorting, texts: Texts) -> str:
    """That a passage is seen by fewer people than it says, since it joins a text that fewer may see."""
    if piece.usual is None or piece.kind not in PROMPTS:
        return ""
    for (key, prompt), told in texts.items():
        audience = seen_by(told, sorting.places.audience_of(key, prompt))
        if piece in told and audience and audience.rank < (piece.chosen or piece.usual).rank:
            return (
                f"It joins the text “{prompt.label}”, and the narrowest choice holds for all of it: {audience.label}."
            )
    return ""


def claim_of(piece: Piece, sorting: Sorting) -> Row | None:
    """That no target is stored for what the words claim, and where to set it."""
    if piece.unstored is None:
        return None
    spots = piece.unstored.spots
    of = f" for {formats.listing(f'“{spot.label}”' for spot in spots)}" if spots else ""
    return {
        "words": piece.unstored.words,
        "sentence": f"no target is stored{of} in {sorting.period.year_label}.",
        "links": [
            {"label": spot.label if len(spots) > 1 else "", "url": target_url(sorting.places.measures[spot.key].pk)}
            for spot in spots
        ],
    }


def target_url(service_measure: int) -> str:
    """The page on which a target of this figure is set."""
    return f"{reverse('set-up-add', args=[TARGETS.slug])}?{TARGETS.belongs_to}={service_measure}"
