"""Makes the whole portfolio in one transaction, in chunks of services, and says what it made."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction

from commissioning.figures import forget, reference_for
from commissioning.models import Observation, QuarterlyReturn, Submission
from reports.management.portfolio import words
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.figures import Figures, point_at_newest_values
from reports.management.portfolio.funder_returns import ask_for_returns
from reports.management.portfolio.money import Money
from reports.management.portfolio.ratings import rate_all
from reports.management.portfolio.returns import Packs, make_packs, make_returns
from reports.management.portfolio.services import Delivered, make_providers, make_services
from reports.management.portfolio.setting import Setting, make_setting
from reports.management.portfolio.texts import RECENT, Texts
from reports.management.portfolio.trail import Act, acts_of, openings, submissions, write_trail
from tracker.models import Office, User

CHUNK = 100
OWN = "A made-up portfolio needs a database of its own."
APPS = ("tracker", "providers", "commissioning", "reports")


class NotOurs(Exception):
    """The database holds data that this command did not make."""


@dataclass(frozen=True, slots=True)
class Made:
    people: list[User]
    services: int
    returns: int
    observations: int


@transaction.atomic
def generate(*, services: int, years: int, seed: int, password: str) -> Made:
    """The portfolio in an empty database, or in place of an earlier one of its own."""
    _make_room()
    setting = make_setting(services=services, years=years, password=password)
    providers = make_providers(services, Chance(seed, "providers"))
    delivered = make_services(setting, providers, count=services, seed=seed)
    packs = make_packs(setting, delivered, seed=seed)
    _money(setting, delivered, packs, seed)
    ask_for_returns(setting)
    acts = [act for pack in packs.values() for act in acts_of(pack, setting.manager)]
    recent = {period.pk for periods in setting.periods.values() for period in periods[-RECENT:]}
    for start in range(0, len(delivered), CHUNK):
        acts += _chunk(setting, delivered[start : start + CHUNK], packs, recent, seed)
    point_at_newest_values()
    Submission.objects.bulk_create(submissions((), packs.values(), recent, {}), batch_size=500)
    write_trail([*acts, *openings([each for own in setting.periods.values() for each in own], setting.manager)])
    Office.objects.reference_changed()
    forget()
    rate_all(setting, reference_for(Office.objects.get()), seed=seed)
    return Made(
        people=list(User.objects.filter(email__endswith="@fenmarch.example").order_by("pk")[:6]),
        services=len(delivered),
        returns=QuarterlyReturn.objects.count(),
        observations=Observation.objects.count(),
    )


def _make_room() -> None:
    """Empty the database of an earlier portfolio of ours. Refuses one that holds anything else."""
    office = Office.objects.current()
    if office is not None and (office.demo or office.name != words.OFFICE):
        raise NotOurs(f"This database holds the data of {office.name}. {OWN}")
    records = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    if office is None and any(model._base_manager.exists() for model in records):
        raise NotOurs(f"This database holds data already. {OWN}")
    for model in records:
        if model is not User:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)  # keys are checked at the end of the transaction
    User.objects.filter(email__endswith="@fenmarch.example").delete()


def _money(setting: Setting, delivered: list[Delivered], packs: Packs, seed: int) -> None:
    money = Money(setting, packs, seed)
    for each in delivered:
        money.add(each)
    money.save()


def _chunk(setting: Setting, delivered: list[Delivered], packs: Packs, recent: set[int], seed: int) -> list[Act]:
    """Returns, figures, words and submissions of some services; gives the acts of their lives."""
    returns = {each.number: make_returns(setting, each, packs, seed=seed) for each in delivered}
    every = [own for some in returns.values() for own in some]
    QuarterlyReturn.objects.bulk_create(every)
    figures, texts = Figures(setting, seed), Texts(setting, packs, seed)
    for each in delivered:
        figures.add(each, returns[each.number])
        texts.add(each, returns[each.number])
    figures.save()
    texts.save()
    by_return: dict[int, list[Observation]] = defaultdict(list)
    for row in figures.observations:
        by_return[row.quarterly_return_id or 0].append(row)
    Submission.objects.bulk_create(submissions(every, (), recent, by_return), batch_size=500)
    return [act for own in every for act in acts_of(own, setting.manager)]


def digest() -> str:
    """A digest of every figure in the database, told by codes and not by keys: the same for the same seed.

    The rows' own digests are added up, so that the order in which a database sorts text doesn't matter.
    """
    rows = Observation.objects.order_by().values_list(
        "service_measure__code",
        "provider__code",
        "period__slug",
        "category__code",
        "version__number",
        "standing",
        "state",
        "value",
        "numerator",
        "denominator",
        "precision",
    )
    found = 0
    for row in rows.iterator(chunk_size=5000):
        text = "|".join(_plain(part) for part in row)
        found += int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return f"{found % 2**256:064x}"


def _plain(part: object) -> str:
    return f"{part.normalize():f}" if hasattr(part, "normalize") else str(part)
