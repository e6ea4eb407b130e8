"""What stands beside the words of a paragraph: what was sent, what was said last quarter, what can be put in."""

from typing import Any

from django.urls import reverse

from commissioning.choices import Prompt
from commissioning.figures import LiveFacts, MeasureFigure, measure_figures
from commissioning.models import Award, Narrative, Service
from commissioning.parsing.references import OF_FIGURES, LiveReference, references_in
from commissioning.views.quarters import Scene
from reports.builder.outline import Outline, Paragraph
from reports.builder.resting import TEXTS, Sources
from reports.builder.suggestions import MOST, Suggestion, of_money, of_vacancies, suggestions

Row = dict[str, Any]
GIVEN = "given"
AS_IT_STOOD = "(as it then stood)"


def beside(found: Paragraph, outline: Outline, scene: Scene, facts: LiveFacts) -> Row:
    """The page's rows: of each source its figures and its own words; the words of the update before."""
    return {
        "sources": [_source(source, outline, scene, facts) for source in found.sources],
        "suggested": [
            {"name": each.code, "text": each.text, "prints": facts.text(each.text)}
            for each in suggested(found, outline, facts)
        ],
        "before": before(outline, scene),
        "given": {"name": GIVEN, "text": given(found)} if found.given and not found.entry.words else None,
    }


def before(outline: Outline, scene: Scene) -> str:
    """Last quarter's words, with the figures of that quarter: what the outline's figures know of it is read already.

    Money, posts and dates of then would each ask the database: they are told as such.
    """
    text = "\n\n".join(outline.sources.before)
    then = scene.reference.previous(scene.quarter)
    by_code = {each.measure.code: each for each in outline.sources.every_figure}
    told = {written: reference for written, reference in references_in(text) if reference}
    if not told or then is None:
        return text
    for written, reference in told.items():
        if reference.kind not in OF_FIGURES or reference.code not in by_code:
            text = text.replace(written, AS_IT_STOOD)
    own = [by_code[code] for code in dict.fromkeys(each.code for each in told.values()) if code in by_code]
    rows = {each.measure.pk: each.series.rows for each in own}

    def as_they_were() -> list[MeasureFigure]:
        measures = [each.measure for each in own]
        return measure_figures(measures, then, reference=scene.reference, with_submitted=True, rows=rows)

    return LiveFacts(then, reference=scene.reference, with_submitted=True, own=as_they_were).text(text)


def given(found: Paragraph) -> str:
    return "\n\n".join(found.given)


def offers(found: Paragraph, outline: Outline, facts: LiveFacts) -> dict[str, str]:
    """Texts that one press puts into the paragraph, by name."""
    own = {GIVEN: given(found)} if found.given else {}
    return own | {each.code: each.text for each in suggested(found, outline, facts)}


def suggested(found: Paragraph, outline: Outline, facts: LiveFacts) -> list[Suggestion]:
    """Sentences for its figures, its money and its vacancies that its words don't tell yet."""
    current = [each for each in found.figures if each.is_current]
    every = suggestions((each, each.measure.code, each.measure.headline) for each in current)
    every += _of_money_and_posts(found, outline, facts)
    told = _pointed_at(found.entry.words)
    return [each for each in every if not told & _pointed_at(each.text)]


def _pointed_at(text: str) -> set[tuple[str, str]]:
    """What a text tells live: kind and code of each reference, in whatever form."""
    return {(reference.kind, reference.code) for _, reference in references_in(text) if reference}


def _of_money_and_posts(found: Paragraph, outline: Outline, facts: LiveFacts) -> list[Suggestion]:
    """One for each award, and one for each service whose vacant posts were stated; at most a few."""
    positions = [facts.positions.get(each.code) for each in _awards(found, outline)]
    said = [of_money(each.award.title, each.award.code, each.pace) for each in positions if each]
    vacant = [(each, facts.vacant.get(each.code)) for each in _services(found)]
    said += [of_vacancies(each.name, each.code, posts.number if posts else None) for each, posts in vacant]
    return [each for each in said if each is not None][:MOST]


def pointed_at(found: Paragraph, outline: Outline) -> list[LiveReference]:
    """The stored facts that are told beside the words: by what was sent, and by suggested sentences."""
    texts = (row.text for source in found.sources for row in _texts(source, outline.sources))
    told = [ref for text in texts for _, ref in references_in(text) if ref is not None]
    money = [LiveReference("award", each.code) for each in _awards(found, outline)]
    return [*told, *money, *(LiveReference("vacancy", each.code) for each in _services(found))]


def _services(found: Paragraph) -> list[Service]:
    return [source.service for source in found.sources if source.service]


def _awards(found: Paragraph, outline: Outline) -> list[Award]:
    """Those that it rests on, and those of its services that run in the quarter; at most a few."""
    own = [source.award for source in found.sources if source.award]
    of_services = [each for service in _services(found) for each in outline.sources.awards.get(service.pk, ())]
    return list({each.code: each for each in [*own, *of_services]}.values())[:MOST]


def _texts(source: Any, said: Sources) -> list[Narrative]:
    """What the source says in words."""
    returns = said.told(source.service_id) if source.service_id else []
    keys = [("item", source.office_item_id)] if source.office_item_id else [("return", owed.pk) for owed in returns]
    return [row for key in keys for row in said.texts.get(key, ()) if row.prompt in TEXTS]


def _source(source: Any, outline: Outline, scene: Scene, facts: LiveFacts) -> Row:
    said = outline.sources
    figures = said.figures.get(source.service_id or 0, ())
    return {
        "name": str(source),
        "url": url_of(source, scene),
        "figures": [{"label": each.label, "words": each.words, "beside": each.comparator_words} for each in figures],
        "texts": [{"label": Prompt(row.prompt).label, "text": facts.text(row.text)} for row in _texts(source, said)],
        "missing": bool(source.service_id) and not said.told(source.service_id),
    }


def url_of(source: Any, scene: Scene) -> str:
    """Where a source is: a service's page, an item's, an award's."""
    slug = scene.quarter.slug
    if source.service_id:
        return reverse("service-tab", args=[slug, source.service_id, "returns"])
    if source.office_item_id:
        return reverse("item", args=[source.office_item_id])
    return reverse("award", args=[slug, source.award_id])
