"""Made-up packs and returns for every period that has ended, in every state."""

from collections import defaultdict

from commissioning.models import Pack, QuarterlyReturn, ReportingPeriod
from providers.models import Provider
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.life import live, past_of
from reports.management.portfolio.services import Delivered
from reports.management.portfolio.setting import Setting
from tracker.models import User

Packs = dict[tuple[int, int], Pack]
"""By provider and financial quarter."""


def make_packs(setting: Setting, delivered: list[Delivered], *, seed: int) -> Packs:
    """One pack for each provider and financial quarter in which a service of its own runs."""
    running: dict[int, set[int]] = defaultdict(set)
    officer: dict[int, User | None] = {}
    providers: dict[int, Provider] = {}
    for each in delivered:
        places = {
            place
            for place, quarter in enumerate(setting.quarters)
            if each.starts_on <= quarter.start and quarter.end <= each.periods[-1].end
        }
        for provider in each.providers:
            providers[provider.pk] = provider
            officer.setdefault(provider.pk, each.service.lead_officer)
            running[provider.pk] |= places
    made: Packs = {}
    for key in sorted(running):
        for place in sorted(running[key]):
            quarter = setting.quarters[place]
            pack = Pack(provider=providers[key], period=quarter, due_on=quarter.due_on)
            chance = Chance(seed, "pack", providers[key].code, quarter.slug)
            age = len(setting.quarters) - 1 - place
            past = past_of(quarter, age=age, place=len(made), chance=chance)
            live(pack, past, by=officer[key] or setting.manager, setting=setting, chance=chance)
            made[key, quarter.pk] = pack
    Pack.objects.bulk_create(made.values(), batch_size=500)
    return made


def make_returns(setting: Setting, each: Delivered, packs: Packs, *, seed: int) -> list[QuarterlyReturn]:
    """The returns of one service, by provider and period, not yet saved."""
    quarters = {quarter.end: quarter for quarter in setting.quarters}
    made = []
    for order, provider in enumerate(each.providers):
        for place, period in enumerate(each.periods):
            pack = packs[provider.pk, quarters[period.end].pk]
            made.append(_return(setting, each, pack, period, place, order, seed))
    return made


def _return(
    setting: Setting, each: Delivered, pack: Pack, period: ReportingPeriod, place: int, order: int, seed: int
) -> QuarterlyReturn:
    chance = Chance(seed, "return", each.number, pack.provider.code, period.slug)
    record = QuarterlyReturn(
        pack=pack, service=each.service, provider=pack.provider, period=period, due_on=period.due_on
    )
    newest = period.end == setting.quarters[-1].end
    age = 0 if newest else max(1, len(each.periods) - 1 - place)
    past = past_of(period, age=age, place=each.number + 3 * order, chance=chance)
    live(record, past, by=each.service.lead_officer or setting.manager, setting=setting, chance=chance)
    return record
