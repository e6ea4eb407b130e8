"""Made-up words and lines of returns: narratives, waiting lists, news, promises, risks, staffing, questions."""

from datetime import timedelta
from decimal import Decimal

from commissioning.choices import (
    Audience,
    CommitmentBy,
    CommitmentState,
    DatePrecision,
    NewsKind,
    ObservationState,
    Prompt,
    QuestionState,
    RecordKind,
    State,
)
from commissioning.models import (
    Commitment,
    Narrative,
    NewsItem,
    QuarterlyReturn,
    Question,
    QuestionReply,
    Risk,
    RiskReview,
    StaffingLine,
    WaitingListLine,
)
from reports.management.portfolio import words
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.life import SENT
from reports.management.portfolio.returns import Packs
from reports.management.portfolio.services import Delivered
from reports.management.portfolio.setting import Setting, at

RECENT = 4
"""Periods, counted from the newest, whose returns tell more than one thing."""


class Texts:
    """Collects what returns say in words, and saves it together."""

    def __init__(self, setting: Setting, packs: Packs, seed: int) -> None:
        self.setting, self.packs, self.seed = setting, packs, seed
        self.narratives: list[Narrative] = []
        self.waiting: list[WaitingListLine] = []
        self.news: list[NewsItem] = []
        self.promises: list[Commitment] = []
        self.risks: list[Risk] = []
        self.reviews: list[RiskReview] = []
        self.staffing: list[tuple[StaffingLine, int]] = []
        self.questions: list[tuple[Question, QuarterlyReturn]] = []
        self.replies: list[QuestionReply] = []

    def add(self, each: Delivered, returns: list[QuarterlyReturn]) -> None:
        chance = Chance(self.seed, "texts", each.number)
        risk = self._risk(each, chance)
        if chance.of(0.6):
            self.risks.append(risk)
        recent = {period.pk for period in each.periods[-RECENT:]}
        for own in returns:
            said = Chance(self.seed, "said", each.number, own.provider.code, own.period.slug)
            if own.state in SENT and not own.nothing_to_report:
                self._say(own, said)
                if own.period_id in recent:
                    self._say_more(own, said, risk if self.risks and self.risks[-1] is risk else None)
            if own.state == State.QUERIED or (own.state == State.SUBMITTED and said.of(0.3)):
                self._ask(own, said)

    def _risk(self, each: Delivered, chance: Chance) -> Risk:
        """One in eight is closed in the service's last period."""
        risk = Risk(service=each.service, title=chance.pick(words.RISKS), owner="Service manager")
        own = Chance(self.seed, "risk", each.service.code)
        risk.mitigation = own.pick(words.MITIGATIONS)
        risk.closed_on = each.periods[-1].start + timedelta(days=own.whole(5, 60)) if own.of(0.125) else None
        return risk

    def _say(self, own: QuarterlyReturn, chance: Chance) -> None:
        self._write(own, Prompt.WENT_WELL, chance.pick(words.WENT_WELL))
        self._write(own, Prompt.UPDATE_WORDS, chance.pick(words.PARAGRAPHS), audience=Audience.PUBLIC)

    def _say_more(self, own: QuarterlyReturn, chance: Chance, risk: Risk | None) -> None:
        text, causes = chance.pick(words.CHALLENGES)
        self._write(own, Prompt.CHALLENGES, text, causes=causes)
        self._write(own, Prompt.NEXT_QUARTER, chance.pick(words.NEXT))
        if chance.of(0.3):
            counted = chance.of(0.7)
            state = ObservationState.REPORTED if counted else ObservationState.UNCOUNTED
            number = chance.whole(0, 30) if counted else None
            self.waiting.append(WaitingListLine(quarterly_return=own, state=state, waiting=number))
        if chance.of(0.25):
            self._tell(own, chance)
        if chance.of(0.2):
            self._promise(own, chance)
        if chance.of(0.25):
            self._staff(own, chance)
        if risk and chance.of(0.7):
            self._review(own, risk)

    def _review(self, own: QuarterlyReturn, risk: Risk) -> None:
        """What is done about it takes up to two from each of likelihood and impact. A stream of chance of its own."""
        chance = Chance(self.seed, "risk", own.service.code, own.period.slug)
        likelihood, impact = chance.whole(1, 5), chance.whole(2, 5)
        after = {
            "likelihood_after": max(1, likelihood - chance.whole(0, 2)),
            "impact_after": impact - chance.whole(0, 1),
        }
        self.reviews.append(RiskReview(quarterly_return=own, risk=risk, likelihood=likelihood, impact=impact, **after))

    def _write(self, own: QuarterlyReturn, prompt: Prompt, text: str, **more: object) -> None:
        self.narratives.append(Narrative(quarterly_return=own, prompt=prompt, text=text, **more))

    def _tell(self, own: QuarterlyReturn, chance: Chance) -> None:
        kind, text = chance.pick(words.NEWS)
        known = chance.of(0.6)
        self.news.append(
            NewsItem(
                quarterly_return=own,
                service=own.service,
                kind=NewsKind(kind),
                text=text,
                on=own.period.start + timedelta(days=chance.whole(0, 85)) if known else None,
                precision=DatePrecision.DAY if known else DatePrecision.PERIOD,
                by_whom=CommitmentBy.PROVIDER,
            )
        )

    def _promise(self, own: QuarterlyReturn, chance: Chance) -> None:
        over = own.period.end < self.setting.quarters[-1].start
        fates = [CommitmentState.DONE] * 4 + [CommitmentState.SLIPPED, CommitmentState.DROPPED]
        state = chance.pick(fates) if over else CommitmentState.OPEN
        self.promises.append(
            Commitment(
                quarterly_return=own,
                service=own.service,
                text=chance.pick(words.PROMISES),
                by_whom=chance.pick([CommitmentBy.PROVIDER, CommitmentBy.PROVIDER, CommitmentBy.OFFICE]),
                due_on=own.period.end + timedelta(days=chance.whole(20, 120)) if chance.of(0.8) else None,
                due_words="once a coordinator is in post" if chance.of(0.1) else "",
                state=state,
                state_note="The landlord asked for more time." if state == CommitmentState.SLIPPED else "",
            )
        )

    def _staff(self, own: QuarterlyReturn, chance: Chance) -> None:
        funded, vacant = chance.whole(2, 9), chance.whole(0, 2)
        line = StaffingLine(
            pack=own.pack,
            role=chance.pick(words.POSTS),
            funded=Decimal(funded),
            vacant=Decimal(vacant),
            in_post=Decimal(funded - vacant),
            expected="by the end of next quarter" if vacant else "",
        )
        self.staffing.append((line, own.service_id))

    def _ask(self, own: QuarterlyReturn, chance: Chance) -> None:
        """An open question of a return that is asked about; one with its answer of a return that is to check."""
        asked_at = (own.submitted_at or at(own.period.end)) + timedelta(days=2)
        question = Question(
            record_kind=RecordKind.RETURN,
            section="figures",
            service=own.service,
            text=chance.pick(words.QUESTIONS),
            state=QuestionState.OPEN,
            asked_by=self.setting.manager,
            asked_at=asked_at,
        )
        self.questions.append((question, own))
        if own.state == State.SUBMITTED:
            question.state = QuestionState.ANSWERED
            reply = QuestionReply(question=question, text="It was counted anew.", by=own.submitted_by)
            reply.at = asked_at + timedelta(days=3)
            self.replies.append(reply)

    def save(self) -> None:
        for question, own in self.questions:
            question.record_id = own.pk
        for records in (self.narratives, self.waiting, self.news, self.promises, self.risks, self.reviews):
            if records:
                type(records[0])._default_manager.bulk_create(records)  # type: ignore[arg-type]
        Question.objects.bulk_create(question for question, _ in self.questions)
        QuestionReply.objects.bulk_create(self.replies)
        StaffingLine.objects.bulk_create(line for line, _ in self.staffing)
        through = StaffingLine.services.through
        through.objects.bulk_create(
            through(staffingline_id=line.pk, service_id=service) for line, service in self.staffing
        )
