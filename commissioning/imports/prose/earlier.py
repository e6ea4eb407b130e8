"""Earlier figures that a text quotes beside the new ones: "492, against 465 last year"."""

from collections.abc import Iterable, Mapping

from commissioning.choices import PassageKind, ValueSource
from commissioning.imports.prose.places import Places
from commissioning.imports.prose.sorting import Piece, slots_of
from commissioning.parsing import Parsed, parse
from commissioning.parsing.numbers import MOST_DECIMALS
from commissioning.workflow.earlier import Earlier
from commissioning.workflow.sections import Origin
from commissioning.workflow.standing import NewValue


def earlier_of(pieces: Iterable[Piece], places: Places, origin: Origin) -> tuple[list[Earlier], Mapping[str, str]]:
    """Those that the person chose to keep, and what can't be read, by box of the sorting page."""
    found: list[Earlier] = []
    faults: dict[str, str] = {}
    for piece in pieces:
        for slot, (key, _) in slots_of(piece).items() if piece.kind == PassageKind.FIGURE else ():
            box, spot = f"before{slot}", places.spot(key)
            period = places.earlier_period(key, piece.said(f"of{slot}"))
            if spot is None or period is None:
                continue
            outcome = parse(piece.said(box), spot.takes, negative=spot.place.negative)
            if not isinstance(outcome, Parsed):
                faults[f"{piece.name}-{box}"] = outcome.message or "Type the earlier value, or choose not to keep it."
                continue
            value = NewValue(
                value=outcome.value,
                decimals=min(outcome.decimals, MOST_DECIMALS),
                precision=outcome.precision,
                source=ValueSource.EARLIER_QUOTED,
                source_detail=origin.of(piece.name),
                import_run=origin.run,
            )
            provider = places.returns[places.owners[key]].provider
            found.append(Earlier(places.measures[key], provider, period, value))
    return found, faults
