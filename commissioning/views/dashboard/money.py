"""The dashboard's money: by objective of the plan, like awards one by one, all awards as a table."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning import charts
from commissioning.figures import AwardPosition, groups, summary
from commissioning.figures.money import MoneyTotals, group_name, share_of
from commissioning.figures.plan import (
    FunderMoney,
    ObjectiveMoney,
    funder_lines_of,
    objective_lines,
    placed,
    totals_of,
)
from commissioning.figures.wording import awarded_words
from commissioning.ratings.pace import PaceState
from commissioning.tables import LINK
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import awards_url, service_url
from commissioning.views.service.money import amount, gone, pace_line
from tracker import formats
from tracker.templatetags.tracker_tags import or_nil, rag

Row = dict[str, Any]
MOST_PARTS = 8
ROWS = 60
NUMBER = '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{{}}</td>'
ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}'
    '<span class="ct-table__sub">{}</span></th>'
    + "".join(NUMBER.format(label) for label in ("Awarded", "Spent so far", "Used", "Left"))
    + '<td class="govuk-table__cell" data-label="Rating">{}</td></tr>'
)
FINDINGS = 3


def section(found: Found) -> Row:
    """Lines of the plan with the groups of like awards under theirs, findings, and the table."""
    return found.once("positions", "section", lambda: made(found))


def made(found: Found) -> Row:
    points = found.scene.office.pace_points
    lines: list[Row] = []
    portfolio, positions = found.scene.portfolio, found.positions
    portfolio.once(  # of those that were held before, too
        ("services of awards", found.scene.quarter.pk, tuple(found.query.items())),
        lambda: portfolio.services_of_award.need(each.award.pk for each in positions),
    )
    lots = found.by_provider("placed", lambda own: placed(own, portfolio))
    for line in objective_lines(lots, portfolio, points=points):
        if line.objective is None or not found.query or line.number:
            lines += [objective_line(found, line), *parts(found, line, points)]
    funders = funder_lines_of(lots, portfolio, points=points)
    return {
        "findings": [finding(found, each, points) for each in largest(positions)[:FINDINGS]],
        "lines": lines,
        "funders": [funder_line(found, each) for each in funders],
        "gone": gone([each for each in positions if each.pace]),
        "awards": [award_row(found, each) for each in positions[:ROWS]],
        "more": max(0, len(positions) - ROWS),
        "total": total_row(totals_of([lot.every for lot in lots], points=points)),
    }


def largest(positions: Sequence[AwardPosition]) -> list[list[AwardPosition]]:
    """The groups of like awards, those with the most money first."""
    return sorted(groups(positions).values(), key=lambda group: -sum(each.awarded or 0 for each in group))


def objective_line(found: Found, line: ObjectiveMoney) -> Row:
    own = line.objective
    return money_line(line) | {
        "id": f"pace-objective-{own.pk if own else 0}",
        "name": own.name if own else "Shared by several objectives, or by none",
        "url": awards_url(found, objective=own.code) if own else None,
    }


def funder_line(found: Found, line: FunderMoney) -> Row:
    own = line.funder
    return money_line(line) | {
        "id": f"pace-funder-{own.pk if own else 0}",
        "name": own.name if own else "Not stated, or shared by several",
        "url": awards_url(found, funder=own.code) if own else None,
    }


def money_line(line: ObjectiveMoney | FunderMoney) -> Row:
    """What is used of a line's money against the year gone, or what is known where no bar can be drawn."""
    pace = line.summary.pace
    known = pace is not None and pace.used is not None and pace.spent is not None
    return {
        "chart": charts.pace_bar(pace) if known else None,
        "used": formats.share(pace.used) if pace and pace.used is not None else "",
        "gone": formats.share(pace.gone) if pace else "",
        "sum": f"{formats.money(pace.spent)} of {formats.money(pace.award)}" if pace and pace.spent is not None else "",
        "words": without_pace(line),
    }


def without_pace(line: ObjectiveMoney | FunderMoney) -> str:
    """What is known of a line's money where no pace can be drawn."""
    if not line.number:
        return "No award held"
    known, spent = line.summary.awarded.known, line.summary.spent.known
    held = [f"{formats.money(known)} awarded" if known else "", f"{formats.money(spent)} spent" if spent else ""]
    number = line.number
    awards = f"{formats.in_words(number)} award{'' if number == 1 else 's'}"
    return f"{'; '.join(filter(None, held)) or 'Amount and spend not held'} ({awards})"


