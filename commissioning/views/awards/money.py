"""An award's money as its page shows it: by year, by quarter against the year gone, and where amounts come from."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from commissioning.figures.awards import Standing
from commissioning.figures.money import AwardPosition
from commissioning.figures.pieces import Piece, sums
from commissioning.figures.years import Told
from commissioning.models import Award, Payment, ReportingPeriod, SpendLine
from commissioning.models.seeing import audiences, states
from commissioning.ratings.pace import pace_words
from commissioning.ratings.splits import sum_words
from commissioning.views.money.wording import amount_cell, total_cell
from commissioning.views.service.money import STATES, pace_line, spend_row
from tracker import formats
from tracker.models import User

Row = dict[str, Any]
YEARS = ("Awarded", "Committed", "Paid by us", "Spent by them", "Forecast", "At year end")
NARROWER = "not shown to your role"
QUARTERS = 4


def years(told: Told, award: Award, user: User) -> Row:
    """A row a year: paid and spent each in its own column, what is paid in advance under paid."""
    pieces = told.pieces(award)
    rows = [{"cells": year_cells(told, each, user)} for each in pieces]
    whole = sums(pieces)
    sub = [{"text": "", "nil": "–"} for _ in range(2)]
    last = [{"text": "In all"}, *(total_cell(each, nil="not stated") for each in (whole.awarded, whole.committed))]
    last += [total_cell(whole.paid), total_cell(whole.spent) if seen(pieces, user) else {"text": "", "nil": NARROWER}]
    heads = [{"label": "Year"}, *({"label": label, "numeric": True} for label in YEARS)]
    return {"columns": heads, "rows": rows, "totals": {"cells": last + sub} if len(rows) > 1 else None}


def seen(pieces: Iterable[Piece], user: User) -> bool:
    """Whether this person may see what was said to be spent."""
    return all(each.position.audience in audiences(user) for each in pieces)


def year_cells(told: Told, piece: Piece, user: User) -> list[Row]:
    position = piece.position
    first = {"text": position.year_label, "sub": as_of(told, position)}
    awarded = amount_cell(piece.awarded, nil="not stated", precision=position.awarded_precision)
    committed = amount_cell(piece.committed, nil="not stated", precision=position.committed_precision)
    if not seen([piece], user):
        return [first, awarded, committed, amount_cell(piece.paid), *({"text": "", "nil": NARROWER} for _ in range(3))]
    ahead = f"{formats.money(piece.in_advance)} in advance" if piece.in_advance else ""
    used = formats.share(position.pace.used) if position.pace and position.pace.used is not None else ""
    return [
        first,
        awarded,
        committed,
        amount_cell(piece.paid, sub=ahead),
        amount_cell(piece.spent, sub=f"{used} used" if used else ""),
        amount_cell(piece.forecast),
        {"text": year_end(told, piece), "nil": "–"},
    ]


def as_of(told: Told, position: AwardPosition) -> str:
    """Up to which quarter spend counts, where the year is not over."""
    quarter = told.last_quarter(position.year_label)
    if quarter is None:
        return "not begun" if told.on < first_day(told, position.year_label) else ""
    return "" if quarter.place_in_year == QUARTERS else f"to {formats.day(quarter.end)}"


def first_day(told: Told, year: str) -> date:
    quarters = told.quarters_of(year)
    return quarters[0].start if quarters else date.max


def year_end(told: Told, piece: Piece) -> str:
    """Over or under at the year's end: as it was spent once the year is over, else as it is forecast."""
    quarter = told.last_quarter(piece.position.year_label)
    left = piece.position.left
    if quarter is not None and quarter.place_in_year == QUARTERS and left is not None:
        return formats.variance("money", -left)
    return formats.variance("money", piece.variance) if piece.variance is not None else ""


