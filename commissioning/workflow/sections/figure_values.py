"""One row of figures: its boxes from a stored value, and a value from its boxes. No database."""

from decimal import Decimal

from commissioning.choices import NumberKind, ObservationState, Precision
from commissioning.models import Observation, ObservationValue
from commissioning.parsing import Kind, Parsed, kind_for
from commissioning.ratings.percentages import check_percentage
from commissioning.ratings.values import Basis, Definition, share_of
from commissioning.workflow.sections.boxes import Box, BoxKind, Choices, Reader, plain
from commissioning.workflow.standing import NewValue
from tracker import formats

SHARES = frozenset({NumberKind.PERCENTAGE, NumberKind.RATE})
WITHOUT_NUMBER: Choices = [
    ("", "Number"),
    (ObservationState.UNCOUNTED, "Yes, not counted"),
    (ObservationState.NOT_COUNTED, "Not counted"),
    (ObservationState.DOES_NOT_APPLY, "Doesn’t apply"),
]
PRECISIONS: Choices = [(each.value, each.label) for each in Precision]
REASON_LIMIT = 300
MOST_ASKED = Decimal(1_000_000)
COMPUTED_DECIMALS = {NumberKind.PERCENTAGE: 1, NumberKind.RATE: 2}


def figure_boxes(
    prefix: str, label: str, definition: Definition, said: ObservationValue | Observation | None
) -> list[Box]:
    """The boxes of one figure, holding what was typed last, or else what is stored."""
    held = typed_boxes(said)
    line, shares = BoxKind.NUMBER, definition.kind in SHARES
    boxes = [
        Box(f"{prefix}-state", f"{label}: number, or why there is none", held["state"], BoxKind.CHOICE, WITHOUT_NUMBER)
    ]
    if shares:
        boxes.append(Box(f"{prefix}-numerator", f"{label}, how many", held["numerator"], line, width=4))
        boxes.append(Box(f"{prefix}-denominator", f"{label}, out of", held["denominator"], line, width=4))
    value_label = f"{label}, percentage" if definition.kind == NumberKind.PERCENTAGE else f"{label}, this quarter"
    return [
        *boxes,
        Box(
            f"{prefix}-value",
            value_label,
            held["value"],
            line,
            width=4 if shares else 5,
            reads=kind_for(definition.kind),
            negative=definition.basis == Basis.CHANGE_ONLY,
        ),
        Box(f"{prefix}-precision", f"{label}: how exact", held["precision"], BoxKind.CHOICE, PRECISIONS),
        Box(f"{prefix}-sample", f"{label}: how many were asked", held["sample"], line, width=4),
        Box(f"{prefix}-provisional", f"{label}: not yet final", held["provisional"], BoxKind.TICK),
        Box(f"{prefix}-reason", f"{label}: why, or a remark", held["reason"], limit=REASON_LIMIT, width=20),
    ]


def part_box(prefix: str, label: str, definition: Definition, said: ObservationValue | Observation | None) -> Box:
    """The one box of a category of a figure."""
    held = typed_boxes(said)["value"]
    return Box(f"{prefix}-value", label, held, BoxKind.NUMBER, width=4, reads=kind_for(definition.kind))


def typed_boxes(said: ObservationValue | Observation | None) -> dict[str, str]:
    """What the boxes of a figure held when it was saved; for a value that was read otherwise, as one would type it."""
    if said is None:
        return dict.fromkeys(("state", "numerator", "denominator", "value", "sample", "provisional", "reason"), "") | {
            "precision": Precision.EXACT.value
        }
    number = said.state == ObservationState.REPORTED
    raw = said.raw if isinstance(said, ObservationValue) else {}
    derived = said.numerator is not None and not raw
    return {
        "state": "" if number or said.state == ObservationState.NOT_ANSWERED else said.state,
        "numerator": raw.get("numerator", plain(said.numerator)),
        "denominator": raw.get("denominator", plain(said.denominator)),
        "value": raw.get("value", "" if derived else plain(said.value, said.decimals)),
        "precision": raw.get("precision", said.precision),
        "sample": plain(said.sample_size),
        "provisional": "on" if said.provisional else "",
        "reason": said.reason,
    }


