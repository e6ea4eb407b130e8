"""The whole update as one Document, made for the office: `for_audience` cuts it down for others."""

from commissioning.models import ReportingPeriod, Theme
from commissioning.parsing.prose import word_count
from reports.builder.acronyms import expanded
from reports.builder.annexes import build_annexes
from reports.builder.area_index import area_index
from reports.builder.chosen import Candidate
from reports.builder.entries import build_entry
from reports.builder.findings import Place
from reports.builder.front import build_front, lists
from reports.builder.material import Material, gather
from reports.builder.references import Resolver
from reports.document import NOTICES, Audience, Document, Entry, Group, Section, decided, narrowest
from reports.models import CheckAct, SectionKind, Update
from reports.models import Section as StoredSection
from tracker import formats
from tracker.models import Office

NARROWER: dict[str, Audience] = {CheckAct.LEAVE_OUT: Audience.BOARD, CheckAct.OFFICE_ONLY: Audience.INTERNAL}
TITLE = "Quarterly update on commissioned services"


def build(update: Update, *, office: Office, draft: bool = False) -> Document:
    """The update from approved returns and items; a `draft` also shows what was sent and waits for approval, marked.

    UnknownReference where a text holds a live reference to nothing that is stored.
    """
    return build_from(gather(update, office=office, draft=draft))


def build_from(material: Material) -> Document:
    """The same, from what has been read, with each text for whom somebody decided that it is."""
    return decided(build_undecided(material), narrower_texts(material))


def findings_of(update: Update, *, office: Office) -> dict[str, list[Candidate]]:
    """All that could stand on the front page, by list, with the editor's choices: what they are picked from."""
    material = gather(update, office=office, draft=False)
    return lists(material, _places(material))


def narrower_texts(material: Material) -> dict[str, Audience]:
    """For whom texts are, by key, where somebody decided it of them."""
    found: dict[str, Audience] = {}
    for answer in material.decisions:
        if answer.act in NARROWER:
            key = answer.about
            found[key] = narrowest(NARROWER[answer.act], *([found[key]] if key in found else []))
    return found


def build_undecided(material: Material) -> Document:
    """The same as if nothing had been decided of its texts: what the checks before sign-off are made on."""
    return material.once("undecided", lambda: _undecided(material))


def _undecided(material: Material) -> Document:
    update, office = material.update, material.office
    resolve = Resolver(material)
    built = {section.pk: _entries(section, material, resolve) for section in material.sections}
    built = _explained(built, material)
    entries = [entry for found in built.values() for entry in found]
    places = _places(material)
    return Document(
        office=office.name,
        office_short=office.short_name,
        area=office.area_name,
        title=TITLE,
        period=update.period.label,
        slug=update.period.slug,
        period_words=update.period.words,
        quarter_words=_quarter_words(update.period),
        audience=Audience.INTERNAL,
        notice=NOTICES[Audience.INTERNAL],
        draft=material.draft,
        demonstration=office.demo,
        position_as_at=formats.day(update.position_as_at) if update.position_as_at else "",
        front=build_front(material, entries, places, resolve),
        sections=tuple(_sections(material, built)),
        annexes=(*build_annexes(material, places), area_index(material)),
        words=sum(word_count(passage.text) for entry in entries for passage in entry.passages),
    )


def _entries(section: StoredSection, material: Material, resolve: Resolver) -> list[Entry]:
    stored = material.entries.get(section.pk, ())
    return [build_entry(entry, material, resolve, kind=section.kind) for entry in stored]


def _explained(built: dict[int, list[Entry]], material: Material) -> dict[int, list[Entry]]:
    """The paragraphs with each short form written out where the update first uses it."""
    every = [entry for found in built.values() for entry in found]
    told = iter(expanded(every, {each.short: each.words for each in material.acronyms}))
    return {section: [next(told) for _ in found] for section, found in built.items()}


def _quarter_words(period: ReportingPeriod) -> str:
    return f"quarter {period.place_in_year} of {period.year_label}"


def _places(material: Material) -> dict[int, Place]:
    """The first paragraph in which each service is told of."""
    places: dict[int, Place] = {}
    for section in material.sections:
        for entry in material.entries.get(section.pk, ()):
            for source in material.sources.get(entry.pk, ()):
                if source.service_id:
                    places.setdefault(source.service_id, Place(entry.code, entry.heading))
    return places


def _sections(material: Material, built: dict[int, list[Entry]]):
    number = 0
    for section in material.sections:
        if not built[section.pk]:
            continue
        number += section.kind == SectionKind.OBJECTIVE
        yield Section(
            code=section.objective.code if section.objective else section.kind.replace("_", "-"),
            kind=section.kind,
            number=number if section.kind == SectionKind.OBJECTIVE else None,
            title=section.title,
            groups=tuple(_groups(material, section, built[section.pk])),
        )


def _groups(material: Material, section, entries: list[Entry]):
    """Entries under their themes, in the section's order; those without a theme stand in a group without a heading."""
    theme: Theme | None = None
    found: list[Entry] = []
    for stored, entry in zip(material.entries.get(section.pk, ()), entries, strict=True):
        if found and stored.theme != theme:
            yield _group(section, theme, found)
            found = []
        theme = stored.theme
        found.append(entry)
    if found:
        yield _group(section, theme, found)


def _group(section, theme, entries: list[Entry]) -> Group:
    if theme is None:
        return Group(f"{entries[0].code}-group", "", tuple(entries))
    return Group(theme.code, theme.name, tuple(entries))
