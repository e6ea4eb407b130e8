"""The update's findings, by the shared rules (`commissioning.ratings.findings`), with the paragraph behind each."""

from collections.abc import Iterator
from dataclasses import dataclass

from commissioning import figures
from commissioning.choices import Cause, NewsKind, Prompt
from commissioning.models import Service, StaffingLine
from commissioning.ratings import findings as rules
from reports.builder.counts import key_of_waiting, keys_beside, keys_of, keys_so_far
from reports.builder.material import Material
from reports.document import Audience, Finding

GOOD_NEWS = [NewsKind.PRIZE, NewsKind.LAUNCH, NewsKind.EQUIPMENT]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is told of: the paragraph's anchor and heading."""

    anchor: str
    heading: str


def _all_figures(material: Material) -> Iterator[figures.MeasureFigure]:
    for service in material.services:
        yield from material.measured.get(service, ())


def current(material: Material) -> list[figures.MeasureFigure]:
    return [each for each in _all_figures(material) if rules.has_number(each)]


def keys_compared(figure: figures.MeasureFigure) -> tuple[str, ...]:
    """The counts that a figure and its comparison tell."""
    return keys_of(figure) + keys_beside(figure, figure.comparator)


def _placed(places: dict[int, Place], found: rules.Finding | None, counts: tuple[str, ...] = ()) -> Iterator[Finding]:
    """What a rule said of a service that has a paragraph; `counts` are those that the sentence tells."""
    place = places.get(found.service or 0) if found else None
    if found and place:
        yield Finding(found.rule, place.heading, found.text, place.anchor, Audience(found.audience), counts)


def better(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: a figure moved the good way; a year on course; promises kept; posts filled; news."""
    now = current(material)
    for figure in now:
        yield from _placed(places, rules.figure_better(figure), keys_compared(figure))
        yield from _placed(places, rules.change_better(figure))
    for figure in now:
        course = rules.on_course(figure) or rules.on_course_with_gaps(figure)
        yield from _placed(places, course, keys_of(figure) + keys_so_far(figure))
    for promise in _promises(material):
        yield from _placed(places, rules.promise_kept(promise))
    for posts in _posts(material):
        yield from _placed(places, rules.posts_filled(posts, heading=_heading(places, posts.service)))
    for rows in material.news.values():
        for news in rows:
            if news.kind in GOOD_NEWS and news.service_id in places:
                place = places[news.service_id]
                yield Finding("news", place.heading, news.text, place.anchor, Audience(news.audience))


def watching(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """Rules in order: money off pace; a figure moved the bad way; most of a whole; waiting; vacancies; late."""
    now = {each.measure.pk: each for each in current(material)}
    yield from _money_off_pace(material, places)
    for figure in now.values():
        yield from _placed(places, rules.figure_worse(figure), keys_compared(figure))
    for figure in now.values():
        whole = now.get(figure.measure.whole_id or 0)
        counts = keys_of(figure) + (keys_of(whole) if whole else ())
        yield from _placed(places, rules.most_of_whole(figure, whole), counts)
    yield from _waiting(material, places)
    yield from vacancies(material, places)
    for promise in _promises(material):
        yield from _placed(places, rules.promise_late(promise))
    yield from _recurring(material)


def _money_off_pace(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    """The awards under one paragraph in one sentence, the paragraph of the worst first."""
    used: dict[str, tuple[int, list[rules.Used]]] = {}
    for each in material.positions:
        service = next((s.pk for s in each.award.services.all() if s.pk in places), None)
        if service is not None:
            _, awards = used.setdefault(places[service].anchor, (service, []))
            awards.append(rules.Used(each.award.provider.brief_name, each.pace, Audience.PUBLIC))
    found = [rules.money_off_pace(service, awards) for service, awards in used.values()]
    for told in sorted(filter(None, found), key=lambda each: -each.weight):
        yield from _placed(places, told)


def _heading(places: dict[int, Place], service: int) -> str:
    return places[service].heading if service in places else ""


def _waiting(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    for service in places:
        for key in material.records(service):
            for line in material.waiting.get(key, ()):
                told = rules.Waiting(service, line.name, line.state, line.waiting, line.note, line.audience)
                yield from _placed(places, rules.waiting_list(told), key_of_waiting(line))


def vacancies(material: Material, places: dict[int, Place]) -> Iterator[Finding]:
    for posts in _posts(material):
        yield from _placed(places, rules.posts_vacant(posts, heading=_heading(places, posts.service)))


def _posts(material: Material) -> Iterator[rules.Posts]:
    return (_posts_of(line, service) for line in material.staffing for service in line.services.all())


def _posts_of(line: StaffingLine, service: Service) -> rules.Posts:
    return rules.Posts(service.pk, line.role, line.in_post, line.vacant, line.expected, line.note, line.audience)


def _promises(material: Material) -> Iterator[rules.Promise]:
    return (
        rules.Promise(each.pk, each.service_id or 0, each.text, each.state, each.audience) for each in material.promises
    )


def _recurring(material: Material) -> Iterator[Finding]:
    for cause, services in recurring_causes(material).items():
        told = rules.recurring(rules.Recurring(cause, cause.label, sorted(services), Audience.PUBLIC))
        if told:
            yield Finding(told.rule, cause.label.capitalize(), told.text, "")


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