def read_figure(reader: Reader, prefix: str, definition: Definition) -> NewValue | None:
    """The value that the boxes of one figure state; None (and the reader's faults) where they can't be read whole."""
    state = reader.choice(f"{prefix}-state", WITHOUT_NUMBER)
    reason = reader.text(f"{prefix}-reason", REASON_LIMIT)
    number = _number(reader, prefix, definition)
    if state and number is not None:
        words = dict(WITHOUT_NUMBER)[state]
        reader.faults[f"{prefix}-value"] = f"There is a number, and “{words}” is chosen. Keep one of the two."
    if any(name.startswith(f"{prefix}-") for name in reader.faults):
        return None
    if state or number is None:
        return NewValue(state or ObservationState.NOT_ANSWERED, reason=reason, raw=_raw(reader, prefix))
    return number


def _number(reader: Reader, prefix: str, definition: Definition) -> NewValue | None:
    kind = kind_for(definition.kind)
    stated = reader.number(f"{prefix}-value", kind, negative=definition.basis == Basis.CHANGE_ONLY)
    numerator, denominator = _parts(reader, prefix) if definition.is_share else (None, None)
    precision = _precision(reader, prefix, stated)
    sample = reader.amount(f"{prefix}-sample", Kind.COUNT, most=MOST_ASKED)
    if numerator is not None and denominator is not None:
        value, decimals = _share(reader, prefix, definition, stated, numerator, denominator)
    elif stated is not None:
        value, decimals = stated.value, stated.decimals
    else:
        return None
    return NewValue(
        value=value,
        numerator=numerator,
        denominator=denominator,
        decimals=min(decimals, 4),
        precision=precision,
        sample_size=None if sample is None else int(sample),
        provisional=bool(reader.raw.get(f"{prefix}-provisional")),
        reason=reader.raw.get(f"{prefix}-reason", "").strip(),
        raw=_raw(reader, prefix),
    )


def _parts(reader: Reader, prefix: str) -> tuple[Decimal | None, Decimal | None]:
    """Both parts of a share, or neither; of nought there is no share but 0 of 0."""
    first, second = f"{prefix}-numerator", f"{prefix}-denominator"
    numerator, denominator = reader.amount(first), reader.amount(second)
    if (numerator is None) != (denominator is None) and not {first, second} & reader.faults.keys():
        reader.faults[second if denominator is None else first] = "Give both numbers, or neither."
    if denominator == 0 and numerator:
        reader.faults[second] = "Nothing can be a share of 0. If nobody could be counted, write 0 out of 0."
        return None, None
    return (numerator, denominator) if numerator is not None and denominator is not None else (None, None)


def _share(
    reader: Reader, prefix: str, definition: Definition, stated: Parsed | None, numerator: Decimal, denominator: Decimal
) -> tuple[Decimal | None, int]:
    """The share that the parts give, none of 0 of 0; one that was typed too must be the same, rounded to its own
    decimals (rule 2).
    """
    given = share_of(definition.kind, numerator, denominator)
    if given is None:
        if stated is not None:
            reader.faults[f"{prefix}-value"] = "There is no share of 0: leave this box empty."
        return None, 0
    if definition.kind == NumberKind.PERCENTAGE and numerator > denominator:
        reader.faults[f"{prefix}-numerator"] = (
            f"{formats.number(numerator)} is more than the {formats.number(denominator)} it is counted out of."
        )
    if stated is None:
        return formats.rounded(given, 4), COMPUTED_DECIMALS[NumberKind(definition.kind)]
    if definition.kind == NumberKind.PERCENTAGE:
        fault = check_percentage(stated.value, stated.decimals, numerator, denominator)
        if fault is not None:
            reader.faults[f"{prefix}-value"] = fault.sentence
    elif formats.rounded(given, stated.decimals) != stated.value:
        parts = f"{formats.number(numerator)} over {formats.number(denominator)}"
        right = formats.number(given, max(stated.decimals, 2))
        reader.faults[f"{prefix}-value"] = f"{parts} is {right}, not {formats.number(stated.value)}."
    return stated.value, stated.decimals


def _precision(reader: Reader, prefix: str, stated: Parsed | None) -> str:
    """How exact the number is: as its words say ("about 20"), else as chosen; both and different is a fault."""
    chosen = reader.choice(f"{prefix}-precision", PRECISIONS) or Precision.EXACT
    typed = stated.precision if stated else Precision.EXACT
    if typed == Precision.EXACT:
        return chosen
    if chosen not in (Precision.EXACT, typed):
        reader.faults[f"{prefix}-precision"] = f"The number says “{Precision(typed).label}”: choose the same here."
    return typed


def _raw(reader: Reader, prefix: str) -> dict[str, str]:
    """What was typed, without the form's prefix."""
    start = f"{prefix}-"
    return {name.removeprefix(start): text for name, text in reader.raw.items() if name.startswith(start)}
