"""Made-up awards from several pots, some from mid-year, some overspent, with the spend that was stated each quarter."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from commissioning.choices import AllocationStage, AwardKind, Precision, State, VariationKind
from commissioning.models import (
    Allocation,
    Award,
    AwardService,
    FundingSplit,
    ReportingPeriod,
    SpendLine,
    Variation,
)
from providers.models import Provider
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.life import SENT
from reports.management.portfolio.returns import Packs
from reports.management.portfolio.series import rounded
from reports.management.portfolio.services import Delivered
from reports.management.portfolio.setting import Setting

KINDS = [AwardKind.GRANT] * 4 + [AwardKind.CONTRACT] * 3 + [AwardKind.IN_HOUSE, AwardKind.CONTRIBUTION]
LINE = 139  # characters of a title
SHARES = [Decimal("0.22"), Decimal("0.24"), Decimal("0.26"), Decimal("0.28")]


class Money:
    """Collects awards, splits and spend, and saves them together."""

    def __init__(self, setting: Setting, packs: Packs, seed: int) -> None:
        self.setting, self.packs, self.seed = setting, packs, seed
        self.awards: list[Award] = []
        self.covers: list[AwardService] = []
        self.variations: list[Variation] = []
        self.splits: list[FundingSplit] = []
        self.lines: list[SpendLine] = []

    def add(self, each: Delivered) -> None:
        """One award for each provider of the service; a second service of a lone provider may share the one before."""
        chance = Chance(self.seed, "awards", each.number)
        before = self.awards[-1] if self.awards else None
        if before and len(each.providers) == 1 and before.provider == each.providers[0] and chance.of(0.6):
            self.covers.append(AwardService(award=before, service=each.service))
            return
        if len(each.providers) == 1 and chance.of(0.05):
            return  # a service may stand without an award
        for provider in each.providers:
            self._award(each, provider, chance)

    def _award(self, each: Delivered, provider: Provider, chance: Chance) -> None:
        starts_on, ends_on = each.starts_on, each.periods[-1].end
        if chance.of(0.2) and len(each.periods) > 3:
            starts_on = each.periods[chance.whole(1, 2)].start  # from mid-year
        several = len(each.providers) > 1
        award = Award(
            code=f"award-{len(self.awards) + 1:04d}",
            title=in_a_line(f"{provider.brief_name}: {each.service.name}"),
            provider=provider,
            kind=AwardKind.TRANSFER if several else chance.pick(KINDS),
            reference=f"FM{each.number + 1:05d}",
            starts_on=starts_on,
            ends_on=ends_on,
            decided_on=starts_on - timedelta(days=30),
            purpose="To pay for the people who do the work.",
            reasons="It answers the needs assessment.",
            group=f"group-{each.service.code}" if several else "",
        )
        self.awards.append(award)
        share = Decimal(100) if chance.of(0.1) else None
        self.covers.append(AwardService(award=award, service=each.service, share=share))
        self._fund(award, [q for q in self.setting.quarters if starts_on <= q.start and q.end <= ends_on], chance)

    def _fund(self, award: Award, quarters: list[ReportingPeriod], chance: Chance) -> None:
        """A sum for each financial year, in proportion to the quarters that the award runs in it; then the spend."""
        base = Decimal(chance.pick([8_000, 24_000, 60_000, 135_000, 320_000])) * Decimal(str(chance.between(0.7, 1.4)))
        manner = chance.pick(["as planned"] * 12 + ["over", "over", "under", "under", "early"])
        unknown = chance.of(0.04)
        pots = chance.some(self.setting.streams, chance.whole(1, 2))
        for year in dict.fromkeys(quarter.year_label for quarter in quarters):
            own = [quarter for quarter in quarters if quarter.year_label == year]
            amount = None if unknown else rounded(base * len(own) / 4, 0)
            total = self._split(award, year, amount, pots, own, chance)
            if total:
                self.lines += self._spend(award, own, total, manner, chance)

    def _split(
        self,
        award: Award,
        year: str,
        amount: Decimal | None,
        pots: list,
        own: list[ReportingPeriod],
        chance: Chance,
    ) -> Decimal | None:
        """The year's sum over its pots, and now and then a change to it; gives the sum with the change."""
        if amount is None:
            self.splits.append(FundingSplit(award=award, stream=self.setting.not_stated, year_label=year))
            return None
        first = rounded(amount * Decimal("0.6"), 0) if len(pots) > 1 else amount
        for stream, part in zip(pots, [first, amount - first], strict=False):
            precision = Precision.ABOUT if chance.of(0.02) else Precision.EXACT
            self.splits.append(
                FundingSplit(award=award, stream=stream, year_label=year, amount=part, precision=precision)
            )
        if not chance.of(0.07):
            return amount
        kind = chance.pick([VariationKind.UPLIFT, VariationKind.CUT])
        change = rounded(amount / 10, 0) * (1 if kind == VariationKind.UPLIFT else -1)
        code = f"{award.code}-{year.replace('/', '-')}"
        effective = chance.pick(own).start
        variation = Variation(award=award, code=code, kind=kind, effective_on=effective, reason="Posts were regraded.")
        self.variations.append(variation)
        self.splits.append(
            FundingSplit(award=award, stream=pots[0], year_label=year, amount=change, variation=variation)
        )
        return amount + change

    def _spend(
        self, award: Award, quarters: list[ReportingPeriod], total: Decimal, manner: str, chance: Chance
    ) -> Iterator[SpendLine]:
        rate = Decimal(str(_rate(manner, chance)))
        to_date = Decimal(0)
        weight = sum(SHARES[: len(quarters)])
        for place, quarter in enumerate(quarters):
            pack = self.packs[award.provider_id, quarter.pk]
            share = SHARES[-1 - place if manner == "early" else place] / weight
            spent = rounded(total * share * rate * Decimal(str(chance.between(0.95, 1.05))), 2)
            to_date += spent
            stated = to_date + (Decimal(250) if chance.of(0.02) else 0)  # a slip of the pen, to be found
            if pack.state in SENT or (pack.state == State.IN_PROGRESS and chance.of(0.5)):
                yield SpendLine(
                    pack=pack,
                    award=award,
                    in_quarter=None if chance.of(0.05) else spent,
                    to_date=stated if chance.of(0.7) else None,
                    forecast=rounded(total * rate, 0) if chance.of(0.7) else None,
                )

    def save(self) -> None:
        for number, stated in self._group_totals().items():
            self.awards[number].stated_group_total = stated
        Award.objects.bulk_create(self.awards)
        AwardService.objects.bulk_create(self.covers)
        Variation.objects.bulk_create(self.variations)
        FundingSplit.objects.bulk_create(self.splits)
        SpendLine.objects.bulk_create(self.lines)
        Allocation.objects.bulk_create(self._allocations())

    def _group_totals(self) -> dict[int, Decimal]:
        """The newest year's total of each group, as somebody stated it: at its first award."""
        newest = self.setting.quarters[-1].year_label
        totals: dict[str, Decimal] = {}
        first: dict[str, int] = {}
        for place, award in enumerate(self.awards):
            if award.group:
                first.setdefault(award.group, place)
        for split in self.splits:
            if split.award.group and split.year_label == newest and split.amount is not None:
                totals[split.award.group] = totals.get(split.award.group, Decimal(0)) + split.amount
        return {first[group]: total for group, total in totals.items()}

    def _allocations(self) -> Iterator[Allocation]:
        """What each pot holds in each year: what is awarded from it and a little more."""
        totals: dict[tuple[int, str], Decimal] = {}
        for split in self.splits:
            if split.amount is not None:
                key = (split.stream_id, split.year_label)
                totals[key] = totals.get(key, Decimal(0)) + split.amount
        for (stream, year), amount in sorted(totals.items()):
            yield Allocation(
                stream_id=stream,
                code=f"allocation-{stream}-{year.replace('/', '-')}",
                year_label=year,
                stage=AllocationStage.CONFIRMED,
                confirmed_on=date(int(year[:4]), 3, 1),
                amount=rounded(amount * Decimal("1.04"), 0),
                purpose="For the services of the plan.",
            )


def _rate(manner: str, chance: Chance) -> float:
    """How much of the year's sum is spent by its end."""
    low, high = {"over": (1.04, 1.25), "under": (0.35, 0.7), "early": (0.97, 1.0)}.get(manner, (0.88, 1.0))
    return chance.between(low, high)


def in_a_line(title: str) -> str:
    """The title as long as it may be, to its last whole word."""
    return title if len(title) <= LINE else title[: LINE + 1].rsplit(" ", 1)[0]
