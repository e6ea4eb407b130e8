"""The update's tables of money: the group of like awards, new funding, and every award with its position."""

from commissioning import figures
from commissioning.figures.wording import awarded_words
from commissioning.ratings.pace import PaceState
from reports.builder.material import Material
from reports.document import Column, PaceBar, Row, Table
from reports.document.records import NOTE, without_empty_note
from tracker import formats

NOT_HELD = "not held"
STATES = {
    PaceState.ALL_USED: "All used",
    PaceState.OVER: "Over the award",
    PaceState.AHEAD: "Ahead of the year",
    PaceState.BEHIND: "Behind the year",
}


def amount(value, precision: str = "exact") -> str:
    return NOT_HELD if value is None else formats.money(value, precision)


def used(position) -> str:
    return NOT_HELD if position.pace is None or position.pace.used is None else formats.share(position.pace.used)


def pace_state(position) -> str:
    """ "All used", "Ahead of the year": empty on pace and where it can't be said."""
    measured = position.pace
    if measured is None or (measured.state in (PaceState.AHEAD, PaceState.BEHIND) and not measured.off_pace):
        return ""
    if measured.state == PaceState.ALL_USED and not measured.off_pace:
        return ""
    return STATES.get(measured.state, "")


def group_table(positions, material: Material) -> Table:
    """Like awards with totals and pace; the total as stated is set beside the computed one."""
    together = figures.summary(positions)
    table = Table(
        code=positions[0].award.group,
        caption=f"Awards and spend, {positions[0].year_label}",
        columns=(
            Column("Provider"),
            Column("Awarded", True),
            Column("Spent so far", True),
            Column("Used", True),
            Column("Year gone", True),
            NOTE,
        ),
        rows=tuple(_group_row(each) for each in positions),
        total=(
            "Total",
            amount(together.awarded.amount),
            amount(together.spent.amount),
            formats.share(together.pace.used) if together.pace and together.pace.used is not None else NOT_HELD,
            formats.share(together.pace.gone) if together.pace else "",
            "",
        ),
        notes=tuple(_group_notes(together)),
    )
    return without_empty_note(table)


def _group_row(position) -> Row:
    gone = formats.share(position.pace.gone) if position.pace else ""
    cells = (
        position.award.provider.brief_name,
        awarded_words(position, nil=NOT_HELD),
        amount(position.spent),
        used(position),
        gone,
    )
    services = list(position.award.services.all())
    service = services[0].code if services else ""
    return Row((*cells, pace_state(position)), service=service, audience=position.audience)


def _group_notes(together):
    if together.stated is not None:
        yield f"The computed total {together.stated.sentence}."
    if together.pace is not None and together.pace.left is not None:
        yield f"Not used: {formats.money(together.pace.left)}."
    yield "Spent is what each provider told the office; what the office has paid is not held."


def pace_bars(positions) -> tuple[PaceBar, ...]:
    return tuple(_bar(each) for each in positions if each.pace is not None)


def _bar(position, anchor: str = "") -> PaceBar:
    measured = position.pace
    return PaceBar(
        label=position.award.provider.brief_name,
        used=None if measured.used is None else str(formats.rounded(measured.used, 1)),
        gone=str(formats.rounded(measured.gone, 1)),
        words=f"{amount(position.spent)} of {awarded_words(position, nil=NOT_HELD)}",
        anchor=anchor,
    )


def new_funding_table(material: Material) -> Table | None:
    """Allocations and changes to awards that are dated in the quarter."""
    rows = [
        Row(
            (
                each.stream.name,
                each.stream.funder.name,
                each.year_label,
                "not stated" if each.amount is None else formats.money(each.amount, each.precision),
                f"Allocation, {each.get_stage_display()}. {each.purpose}".strip(),
            )
        )
        for each in material.allocations
    ]
    rows += [
        Row(
            (
                each.award.title,
                each.award.provider.brief_name,
                formats.day(each.effective_on),
                _posts(each),
                each.reason,
            )
        )
        for each in material.variations
    ]
    if not rows:
        return None
    columns = (
        Column("Fund or award"),
        Column("From or to"),
        Column("When"),
        Column("Amount or posts", True),
        Column("What it is"),
    )
    return Table("new-funding-table", "New funding this quarter", columns, tuple(rows))


def _posts(variation) -> str:
    return "not stated" if variation.posts is None else f"{variation.posts} posts"


def awards_table(material: Material) -> Table:
    """Every award behind the update, with who funds it and how it stands."""
    columns = (
        Column("Award"),
        Column("Provider"),
        Column("Funded by"),
        Column("Awarded", True),
        Column("Spent so far", True),
        Column("Forecast", True),
        Column("Used", True),
    )
    rows = tuple(
        Row(
            (
                each.award.title,
                each.award.provider.brief_name,
                formats.listing(dict.fromkeys(split.stream for split in each.splits)) or "not stated",
                awarded_words(each, nil="not stated"),
                amount(each.spent),
                amount(each.forecast),
                used(each),
            ),
            service=_service(each),
            audience=each.audience,
        )
        for each in material.positions
    )
    return Table("awards", f"Awards, {material.quarter.year_label}", columns, rows)


def spend_table(material: Material) -> Table | None:
    """Spend as it was stated this quarter, line by line, with its note."""
    rows = tuple(
        Row(
            (
                line.award.title,
                line.pack.provider.brief_name,
                amount(line.in_quarter),
                amount(line.to_date),
                line.note,
            ),
            service=next((service.code for service in line.award.services.all()), ""),
            audience=line.audience,
        )
        for line in material.spend
    )
    columns = (
        Column("Award"),
        Column("Provider"),
        Column("In the quarter", True),
        Column("Since April", True),
        NOTE,
    )
    return without_empty_note(Table("spend", "Spend as stated by providers", columns, rows)) if rows else None


def _service(position) -> str:
    return next((service.code for service in position.award.services.all()), "")
