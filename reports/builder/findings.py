"""Findings by named rules, each leading to the paragraph behind it.

A rule is silent where a value is missing or can't be compared; demand that only moves is no verdict either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from commissioning import figures
from commissioning.choices import Cause, CommitmentState, NewsKind, Prompt
from commissioning.models import StaffingLine
from commissioning.ratings.pace import PaceState
from commissioning.ratings.projections import Outcome, of_target_words, projection_words
from commissioning.ratings.values import Basis, Polarity
from reports.builder.counts import key_of_waiting, keys_beside, keys_of, keys_so_far
from reports.builder.material import Material
from reports.builder.printed import printed, somebody_waits, waiting_words
from reports.document import Audience, Finding
from tracker import formats

MOST = 7
GOOD_NEWS = [NewsKind.PRIZE, NewsKind.LAUNCH, NewsKind.EQUIPMENT]
MOST_OF_WHOLE = 75


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is told of: the paragraph's anchor and heading."""

    anchor: str
    heading: str


def first_of(found: Iterator[Finding]) -> list[Finding]:
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


def current(material: Material) -> list[figures.MeasureFigure]:
    return [each for each in _all_figures(material) if each.is_current and each.value.is_number]


def _finding(
    rule: str, place: Place, text: str, audience: str = Audience.PUBLIC, counts: tuple[str, ...] = ()
) -> Finding:
    return Finding(rule, place.heading, text, place.anchor, Audience(audience), counts)


def keys_compared(figure: figures.MeasureFigure) -> tuple[str, ...]:
    """The counts that a figure and its comparison tell."""
    return keys_of(figure) + keys_beside(figure, figure.comparator)


def _figure_text(figure: figures.MeasureFigure) -> str:
    lead = f"{without_capital(figure.measure.label)} {figure.words}"
    return f"{lead} ({figure.comparator_words})." if figure.comparator.shown else f"{lead}."


def better(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: a figure moved the good way; a year on course; promises kept; posts filled; news."""
    for figure in current(material):
        place = places.get(figure.measure.service_id)
        if place is None:
            continue
        if figure.comparator.better:
            yield _finding("figure-better", place, _figure_text(figure), figure.measure.audience, keys_compared(figure))
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
    for figure in current(material):
        projection, place = figure.projection, places.get(figure.measure.service_id)
        if place is None or projection is None or projection.target is None or figure.target_condition:
            continue
        good = projection.outcome in (Outcome.MET, Outcome.ON_COURSE)
        if good or (projection.gaps and _projected_well(figure)):
            words = projection_words(figure.definition, projection)
            text = f"{without_capital(figure.measure.label)} {figure.words}; {words} ({of_target_words(projection)})."
            yield _finding("on-course", place, text, figure.measure.audience, keys_of(figure) + keys_so_far(figure))


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


def watching(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: money off pace; a figure moved the bad way; most of a whole; waiting; vacancies; late."""
    yield from _money_off_pace(material, places)
    for figure in current(material):
        place = places.get(figure.measure.service_id)
        if place is not None and figure.comparator.better is False:
            yield _finding("figure-worse", place, _figure_text(figure), figure.measure.audience, keys_compared(figure))
    yield from _most_of_whole(material, places)
    yield from _waiting(material, places)
    yield from vacancies(material, places)
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
        yield _finding("money-off-pace", place, f"share of the award used, with {gone} of the year gone: {said}.")


def _most_of_whole(material, places) -> Iterator[Finding]:
    """A part that is worse when larger makes up three quarters or more of its whole."""
    now = {each.measure.pk: each for each in current(material)}
    for figure in now.values():
        whole = now.get(figure.measure.whole_id or 0)
        part, of = figure.value.number, whole.value.number if whole else None
        if whole is None or part is None or not of or figure.definition.polarity != Polarity.LOWER:
            continue
        if part * 100 >= MOST_OF_WHOLE * of and figure.measure.service_id in places:
            text = f"{figure.words} of {whole.words} {whole.version.unit}: {without_capital(figure.measure.label)}."
            place, counts = places[figure.measure.service_id], keys_of(figure) + keys_of(whole)
            yield _finding("most-of-whole", place, text, figure.measure.audience, counts)


def _waiting(material, places) -> Iterator[Finding]:
    for service, place in places.items():
        for key in material.records(service):
            for line in material.waiting.get(key, ()):
                if somebody_waits(line):
                    text = f"waiting list. {waiting_words(line)}"
                    yield _finding("waiting-list", place, text, line.audience, key_of_waiting(line))


def vacancies(material, places) -> Iterator[Finding]:
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
