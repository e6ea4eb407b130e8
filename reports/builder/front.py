"""The front pages: findings by named rules, exceptions first, each leading to the paragraph behind it.

A rule is silent where a value is missing or can't be compared; demand that only moves is no verdict either way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from commissioning import figures
from commissioning.choices import Cause, CommitmentState, NewsKind, Prompt
from commissioning.models import StaffingLine
from commissioning.ratings.comparators import Direction
from commissioning.ratings.pace import PaceState
from commissioning.ratings.projections import Outcome, of_target_words, projection_words
from commissioning.ratings.values import Basis, Polarity
from reports.builder.entries import printed, waiting_words
from reports.builder.material import Material
from reports.builder.money import pace_bars
from reports.document import Audience, Column, Entry, Finding, Front, Headline, Row, Table
from tracker import formats

MOST = 7
GOOD_NEWS = [NewsKind.PRIZE, NewsKind.LAUNCH, NewsKind.EQUIPMENT]
MOST_OF_WHOLE = 75


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is told of: the paragraph's anchor and heading."""

    anchor: str
    heading: str


def build_front(material: Material, entries: list[Entry], places: dict[int, Place]) -> Front:
    """The front pages from the material and the paragraphs already built. `places` is the paragraph of each service."""
    groups = [figures.summary(rows) for rows in figures.groups(material.positions).values()]
    without = [entry for entry in entries if entry.no_figure]
    return Front(
        lead=_lead(material, groups, places),
        better=tuple(_first(_better(material, places))),
        watching=tuple(_first(_watching(material, places))),
        comparable=_comparable(material, places),
        no_figure=tuple(Finding("no-figure", entry.heading, "", entry.code, entry.audience) for entry in without),
        no_figure_words=f"Of {len(entries)} paragraphs, {len(without)} carry no headline figure.",
        money=tuple(_money(material)),
        money_words=" ".join(_money_words(groups, places)),
        pace=tuple(bar for group in groups for bar in pace_bars(group.positions)),
        people=tuple(_people(material, places)),
        promises=promises_table(material, places, until=_next_quarter_end(material)),
        promises_words=_promises_words(material),
        received_words=_received_words(material),
        not_received=tuple(
            Finding("not-received", entry.heading, text, entry.code) for entry in entries for text in entry.not_received
        ),
    )


def _first(found: Iterator[Finding]) -> list[Finding]:
    """At most seven, one a paragraph and rule, in the order of the rules: that order is the ranking."""
    kept: dict[tuple[str, str], Finding] = {}
    for finding in found:
        kept.setdefault((finding.rule, finding.anchor), finding)
    return list(kept.values())[:MOST]