def parts(found: Found, line: ObjectiveMoney, points: Any) -> list[Row]:
    """The like awards under an objective, each with its line, fastest first; a line a group where there are many."""
    grouped = groups(line.positions)
    listed = [each for group in grouped.values() for each in group]
    if len(listed) > MOST_PARTS:
        return [group_line(found, group, points) for group in grouped.values()]
    by_pace = sorted(listed, key=lambda each: -(each.pace.used if each.pace and each.pace.used is not None else -1))
    named = zip(by_pace, names(by_pace), strict=True)
    return [pace_line(each, name=name, url=award_url(found, each), part=True) for each, name in named]


def group_line(found: Found, positions: list[AwardPosition], points: Any) -> Row:
    """A group of like awards in one line."""
    own = share_of(positions)
    whole = ObjectiveMoney((own,), own.totals(points), None)
    named = {"id": f"pace-group-{positions[0].award.pk}", "name": name_of(found, positions), "part": True}
    return objective_line(found, whole) | named | {"url": award_url(found, positions[0])}


def names(positions: list[AwardPosition]) -> list[str]:
    """What each is called beside the others."""
    return told_apart([each.award.title for each in positions])


def told_apart(titles: list[str]) -> list[str]:
    """The own part of titles such as "CSP grant 2022/23: Shropshire"; all of them where two have the same."""
    parts = [each.split(": ", 1)[-1] for each in titles]
    return parts if len(set(parts)) == len(parts) else titles


def award_url(found: Found, position: AwardPosition) -> str | None:
    covered = found.scene.portfolio.services_of_award.get(position.award.pk, [])
    return service_url(found, covered[0].service_id, "money") if covered else None


def finding(found: Found, positions: list[AwardPosition], points: Any) -> str:
    """A group in two sentences: what is used of what, and who is out of step."""
    total = summary(positions, points=points)
    name = name_of(found, positions)
    if total.pace is None or total.pace.used is None or total.pace.spent is None or total.awarded.amount is None:
        return f"{name}: not every amount is held, so there is no total."
    of = f"{formats.money(total.pace.spent)} of {formats.money(total.awarded.amount)}"
    left = f"{formats.money(total.pace.left)} left" if total.pace.left is not None else ""
    return f"{name}: {of} used, {formats.share(total.pace.used)}; {left}. {off_words(positions)}{stated_words(total)}"


def off_words(positions: list[AwardPosition]) -> str:
    """How many are out of step with the year, and which are all used already."""
    paces = [each.pace for each in positions if each.pace]
    off = [each for each in paces if each.off_pace]
    over = (PaceState.ALL_USED, PaceState.OVER)
    named = zip(positions, names(positions), strict=True)
    used = [name for each, name in named if each.pace and each.pace.state in over]
    points = f"{formats.number(paces[0].limit)} points or more out of step with the year" if paces else ""
    many, all_ = formats.in_words(len(off)).capitalize(), formats.in_words(len(positions))
    found = f"{many} of {all_} {'is' if len(off) == 1 else 'are'} {points}. " if off else ""
    return found + (f"All used already: {formats.listing(used)}. " if used else "")


def stated_words(total: MoneyTotals) -> str:
    return f"The total {total.stated.sentence}." if total.stated else ""


def name_of(found: Found, positions: list[AwardPosition]) -> str:
    """The service that all awards of the group are for, else what their titles begin with."""
    covered = found.scene.portfolio.services_of_award
    services = (row.service.name for each in positions for row in covered.get(each.award.pk, ()))
    first = next(services, "")
    is_one = bool(first) and all(each == first for each in services)
    return first if is_one else group_name(each.award for each in positions)


def award_row(found: Found, position: AwardPosition) -> SafeString:
    """An award as a row of the table."""
    award, pace, url = position.award, position.pace, award_url(found, position)
    return format_html(
        ROW,
        format_html(LINK, url, award.title) if url else award.title,
        award.provider.name if position.approved else f"{award.provider.name}; not yet approved",
        or_nil(awarded_words(position)),
        or_nil(amount(position.spent)),
        or_nil(formats.share(pace.used) if pace and pace.used is not None else "", "–"),
        or_nil(amount(position.left), "–"),
        rag(position.rating.rag, "cell"),
    )


def total_row(total: MoneyTotals) -> Row:
    """The totals where they can be given, else what is known with the number of awards that are missing."""
    return {"awarded": total_words(total.awarded), "spent": total_words(total.spent)}


def total_words(total: Any) -> str:
    if total.amount is not None:
        return formats.money(total.amount)
    return f"{formats.money(total.known)} and {formats.in_words(len(total.missing))} not held" if total.missing else ""
