"""A text as it is being sorted: its passages, what is proposed for each and why, and what was chosen so far."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from commissioning.choices import OURS, Audience, PassageKind
from commissioning.imports.prose.aims import Unstored, unstored_target
from commissioning.imports.prose.audience import AUDIENCE, usual_for
from commissioning.imports.prose.fields import FIELDS, Told, fields_of
from commissioning.imports.prose.places import Places
from commissioning.imports.prose.suggest import Figures, figures_in
from commissioning.models import ReportingPeriod
from commissioning.parsing.passage_kinds import Proposal, Spoken, proposal_of, spoken_for
from commissioning.parsing.passages import Heading, Layout, cut, layout_of, names_in
from commissioning.parsing.prose import Span, is_bullet, without_bullet
from commissioning.workflow.sections import Box, BoxKind
from tracker.models import User

CUTS = "cuts"  # where the passages begin, as one string
NUMBERS = re.compile(r"\d{1,7}")
FIGURE_BOX = re.compile(r"p\d+-box\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage: where it stands, what is proposed, what was chosen, and the boxes that it asks.

    `usual`: who sees what it becomes; None where nobody is asked. `chosen`: whom the office chose instead, if it did.
    """

    number: int
    span: Span
    folded: str
    is_heading: bool
    proposal: Proposal
    kind: str
    seen: bool
    service: str
    words: str
    boxes: tuple[Box, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    usual: Audience | None = None
    chosen: Audience | None = None
    unstored: Unstored | None = None

    @property
    def name(self) -> str:
        return f"p{self.span.start}"

    @property
    def aside(self) -> bool:
        """Whether it is shown folded: nothing in it is wanted, most likely."""
        return bool(self.folded or self.is_heading)

    @property
    def edited(self) -> str:
        """Its words as they are filed, where they are not those of the source."""
        return self.words if self.words != unwrapped(self.span.text) else ""

    def said(self, box: str) -> str:
        """The raw string of one of its boxes, as typed or as it was filled in."""
        name = f"{self.name}-{box}"
        filled = next((each.value for each in self.boxes if each.name == name), "")
        return self.typed.get(name, filled).strip()


class Sorting:
    """All passages of a text, for one person."""

    def __init__(
        self, text: str, places: Places, period: ReportingPeriod, user: User, typed: Mapping[str, str] | None = None
    ) -> None:
        self.text, self.places, self.period, self.user = text, places, period, user
        self.typed = typed or {}

    @cached_property
    def layout(self) -> Layout:
        return layout_of(self.text, tuple(self.places.names))

    @cached_property
    def starts(self) -> list[int]:
        """Where the passages begin: as they were cut by hand, else as the text is."""
        given = [int(found[0]) for found in NUMBERS.finditer(self.typed.get(CUTS, ""))]
        return sorted({place for place in given if place < len(self.text)}) or list(self.layout.starts)

    @cached_property
    def pieces(self) -> list[Piece]:
        return [self._piece(number, span) for number, span in enumerate(cut(self.text, self.starts), start=1)]

    @cached_property
    def kinds(self) -> list[PassageKind]:
        """What a passage may be filed as: a provider's own people keep no notes of the office."""
        return [kind for kind in PassageKind if not (self.user.is_provider and kind in OURS)]

    @property
    def unsorted(self) -> list[Piece]:
        return [piece for piece in self.pieces if not piece.kind]

    @property
    def unseen(self) -> list[Piece]:
        """Those with boxes that nobody has looked at yet."""
        return [piece for piece in self.pieces if piece.kind in FIELDS and not piece.seen]

    @property
    def cuts(self) -> str:
        return ",".join(map(str, self.starts))

    @property
    def boxes(self) -> list[Box]:
        return [box for piece in self.pieces for box in piece.boxes]

    def _piece(self, number: int, span: Span) -> Piece:
        name = f"p{span.start}"
        fold, heading = self.layout.fold_at(span.start), self.layout.heading_at(span.start, span.end)
        plain = unwrapped(span.text)
        above = self.layout.above(span.start)
        own = names_in(span.text, tuple(self.places.names))
        service = self.places.by_name(own) or self.places.by_name([above.name] if above else []) or self.places.only
        figures = figures_in(plain, self.places.spots_of(service), self.near) if not (fold or heading) else Figures()
        kind = self._chosen(name, aside=bool(fold or heading))
        service = self.typed.get(f"{name}-service", service or self._service_of(figures))
        words = self.typed.get(f"{name}-words", plain).strip()
        boxes = self._boxes(name, kind, words, figures, service)
        usual = self.usual(kind, service)
        chosen = self.typed.get(f"{name}-{AUDIENCE}", "")
        aside = bool(fold or heading) and kind in ("", PassageKind.NOT_NEEDED)
        return Piece(
            number=number,
            span=span,
            folded=fold.why if fold else "",
            is_heading=heading is not None,
            proposal=self._proposal(plain, figures, above) if not (fold or heading) else Proposal(),
            kind=kind,
            seen=self.typed.get(f"{name}-shown") == kind,
            service=service,
            words=words,
            boxes=boxes,
            typed=self.typed,
            usual=usual,
            chosen=Audience(chosen) if usual and chosen in Audience.values else None,
            unstored=None if aside else self._unstored(plain, boxes, figures, service),
        )

    def usual(self, kind: str, service: str) -> Audience | None:
        """Who sees what a passage of this kind becomes, where this person may choose it; None where not."""
        if self.places.seen is None:
            return None
        return usual_for(kind, self.places.seen.get(service, {}))

    def _unstored(self, text: str, boxes: Sequence[Box], figures: Figures, service: str) -> Unstored | None:
        """Held against the figures that are chosen for the passage, else those that are proposed."""
        keys = [self.typed.get(box.name, box.value) for box in boxes if FIGURE_BOX.fullmatch(box.name)]
        chosen = [spot for key in keys if (spot := self.places.spot(key))]
        meant = chosen or [each.spot for each in figures.filled]
        return unstored_target(text, self.near, meant, self.places, service)

    @property
    def near(self) -> date:
        """A day of the quarter told of."""
        return self.period.start + (self.period.end - self.period.start) / 2

    def _chosen(self, name: str, *, aside: bool) -> str:
        chosen = self.typed.get(f"{name}-kind", PassageKind.NOT_NEEDED if aside else "")
        return chosen if chosen in self.kinds else ""

    def _service_of(self, figures: Figures) -> str:
        owners = {self.places.owners[each.spot.key] for each in figures.filled}
        return owners.pop() if len(owners) == 1 else ""

    def _proposal(self, text: str, figures: Figures, above: Heading | None) -> Proposal:
        spoken = spoken_for(text, self.near, self.period.end)
        if figures.filled:
            spoken = (Spoken(PassageKind.FIGURE, figures.filled[0].spot.label), *spoken)
        found = proposal_of(text, above, tuple(each for each in spoken if each.kind in self.kinds))
        if found.kind == PassageKind.FIGURE and figures.because:
            return Proposal(found.kind, figures.because)
        if not found.because and figures.unsure:
            return Proposal("", figures.unsure)
        return found if not found.kind or found.kind in self.kinds else Proposal()

    def _boxes(self, name: str, kind: str, words: str, figures: Figures, service: str) -> tuple[Box, ...]:
        told = Told(
            words, self.near, self.period.end, self.period.label, figures.filled, self._offered, self._earlier(figures)
        )
        boxes = fields_of(kind, told)
        several = len(self.places.returns) > 1 and kind not in ("", PassageKind.NOT_NEEDED, PassageKind.FIGURE)
        if several:
            empty = "All services" if kind == PassageKind.STAFFING else "Choose"
            services = [("", empty), *((key, each.service.name) for key, each in self.places.returns.items())]
            boxes.insert(0, Box("service", "Which service", service, BoxKind.CHOICE, services))
        return tuple(_named(box, name) for box in boxes)

    def _earlier(self, figures: Figures) -> tuple[tuple[str, str], ...]:
        owners = [self.places.owners[each.spot.key] for each in figures.filled[:1]]
        return tuple((str(each.pk), each.label) for key in owners for each in self.places.earlier.get(key, ()))

    @cached_property
    def _offered(self) -> tuple[tuple[str, str], ...]:
        """Every figure's box, with what stands in it now."""
        several = len(self.places.returns) > 1
        found = []
        for spot in self.places.spots:
            now = self.places.now[spot.key]
            label = f"{spot.service}: {spot.label}" if several else spot.label
            found.append((spot.key, f"{label} (now {now})" if now else label))
        return tuple(found)


def _named(box: Box, name: str) -> Box:
    return replace(box, name=f"{name}-{box.name}")


def unwrapped(text: str) -> str:
    """A passage's words without the mark of a list and without the line ends that an e-mail put into them."""
    paragraphs = re.split(r"\n[ \t]*\n", without_bullet(text))
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).strip()


def joined(text: str, pieces: Sequence[Piece]) -> str:
    """Several passages as one text: sentences of a paragraph go on, items of a list stay one a line."""
    found, before = "", None
    for piece in pieces:
        item = is_bullet(piece.span.text)
        if before is not None:
            apart = "\n" in text[before.span.end : piece.span.start]
            lists = item and is_bullet(before.span.text)
            found += ("\n" if lists else "\n\n") if apart else " "
        found += f"• {piece.words}" if item else piece.words
        before = piece
    return found


def slots_of(piece: Piece) -> dict[str, tuple[str, str]]:
    """Of a figure passage each slot: the key of the figure's boxes, and the value."""
    start = f"{piece.name}-box"
    slots = [box.name.removeprefix(start) for box in piece.boxes if box.name.startswith(start)]
    return {slot: (piece.said(f"box{slot}"), " ".join(piece.said(f"value{slot}").split())) for slot in slots}