def without_capital(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with initials."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _all_figures(material: Material) -> Iterator[figures.MeasureFigure]:
    for service in material.services:
        yield from material.measured.get(service, ())


def _current(material: Material) -> list[figures.MeasureFigure]:
    return [each for each in _all_figures(material) if each.is_current and each.value.is_number]


def _finding(rule: str, place: Place, text: str, audience: str = Audience.PUBLIC) -> Finding:
    return Finding(rule, place.heading, text, place.anchor, Audience(audience))


def _figure_text(figure: figures.MeasureFigure) -> str:
    lead = f"{without_capital(figure.measure.label)} {figure.words}"
    return f"{lead} ({figure.comparator_words})." if figure.comparator.shown else f"{lead}."


def _better(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: a figure moved the good way; a year on course; promises kept; posts filled; news."""
    for figure in _current(material):
        place = places.get(figure.measure.service_id)
        if place is None:
            continue
        if figure.comparator.better:
            yield _finding("figure-better", place, _figure_text(figure), figure.measure.audience)
        if _good_change(figure):
            text = f"{without_capital(figure.measure.label)}: {printed(figure, material).value} (change only)."
            yield _finding("change-better", place, text, figure.measure.audience)
    yield from _on_course(material, places)
    yield from _promises_in_state(material, places, CommitmentState.DONE, "promise-kept", "kept")
    yield from _filled(material, places)
    for rows in material.news.values():
        for news in rows:
            if news.kind in GOOD_NEWS and news.service_id in places:
                yield _finding("news", places[news.service_id], news.text, news.audience)


def _good_change(figure: figures.MeasureFigure) -> bool:
    if figure.definition.basis != Basis.CHANGE_ONLY or figure.definition.polarity == Polarity.CONTEXT:
        return False
    number = figure.value.number
    return number is not None and number != 0 and (number > 0) == (figure.definition.polarity == Polarity.HIGHER)


def _on_course(material, places) -> Iterator[Finding]:
    for figure in _current(material):
        projection, place = figure.projection, places.get(figure.measure.service_id)
        if place is None or projection is None or projection.target is None or figure.target_condition:
            continue
        good = projection.outcome in (Outcome.MET, Outcome.ON_COURSE)
        if good or (projection.gaps and _projected_well(figure)):
            words = projection_words(figure.definition, projection)
            text = f"{without_capital(figure.measure.label)} {figure.words}; {words} ({of_target_words(projection)})."
            yield _finding("on-course", place, text, figure.measure.audience)


def _projected_well(figure) -> bool:
    percent, polarity = figure.projection.percent_of_target, figure.definition.polarity
    if percent is None or polarity == Polarity.CONTEXT:
        return False
    return percent >= 100 if polarity == Polarity.HIGHER else percent <= 100


def _filled(material, places) -> Iterator[Finding]:
    for line in material.staffing:
        for service in line.services.all():
            if service.pk in places and line.in_post and not line.vacant and line.note:
                text = _of_role(line, places[service.pk], without_capital(line.note))
                yield _finding("posts-filled", places[service.pk], text, line.audience)


def _of_role(line: StaffingLine, place: Place, text: str) -> str:
    """The role before the text, unless the paragraph is called after it."""
    return text if line.role == place.heading else f"{line.role}, {text}"


def _watching(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: money off pace; a figure moved the bad way; most of a whole; waiting; vacancies; late."""
    yield from _money_off_pace(material, places)
    for figure in _current(material):
        place = places.get(figure.measure.service_id)
        if place is not None and figure.comparator.better is False:
            yield _finding("figure-worse", place, _figure_text(figure), figure.measure.audience)
    yield from _most_of_whole(material, places)
    yield from _waiting(material, places)
    yield from _vacancies(material, places)
    yield from _promises_in_state(material, places, CommitmentState.SLIPPED, "promise-late", "late")
    yield from _recurring(material)


def _money_off_pace(material, places) -> Iterator[Finding]:
    order = [PaceState.OVER, PaceState.ALL_USED, PaceState.AHEAD, PaceState.BEHIND]
    off = [each for each in material.positions if each.pace is not None and (each.pace.over or each.pace.off_pace)]
    by_place: dict[str, list] = {}
    for each in sorted(off, key=lambda position: order.index(position.pace.state)):
        place = next((places[s.pk] for s in each.award.services.all() if s.pk in places), None)
        if place:
            by_place.setdefault(place.anchor, [place]).append(each)
    for place, *rows in by_place.values():
        said = "; ".join(f"{each.award.provider.brief_name} {formats.share(each.pace.used)}" for each in rows)
        gone = formats.share(rows[0].pace.gone)
        yield _finding("money-off-pace", place, f"used of the award, with {gone} of the year gone: {said}.")


def _most_of_whole(material, places) -> Iterator[Finding]:
    """A part that is worse when larger makes up three quarters or more of its whole."""
    now = {each.measure.pk: each for each in _current(material)}
    for figure in now.values():
        whole = now.get(figure.measure.whole_id or 0)
        part, of = figure.value.number, whole.value.number if whole else None
        if whole is None or part is None or not of or figure.definition.polarity != Polarity.LOWER:
            continue
        if part * 100 >= MOST_OF_WHOLE * of and figure.measure.service_id in places:
            text = f"{figure.words} of {whole.words} {whole.version.unit}: {without_capital(figure.measure.label)}."
            yield _finding("most-of-whole", places[figure.measure.service_id], text, figure.measure.audience)


def _waiting(material, places) -> Iterator[Finding]:
    for service, place in places.items():
        for key in material.records(service):
            for line in material.waiting.get(key, ()):
                if line.state in ("uncounted", "reported") and line.waiting != 0:
                    yield _finding("waiting-list", place, f"waiting list. {waiting_words(line)}", line.audience)


def _vacancies(material, places) -> Iterator[Finding]:
    for service, line in _vacant(material):
        if service in places and line.vacant is not None:
            text = f"{formats.number(line.vacant)} vacant{_expected(line)}."
            yield _finding("vacancies", places[service], _of_role(line, places[service], text), line.audience)


def _vacant(material: Material) -> Iterator[tuple[int, StaffingLine]]:
    for line in material.staffing:
        if line.vacant:
            for service in line.services.all():
                yield service.pk, line


def _expected(line) -> str:
    return f", expected {line.expected}" if line.expected else ""


def _people(material, places) -> Iterator[Finding]:
    yield from _vacancies(material, places)


def _promises_in_state(material, places, state, rule, word) -> Iterator[Finding]:
    for promise in material.promises:
        if promise.state == state and promise.service_id in places:
            yield _finding(rule, places[promise.service_id], f"promise {word}: {promise.text}", promise.audience)


def _recurring(material: Material) -> Iterator[Finding]:
    causes = recurring_causes(material)
    for cause, services in causes.items():
        if len(services) >= 3:
            yield Finding("recurring", cause.label.capitalize(), f"named as a cause by {len(services)} services.", "")


def recurring_causes(material: Material) -> dict[Cause, set[int]]:
    """Services whose challenges name each cause, the most frequent first."""
    found: dict[Cause, set[int]] = {}
    for service in material.services:
        for key in material.records(service):
            for narrative in material.words.get(key, ()):
                if narrative.prompt == Prompt.CHALLENGES:
                    for cause in narrative.causes:
                        found.setdefault(Cause(cause), set()).add(service)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _comparable(material: Material, places: dict[int, Place]) -> Table | None:
    rows = tuple(
        _comparable_row(figure, places[figure.measure.service_id])
        for figure in _current(material)
        if figure.comparator.shown and figure.measure.service_id in places
    )
    columns = (
        Column("Service and figure"),
        Column("This quarter", True),
        Column("Earlier", True),
        Column("Change", True),
        Column("Read as"),
    )
    note = "Compared with the same quarter last year or, where that is not held, with the quarter before; not added up."
    return Table("comparable", "Figures with an earlier one", columns, rows, notes=(note,)) if rows else None


def _comparable_row(figure: figures.MeasureFigure, place: Place) -> Row:
    comparator = figure.comparator
    then = comparator.value
    earlier = (
        formats.value(figure.definition.kind, then.number, then.precision) if then and then.number is not None else ""
    )
    difference = comparator.difference
    change = "" if difference is None else formats.change(figure.definition.kind, difference, comparator.percent)
    return Row(
        (
            f"{place.heading}: {without_capital(figure.measure.label)}",
            figure.words,
            f"{earlier} in {comparator.period}",
            change,
            _verdict(comparator.better),
        ),
        anchor=place.anchor,
        service=figure.measure.service.code,
        audience=Audience(figure.measure.audience),
    )


def _verdict(better: bool | None) -> str:
    return {True: "better", False: "worse", None: "no verdict: context"}[better]


def _money(material: Material) -> Iterator[Headline]:
    together = figures.summary(material.positions)
    if not together.awarded.known:
        return
    year = material.quarter.year_label
    yield Headline(formats.money(together.awarded.known), f"in awards whose amount is held, {year}")
    if together.pace is not None and together.pace.used is not None:
        yield Headline(formats.money(together.spent.known), "spent so far, as stated by providers")
        gone = formats.share(together.pace.gone)
        yield Headline(formats.share(together.pace.used), f"used, {gone} of the year gone")


def _money_words(groups: Iterable[figures.MoneySummary], places: dict[int, Place]) -> Iterator[str]:
    for group in groups:
        if group.pace is not None and group.pace.left is not None:
            yield f"{_group_name(group, places)}: {formats.money(group.pace.left)} not used. {_off_pace_words(group)}."


def _group_name(group: figures.MoneySummary, places: dict[int, Place]) -> str:
    """What like awards are called: the paragraph in which they stand."""
    services = [service.pk for each in group.positions for service in each.award.services.all()]
    return next((places[service].heading for service in services if service in places), "Like awards")


def _off_pace_words(group: figures.MoneySummary) -> str:
    off = [each for each in group.positions if each.pace and (each.pace.off_pace or each.pace.over)]
    points = formats.number(group.pace.limit) if group.pace else ""
    number, total = formats.in_words(len(off)).capitalize(), formats.in_words(len(group.positions))
    return f"{number} of the {total} awards stand {points} points or more from the share of the year gone"


def _next_quarter_end(material: Material) -> date:
    """The last day of the next quarter, or of this one where the calendar ends."""
    following = material.reference.at_sequence(material.quarter, material.quarter.sequence + 1)
    return (following or material.quarter).end


def promises_table(material: Material, places: dict[int, Place], *, until: date | None = None) -> Table | None:
    """Every promise told of this quarter, the next due first; with `until` those that are over or due by that day."""
    shown = [
        promise
        for promise in material.promises
        if until is None
        or promise.state != CommitmentState.OPEN
        or (promise.due_on is not None and promise.due_on <= until)
    ]
    rows = tuple(_promise_row(promise, places) for promise in shown)
    columns = (Column("Promise"), Column("By"), Column("Due"), Column("Now"))
    return Table("promises", "What was promised", columns, rows, audience=Audience.BOARD) if rows else None


def _promise_row(promise, places) -> Row:
    place = places.get(promise.service_id)
    due = promise.due_words or (formats.day(promise.due_on) if promise.due_on else "no date given")
    return Row(
        (promise.text, promise.get_by_whom_display(), due, promise.get_state_display()),
        anchor=place.anchor if place else "",
        service=promise.service.code if promise.service else "",
        audience=Audience(promise.audience),
    )


def _promises_words(material: Material) -> str:
    counts = Counter(promise.state for promise in material.promises)
    if not counts:
        return "No promise is recorded for this quarter."
    parts = [f"{counts[state]} {state.label.lower()}" for state in CommitmentState if counts[state]]
    return f"{formats.listing(parts)}, of {len(material.promises)} recorded; all of them stand in annex C."


def _received_words(material: Material) -> str:
    owed = [each for rows in material.owed.values() for each in rows if each.state != "not_required"]
    counted = [each for each in owed if ("return", each.pk) in material.counted]
    if len(owed) == len(counted):
        return f"All {len(owed)} returns expected are in and approved."
    return f"{len(counted)} of {len(owed)} returns expected are in and approved."


def _lead(material: Material, groups: list[figures.MoneySummary], places: dict[int, Place]) -> str:
    compared = [each for each in _current(material) if each.comparator.shown]
    directions = Counter(each.comparator.direction for each in compared)
    sentences = []
    if compared:
        moved = [
            f"{formats.in_words(directions[way])} went {way}"
            for way in (Direction.UP, Direction.DOWN)
            if directions[way]
        ]
        verb = "figure has" if len(compared) == 1 else "figures have"
        number = formats.in_words(len(compared)).capitalize()
        sentences.append(f"{number} {verb} an earlier one to stand beside: {formats.listing(moved)}.")
    for group in groups:
        if any(each.pace and (each.pace.off_pace or each.pace.over) for each in group.positions):
            sentences.append(f"{_group_name(group, places)}: {without_capital(_off_pace_words(group))}.")
    causes = [cause.label for cause, services in recurring_causes(material).items() if len(services) >= 3]
    if causes:
        verb = "recurs" if len(causes) == 1 else "recur"
        sentences.append(f"{formats.listing(causes).capitalize()} {verb} across the services.")
    return " ".join(sentences) or "No figure of this quarter can yet be set beside an earlier one."
