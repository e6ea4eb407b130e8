"""Pages of returns, packs and items read each thing once, however much stands behind them; so does keeping a draft."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.choices import ObservationState, RecordKind, State, Template
from commissioning.models import Draft, Observation, OfficeItem, Pack, QuarterlyReturn, Question, SpendLine
from commissioning.workflow import submit
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, flat, queries_of
from tests.commissioning.return_forms import client_of, hidden, url
from tracker.models import Office
from tracker.roles import Role

MOST_OF_A_DRAFT = 6
KINDS = {RecordKind.RETURN: QuarterlyReturn, RecordKind.PACK: Pack, RecordKind.ITEM: OfficeItem}
UNDER: tuple[Any, ...] = (
    make.WaitingListLineFactory,
    make.RiskReviewFactory,
    make.CommitmentFactory,
    make.NewsItemFactory,
    make.CaseStudyFactory,
)


def asked_about(kind: str, record: Any) -> None:
    for _ in range(2):
        question = make.QuestionFactory(record_kind=kind, record_id=record.pk)
        make.QuestionReplyFactory(question=question)
        make.QuestionReplyFactory(question=question)


def more_under(found: Idva) -> None:
    """More lines, questions with answers, figures with scope notes and history."""
    mine = found.quarterly_return
    for factory in UNDER:
        factory(quarterly_return=mine)
    asked_about(RecordKind.RETURN, mine)
    make.SpendLineFactory(pack=found.now().pack, award=award_of(found))
    asked_about(RecordKind.PACK, found.now().pack)
    measure = make.ServiceMeasureFactory(service=found.service)
    make.ScopeAnswerFactory(note=make.ScopeNoteFactory(service_measure=measure), period=found.periods[1])
    for period, own in ((found.quarter, mine), (found.periods[1], None)):
        make.ObservationFactory(
            service_measure=measure,
            version=measure.measure.versions.get(),
            provider=found.provider,
            period=period,
            quarterly_return=own,
        )
    Office.objects.reference_changed()


def demo_pages() -> Iterable[tuple[str, str]]:
    """One record of each kind and state (and template, of returns) with its pages."""
    for kind, model in KINDS.items():
        seen = set()
        for record in model.objects.order_by("-pk"):
            like = (record.state, getattr(getattr(record, "service", None), "template", ""))
            if like not in seen:
                seen.add(like)
                yield f"{kind} {like}", f"/{kind}s/{record.pk}/"
                yield f"{kind} {like} check", f"/{kind}s/{record.pk}/check/"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.VIEWER])
def test_every_page_of_the_demonstration_is_within_the_budget(demo: None, role: str) -> None:
    client = client_of(make.UserFactory(role=role))
    counted = {name: queries_of(client, page) for name, page in demo_pages()}
    assert counted
    assert {name: count for name, count in counted.items() if count > MOST_QUERIES} == {}


@pytest.mark.parametrize("template", [Template.LIGHT, Template.STANDARD])
@pytest.mark.parametrize("page", ["", "figures/", "check/"])
def test_a_return_with_more_behind_it_asks_no_more(db: None, template: str, page: str) -> None:
    found = idva(template)
    flat(client_of(found.alice), url(found, page), lambda: more_under(found))


def test_a_pack_with_more_behind_it_asks_no_more(db: None) -> None:
    found = idva()
    flat(client_of(found.alice), f"/packs/{found.now().pack.pk}/check/", lambda: more_under(found))


def test_an_item_with_more_behind_it_asks_no_more(db: None) -> None:
    found = idva()
    item = make.OfficeItemFactory(period=found.quarter, writer=found.alice)

    def grow() -> None:
        make.NewsItemFactory(quarterly_return=None, office_item=item)
        asked_about(RecordKind.ITEM, item)

    flat(client_of(found.alice), f"/items/{item.pk}/check/", grow)


def test_keeping_a_draft_is_six_statements_with_its_transaction(db: None) -> None:
    found = idva()
    client = client_of(found.alice)
    typed = hidden(client.get(url(found, "text/"))) | {"went_well": "Demand grew."}
    for revision in (1, 2):
        with CaptureQueriesContext(connection) as counted:
            answer = client.post(url(found, "text/draft/"), typed)
        assert answer.json()["revision"] == revision
    assert len(counted) <= MOST_OF_A_DRAFT
    assert Draft.objects.get().fields["went_well"] == "Demand grew."


def test_a_list_taken_away_is_read_once(demo: None) -> None:
    assert queries_of(client_of(make.UserFactory()), "/quarters/2022-23-q2/services/?format=csv") <= MOST_QUERIES


def told_in_words(found: Idva) -> None:
    """What the claims checker holds against money and figures, a live reference, posts and an award."""
    more_under(found)
    Question.objects.all().delete()
    Observation.objects.filter(state=ObservationState.NOT_ANSWERED, quarterly_return__isnull=False).update(
        reason="Not asked."
    )
    found.fill()
    words = "Referrals rose to 492, above plan. [[figure referrals | value]]"
    found.save({"went_well": words}, "text")
    pack = found.now().pack
    SpendLine.objects.filter(pack=pack).update(note="40% of £50,000.", to_date=3_000)
    make.StaffingLineFactory(pack=pack, services=[found.service])


@pytest.mark.parametrize("who", ["bob", "maria"])
def test_what_was_sent_is_checked_within_the_budget_with_awards_posts_and_words(db: None, who: str) -> None:
    found = idva()
    told_in_words(found)
    client, pages = client_of(getattr(found, who)), (url(found, "check/"), f"/packs/{found.now().pack.pk}/check/")
    for owed in (found.now(), found.now().pack):
        if owed.state == State.IN_PROGRESS:
            submit(record=owed, by=found.alice, at=NOON)
    sent = {page: queries_of(client, page) for page in pages}
    told_more = [make.StaffingLineFactory(pack=found.now().pack, services=[found.service]) for _ in range(3)]
    assert told_more
    assert {page: count for page, count in sent.items() if count > MOST_QUERIES} == {}
    assert {page: queries_of(client, page) for page in pages} == sent
