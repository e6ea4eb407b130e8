"""Awards as spreadsheet lines: all that is known of each at the end of a quarter, or a line for each amount."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from commissioning.figures.awards import part_of
from commissioning.figures.money import how_exact
from commissioning.figures.pieces import AMOUNTS, Piece, by_stream
from commissioning.figures.years import Told
from commissioning.models import Award, Variation
from commissioning.ratings.splits import together
from commissioning.ratings.totals import check_total
from commissioning.ratings.values import Precision
from tracker import formats
from tracker.exports import Cell
from tracker.periods import financial_year_bounds

AWARDS = (
    "Award",
    "Award code",
    "Reference",
    "Provider",
    "Kind",
    "Starts",
    "Ends",
    "Years it may be extended by",
    "Review by",
    "Notice by",
    "Financial year",
    "Awarded",
    "Awarded, how exactly",
    "Committed",
    "Paid",
    "Paid in advance",
    "Spent",
    "Spent as at",
    "Forecast",
    "Forecast less awarded",
    "Left",
    "Used, per cent",
    "Year gone, per cent",
    "Points ahead of the year",
    "Funded by",
    "Services",
    "Shares of the services",
    "Read together with",
    "Awarded over all years",
    "Stated total",
    "Stated total against its parts",
    "Changes begun",
    "Decided on",
    "Decision",
    "Purpose",
    "Reasons",
    "Conditions",
)
MONEY = (
    "Award",
    "Award code",
    "Kind",
    "Provider",
    "Funder",
    "Stream",
    "Stream code",
    "Financial year",
    "Period",
    "Period begins",
    "Period ends",
    "What",
    "Amount",
    "State",
    "How it is known",
)
HOW = {
    "awarded": "as the award is split",
    "committed": "as the award and its changes are split",
    "paid": "as the ledger has it",
    "spent": "as the provider said",
    "forecast": "as the provider said",
}
DIVIDED = "divided as the year’s money is split"


def award_line(piece: Piece, told: Told, services: Sequence[tuple[str, Decimal | None]]) -> Sequence[Cell]:
    """One award. `services` are the names of those that it covers, with their shares."""
    position, award = piece.position, piece.position.award
    pace = position.pace if "spent" in piece.told else None
    parts = [part_of(row) for row in award.splits.all() if row.variation is None or _begun(row.variation, told)]
    whole, stated = together(parts), award.stated_total
    check = None if stated is None else check_total(whole, stated, Precision(award.stated_total_precision))
    return (
        award.title,
        award.code,
        award.reference,
        str(award.provider) if award.provider.stated else None,
        award.get_kind_display(),
        award.starts_on,
        award.ends_on,
        award.extension_years,
        award.review_by,
        award.notice_on,
        position.year_label,
        piece.awarded,
        None if piece.awarded is None else str(position.awarded_precision).replace("_", " "),
        piece.committed,
        piece.paid,
        piece.in_advance,
        piece.spent,
        position.spent_as_of if piece.spent is not None else None,
        piece.forecast,
        piece.variance,
        None if piece.awarded is None or piece.spent is None else piece.awarded - piece.spent,
        *(one_decimal(each) for each in ((pace.used, pace.gone, pace.points) if pace else (None, None, None))),
        "; ".join(dict.fromkeys(split.stream for split in position.splits)),
        "; ".join(name for name, _ in services),
        "; ".join(formats.percentage(share) for _, share in services if share is not None),
        award.group,
        whole.amount,
        stated,
        check.sentence if check else None,
        sum(_begun(row, told) for row in award.variations.all()),
        award.decided_on,
        award.decision,
        award.purpose,
        award.reasons,
        award.conditions,
    )


def one_decimal(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else formats.rounded(percent, 1)


def _begun(change: Variation, told: Told) -> bool:
    return change.effective_on <= told.on


def money_lines(award: Award, told: Told, *, spend: bool) -> Iterator[Sequence[Cell]]:
    """A line for each amount of each year and stream, and for what was paid and spent in each quarter; also where no
    amount is held, which its state says. `spend`: whether what was spent may be told.
    """
    named = {row.stream.code: row.stream for row in award.splits.all()}
    first = [award.title, award.code, award.get_kind_display(), award.provider.name if award.provider.stated else ""]
    for piece in told.pieces(award):
        year = piece.position.year_label
        for code, part in by_stream(piece).items():
            stream = named.get(code or "")
            where = [stream.funder.name, stream.name, stream.code] if stream else ["", "", ""]
            for name in AMOUNTS:
                if name in part.told and (spend or name not in ("spent", "forecast")):
                    amount, how = part.amount(name), _how(part, name, code)
                    span = (year, *financial_year_bounds(year))
                    yield [*first, *where, year, *span, name, amount, _state(name, amount), how]
        for quarter in told.quarters_over(year):
            held = {"paid": told.paid_in(award.pk, quarter.start, quarter.end)}
            held |= {"spent": told.spent_in(award.pk, quarter)} if spend else {}
            for name, amount in held.items():
                span = (quarter.label, quarter.start, quarter.end)
                what = f"{name} in the quarter"
                yield [*first, "", "", "", year, *span, what, amount, _state(name, amount), HOW[name]]


AS_SPLIT = ("awarded", "committed")


def _how(part: Piece, name: str, stream: str | None) -> str:
    """How an amount of one stream is known; of a split also how exactly, where it is not exact."""
    if name not in AS_SPLIT:
        return DIVIDED if part.divided else HOW[name]
    splits = part.position.splits + (part.position.to_come if name == "committed" else ())
    precision = how_exact(each for each in splits if each.stream_code == stream)
    return HOW[name] if precision == Precision.EXACT else f"{HOW[name]}: {formats.with_precision('so much', precision)}"


def _state(name: str, amount: Cell) -> str:
    return "held" if amount is not None else "not stated" if name in AS_SPLIT else "not held"
