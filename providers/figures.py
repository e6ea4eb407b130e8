"""Answers about providers: which are likely one body."""

from collections import defaultdict
from collections.abc import Iterable

from providers.models import Provider, ProviderAlias
from providers.parsing import any_alike, twins
from tracker.models import Office
from tracker.set_up.offered import kept

Pair = tuple[Provider, Provider]


def known_names() -> dict[int, list[str]]:
    """The names by which each provider in use goes, aliases among them; "not stated" is none. Two queries."""
    found: dict[int, list[str]] = defaultdict(list)
    current = Provider.objects.current().exclude(code=Provider.NOT_STATED)
    for pk, name, short in current.values_list("pk", "name", "short_name"):
        found[pk] = [each for each in (name, short) if each]
    for pk, name in ProviderAlias.objects.values_list("provider_id", "name"):
        if pk in found:
            found[pk].append(name)
    return found


def likely_twins(office: Office | None) -> list[Pair]:
    """Pairs of providers that are likely one body, and of which nobody has said that they are two."""
    return kept(office, "likely twins", _read_twins)


def _read_twins() -> list[Pair]:
    pairs = twins(known_names())
    rows = Provider.objects.in_bulk({pk for pair in pairs for pk in pair})
    told = set(Provider.different_from.through.objects.values_list("from_provider_id", "to_provider_id"))
    return [(rows[one], rows[other]) for one, other in pairs if (one, other) not in told]


def twins_of(provider: Provider, names: Iterable[str]) -> list[tuple[Provider, str]]:
    """Other providers in use that one of these names is likely a name of, each with its name that is alike.

    The very same name is none of these: it is refused where it is kept.
    """
    mine = [name for name in names if name]
    pairs = {pk: any_alike(mine, theirs) for pk, theirs in known_names().items() if pk != provider.pk} if mine else {}
    found = {pk: pair[1] for pk, pair in pairs.items() if pair and pair[0] != pair[1]}
    if found and provider.pk is not None:
        for pk in provider.different_from.values_list("pk", flat=True):
            found.pop(pk, None)
    return [(row, found[row.pk]) for row in Provider.objects.filter(pk__in=found)]
