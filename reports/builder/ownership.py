"""What is one provider's alone: what may be shown to it before anything is published. When in doubt it is not."""

import re
from collections import defaultdict
from dataclasses import dataclass

from commissioning.models import Award, Observation, QuarterlyReturn, ServiceMeasure
from commissioning.parsing.references import (
    OF_AWARDS,
    OF_DATES,
    OF_FIGURES,
    OF_RUNS,
    OF_SERVICES,
    PATTERN,
    read_reference,
)
from providers.models import Provider, ProviderAlias, ProviderKind
from reports.builder.material import Material
from reports.models import EntrySource


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the services, figures and awards of an update are, and what every other body is called.

    `alone` names the one provider of a service; a service that several deliver, or ever gave figures for, has none.
    """

    alone: dict[int, int]
    delivers: dict[int, frozenset[int]]
    of_code: dict[tuple[str, str], int]
    names: dict[int, frozenset[str]]

    def is_whole(self, provider: int, sources: list[EntrySource], material: Material) -> bool:
        """Whether all that a paragraph rests on is this provider's: services, awards, and items about its services."""
        return bool(sources) and all(self._owns(provider, source, material) for source in sources)

    def _owns(self, provider: int, source: EntrySource, material: Material) -> bool:
        if source.service_id:
            return self.alone.get(source.service_id) == provider
        if source.award is not None:
            return bool(source.award.provider_id == provider)
        item = material.items.get(source.office_item_id or 0)
        return item is not None and self.alone.get(item.service_id or 0) == provider

    def owns_references(self, provider: int, text: str) -> bool:
        """Whether every live reference in the text points at a fact of this provider alone."""
        found = (read_reference(match["inside"]) for match in PATTERN.finditer(text))
        return all(each and self.of_code.get((each.kind, each.code)) == provider for each in found)

    def names_another(self, provider: int, text: str) -> bool:
        """Whether the text names a body other than this provider and the office, by any name that it goes by."""
        folded = text.casefold()
        return any(
            name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
            for other, names in self.names.items()
            if other != provider
            for name in names
        )


def ownership(material: Material) -> Ownership:
    """Read from the portfolio: four queries beside what is read already."""
    delivers: dict[int, set[int]] = defaultdict(set)
    told: dict[int, set[int]] = defaultdict(set)
    for service in material.services.values():
        delivers[service.pk] |= {each.provider_id for each in service.service_providers.all()}
    for service_id, provider in _who_reported(material):
        told[service_id].add(provider)
    alone = {
        key: next(iter(providers))
        for key, providers in delivers.items()
        if len(providers) == 1 and told[key] <= providers
    }
    return Ownership(
        alone=alone,
        delivers={key: frozenset(providers | told[key]) for key, providers in delivers.items()},
        of_code=_codes(material, alone),
        names=_names(),
    )


def _who_reported(material: Material) -> set[tuple[int, int]]:
    """Service and provider of every figure and every return that there ever was, whatever its period."""
    figures = Observation.objects.filter(service_measure__service__in=material.services).order_by()
    returns = QuarterlyReturn.objects.filter(service__in=material.services).order_by()
    return {
        *figures.values_list("service_measure__service_id", "provider_id").distinct(),
        *returns.values_list("service_id", "provider_id").distinct(),
    }


def _codes(material: Material, alone: dict[int, int]) -> dict[tuple[str, str], int]:
    """Which provider a live reference tells of, by its kind and code; sums of several awards are nobody's."""
    found: dict[tuple[str, str], int] = {}
    for code, service in ServiceMeasure.objects.filter(service__in=alone).values_list("code", "service_id"):
        found |= {(kind, code): alone[service] for kind in OF_FIGURES}
    for key, provider in alone.items():
        found |= {(kind, material.services[key].code): provider for kind in OF_SERVICES}
    for code, provider in Award.objects.values_list("code", "provider_id"):
        found |= {(kind, code): provider for kind in (*OF_AWARDS, *OF_RUNS, *OF_DATES)}
    return found


def _names() -> dict[int, frozenset[str]]:
    """What each body is called, without the office itself, which every paragraph may name."""
    bodies = Provider.objects.exclude(kind=ProviderKind.OFFICE).exclude(code=Provider.NOT_STATED)
    names: dict[int, set[str]] = defaultdict(set)
    for key, name, short in bodies.values_list("pk", "name", "short_name"):
        names[key] |= {each.casefold() for each in (name, short) if each}
    for key, name in ProviderAlias.objects.filter(provider__in=names).values_list("provider_id", "name"):
        names[key].add(name.casefold())
    return {key: frozenset(found) for key, found in names.items()}
