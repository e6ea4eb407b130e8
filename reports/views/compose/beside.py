"""What stands beside the words of a paragraph: what was sent, what was said last quarter, what can be put in."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from commissioning.choices import Prompt
from commissioning.figures import LiveFacts
from commissioning.models import Narrative
from commissioning.parsing.references import LiveReference, references_in
from commissioning.views.quarters import Scene
from reports.builder.outline import Outline, Paragraph
from reports.builder.resting import TEXTS
from reports.builder.suggestions import MOST, Suggestion, of_money, of_vacancies, suggestions
from reports.models import Entry
from tracker.together import together

LAST_QUARTER = timedelta(days=100)
Row = dict[str, Any]
GIVEN = "given"


def beside(found: Paragraph, outline: Outline, scene: Scene, facts: LiveFacts) -> Row:
    """The page's rows: of each source its figures and its own words; the words of the update before."""
    return {
        "sources": [_source(source, outline, scene) for source in found.sources],
        "suggested": [
            {"name": each.code, "text": each.text, "prints": facts.text(each.text)}
            for each in suggested(found, outline, facts)
        ],
        "before": last_words(found, scene),
        "given": {"name": GIVEN, "text": given(found)} if found.given and not found.entry.words else None,
    }


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
    services = [source.service for source in found.sources if source.service]
    own = [source.award for source in found.sources if source.award]
    awards = {each.code: each for each in [*own, *(a for s in services for a in outline.sources.awards.get(s.pk, ()))]}
    listed = list(awards.values())[:MOST]
    facts.prepare(LiveReference("award", each.code) for each in listed)
    facts.prepare(LiveReference("vacancy", each.code) for each in services)
    positions = [facts.positions.get(each.code) for each in listed]
    said = [of_money(each.award.title, each.award.code, each.pace) for each in positions if each]
    vacant = [(each, facts.vacant.get(each.code)) for each in services]
    said += [of_vacancies(each.name, each.code, posts.number if posts else None) for each, posts in vacant]
    return [each for each in said if each is not None][:MOST]


def _source(source: Any, outline: Outline, scene: Scene) -> Row:
    said = outline.sources
    returns = said.told(source.service_id) if source.service_id else []
    texts = [row for owed in returns for row in said.texts.get(("return", owed.pk), ())]
    if source.office_item_id:
        texts = list(said.texts.get(("item", source.office_item_id), ()))
    figures = said.figures.get(source.service_id or 0, ())
    return {
        "name": str(source),
        "url": url_of(source, scene),
        "figures": [{"label": each.label, "words": each.words, "beside": each.comparator_words} for each in figures],
        "texts": [{"label": Prompt(row.prompt).label, "text": row.text} for row in texts if row.prompt in TEXTS],
        "missing": bool(source.service_id) and not returns,
    }


def url_of(source: Any, scene: Scene) -> str:
    """Where a source is: a service's page, an item's, an award's."""
    slug = scene.quarter.slug
    if source.service_id:
        return reverse("service-tab", args=[slug, source.service_id, "returns"])
    if source.office_item_id:
        return reverse("item", args=[source.office_item_id])
    return reverse("award", args=[slug, source.award_id])


def last_words(found: Paragraph, scene: Scene) -> str:
    """What was said last quarter: the words of the paragraph of this name, else those that its services gave."""
    services = [source.service_id for source in found.sources if source.service_id]
    since, before = scene.quarter.start - LAST_QUARTER, scene.quarter.start
    rows = together(
        Entry.objects.filter(
            code=found.entry.code,
            section__update__period__end__gte=since,
            section__update__period__end__lt=before,
        ),
        Narrative.objects.filter(
            prompt=Prompt.UPDATE_WORDS,
            quarterly_return__service__in=services,
            quarterly_return__period__end__gte=since,
            quarterly_return__period__end__lt=before,
        ),
    )
    own = [entry.words for entry in rows[Entry] if entry.words]
    return "\n\n".join(own or [row.text for row in rows[Narrative]])