def against_year(told: Told, award: Award, year: str, user: User) -> Row:
    """Used against the year gone at the end of each quarter that is over: as bars, and as the same in a table."""
    found = [(quarter, told.position_at(award, year, quarter)) for quarter in told.quarters_over(year)]
    held = [pair for pair in found if pair[1].pace is not None and pair[1].audience in audiences(user)]
    if not any(position.pace and position.pace.used is not None for _, position in held):
        return {}
    bars = [
        pace_line(position, name=quarter.label) | {"id": f"pace-{award.pk}-{quarter.place_in_year}"}
        for quarter, position in held
    ]
    heads = ("Spent in the quarter", "Spent since April", "Used", "Year gone")
    columns = [{"label": "Quarter"}, *({"label": label, "numeric": True} for label in heads), {"label": "So it is"}]
    return {
        "bars": bars,
        "columns": columns,
        "rows": [{"cells": quarter_cells(quarter, position)} for quarter, position in held],
        "lead": lead(held[-1][1]),
        "gone": formats.share(held[-1][1].pace.gone) if held[-1][1].pace else "",
    }


def lead(position: AwardPosition) -> str:
    return f"{pace_words(position.pace)}: {STATES[position.pace.state]}." if position.pace else ""


def quarter_cells(quarter: ReportingPeriod, position: AwardPosition) -> list[Row]:
    pace = position.pace
    used = formats.share(pace.used) if pace and pace.used is not None else ""
    return [
        {"text": quarter.label},
        amount_cell(position.in_quarter),
        amount_cell(position.spent),
        {"text": used},
        {"text": formats.share(pace.gone) if pace else ""},
        {"text": STATES[pace.state] if pace else ""},
    ]


def said_of(award: Award, user: User) -> QuerySet[SpendLine]:
    """What `spend` is told, as far as this person may see it, to be read together with what else the page shows."""
    rows = SpendLine.objects.filter(award=award, pack__state__in=states(user), audience__in=audiences(user))
    rows = rows.select_related("pack__period", "pack__entered_by", "pack__submitted_by", "pack__approved_by")
    return rows.order_by("-pack__period__sequence", "pk")


def spend(told: Told, award: Award, user: User, quarter: str, rows: Iterable[SpendLine]) -> list[Row]:
    """What each return said, newest first: who entered, sent and approved it, and the cells that it was read from."""
    keys = {line.line for line in told.spend.get(award.pk, ())}
    return [spend_row(row, user, quarter) | {"people": people(row)} for row in rows if row.pk in keys]


def people(row: SpendLine) -> str:
    """ "Entered by Alice, sent 19 October 2022 by Alice, approved 20 October 2022 by Bob"."""
    pack = row.pack
    acts = [
        f"entered by {pack.entered_by}" if pack.entered_by else "",
        f"sent {formats.short_day(pack.submitted_at)} by {pack.submitted_by}" if pack.submitted_at else "",
        f"approved {formats.short_day(pack.approved_at)} by {pack.approved_by}" if pack.approved_at else "",
    ]
    words = ", ".join(filter(None, acts))
    return words[:1].upper() + words[1:]


def paid_for(award: Award, on: date) -> QuerySet[Payment]:
    """What was paid for it by the day, the newest first, each with the extract that it came in."""
    return Payment.objects.filter(award=award, paid_on__lte=on).select_related("import_run")


def payments(rows: Iterable[Payment]) -> list[Row]:
    return [
        {
            "cells": [
                {"text": formats.short_day(row.paid_on)},
                {"text": row.reference, "nil": "not stated", "sub": f"{row.import_run.name}: {row.cell}"},
                {"text": formats.money(row.amount)},
            ]
        }
        for row in rows
    ]


def funding(standing: Standing) -> Row:
    """Streams as rows, years as columns, what they come to below; and whether a stated total ties."""
    labels = list(standing.years)
    streams = dict.fromkeys(part.stream for part in standing.in_force)
    rows = []
    for name in streams:
        own = [[part for part in standing.years[year] if part.stream == name] for year in labels]
        cells = [{"text": sum_words(parts), "nil": "–"} for parts in own]
        every = [part for parts in own for part in parts]
        rows.append({"cells": [{"text": name}, *cells, {"text": sum_words(every)}]})
    totals = [{"text": "Comes to"}, *({"text": sum_words(standing.years[year])} for year in labels)]
    ties = None if standing.stated is None else standing.stated.ties
    return {
        "columns": [{"label": "Stream"}, *({"label": label, "numeric": True} for label in [*labels, "In all"])],
        "rows": rows,
        "totals": {"cells": [*totals, {"text": sum_words(standing.in_force)}]},
        "stated": standing.stated.sentence if standing.stated else "",
        "tag": {True: ("quiet", "Ties"), False: ("late", "Doesn’t tie"), None: ("", "")}[ties],
    }
