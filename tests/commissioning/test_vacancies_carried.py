"""An open vacancy goes into the provider's next pack, marked as carried until it is confirmed, edited or filled."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from commissioning.choices import State
from commissioning.models import Pack, StaffingLine
from commissioning.workflow import Base, NotNow, carry_forward, nothing_to_report, open_period, save_section, submit
from commissioning.workflow.content import newest_submission
from commissioning.workflow.sections import section_of
from tests.commissioning.factories import PackFactory, StaffingLineFactory, sent
from tests.commissioning.idva import LATER, Idva, idva
from tests.commissioning.pages import words
from tests.commissioning.return_forms import client_of, post

pytestmark = pytest.mark.django_db
LAST = date(2022, 11, 7)


@pytest.fixture
def found(db) -> Idva:
    """In Q2 one of three workers was missing, and no post of a manager."""
    made = idva()
    pack = made.quarterly_return.pack
    posts = {"funded": Decimal(3), "in_post": Decimal(2), "vacant": Decimal(1), "expected": "in November"}
    worker = StaffingLineFactory(pack=pack, role="Worker", note="Left in May.", **posts)
    worker.services.set([made.service])
    StaffingLineFactory(pack=pack, role="Manager", funded=Decimal(1), in_post=Decimal(1), vacant=Decimal(0))
    Pack.objects.filter(pk=pack.pk).update(**sent(made.alice))
    open_period(period=made.periods[6], by=made.maria, at=LATER)
    return made


@pytest.fixture
def pack(found) -> Pack:
    return Pack.objects.get(period=found.periods[6])


def carried(pack: Pack) -> StaffingLine:
    return StaffingLine.objects.get(pack=pack, role="Worker")


def save(found: Idva, pack: Pack, **boxes: str) -> StaffingLine:
    row = carried(pack)
    page = section_of(pack, "people", found.alice)
    assert page is not None
    typed = {f"post{row.pk}-{name}": text for name, text in boxes.items()}
    base = Base.of(pack.version, page.current)
    save_section(record=pack, section="people", typed=typed, base=base, by=found.alice, at=LATER)
    return carried(pack)


def test_what_was_vacant_is_carried_and_nothing_else(found, pack):
    row = StaffingLine.objects.get(pack=pack)
    assert (row.role, row.vacant, row.expected, row.note) == ("Worker", 1, "in November", "")
    assert (row.carried, row.unchanged_from, list(row.services.all())) == (True, found.quarter, [found.service])
    assert pack.state == State.NOT_STARTED


def test_what_was_only_carried_is_not_offered_as_ready(found, pack):
    page = client_of(found.alice).get(f"/packs/{pack.pk}/send/")
    assert "What stands here was carried from the quarter before. Confirm it, or change it." in words(page)
    assert f'value="pack-{pack.pk}" checked' not in page.content.decode()
    save(found, pack, note="Advertised again.")
    page = client_of(found.alice).get(f"/packs/{pack.pk}/send/")
    assert "carried from the quarter before" not in words(page)
    assert f'value="pack-{pack.pk}" checked' in page.content.decode()


def test_opening_again_carries_nothing_twice(found, pack):
    open_period(period=found.periods[6], by=found.maria, at=LATER)
    assert StaffingLine.objects.filter(pack=pack).count() == 1


def test_what_was_filled_since_or_never_sent_is_not_carried(found, pack):
    save(found, pack, filled="2022-11-7")
    Pack.objects.filter(pk=pack.pk).update(**sent(found.alice))
    PackFactory(provider=found.provider, period=found.periods[7])
    open_period(period=found.periods[7], by=found.maria, at=LATER)
    assert not StaffingLine.objects.filter(pack__period=found.periods[7]).exists()


def test_a_carried_vacancy_is_marked_and_confirmed_in_one_press(found, pack):
    alice = client_of(found.alice)
    page = f"/packs/{pack.pk}/people/"
    assert "Vacant in Q2 2022/23, carried here: not confirmed yet." in words(alice.get(page))
    works = {f"post{carried(pack).pk}-services": str(found.service.pk)}
    answer = post(alice, page, works, do=f"carry:people:{carried(pack).pk}")
    assert answer.status_code == 302
    row = carried(pack)
    assert (row.carried, row.vacant, row.unchanged_from) == (False, 1, found.quarter)
    pack.refresh_from_db()
    assert pack.state == State.IN_PROGRESS
    with pytest.raises(NotNow):
        carry_forward(record=pack, section="people", part=f"people:{row.pk}", by=found.alice, at=LATER)


def test_what_is_typed_beside_the_press_stands(found, pack):
    row = carried(pack)
    typed = {f"post{row.pk}-services": str(found.service.pk), f"post{row.pk}-expected": "in January"}
    answer = post(client_of(found.alice), f"/packs/{pack.pk}/people/", typed, do=f"carry:people:{row.pk}")
    assert answer.status_code == 302
    assert (carried(pack).expected, carried(pack).carried) == ("in January", False)


def test_one_that_is_edited_is_the_providers_own(found, pack):
    row = save(found, pack, expected="in January")
    assert (row.carried, row.unchanged_from, row.vacant) == (False, None, 1)


@pytest.mark.parametrize(
    ("boxes", "posts"),
    [
        ({"filled": "2022-11-7"}, (Decimal(3), Decimal(0))),
        ({"filled": "2022-11-7", "in_post": "2.5", "vacant": "0.5"}, (Decimal("2.5"), Decimal("0.5"))),
    ],
)
def test_one_that_was_filled_says_when(found, pack, boxes, posts):
    row = save(found, pack, **boxes)
    assert (row.filled_on, row.carried) == (LAST, False)
    assert (row.in_post, row.vacant) == posts
    submit(record=pack, by=found.alice, at=LATER)
    told = newest_submission(pack)
    assert told is not None
    assert "filled on 7 November 2022" in told.content["people"][0]["words"]


def test_a_carried_vacancy_is_no_answer_of_its_own(found, pack):
    nothing_to_report(record=pack, by=found.alice, at=LATER)
    told = newest_submission(pack)
    assert told is not None
    assert [entry["carried"] for entry in told.content["people"]] == [True]
    assert "carried, not confirmed" in words(client_of(found.maria).get(f"/packs/{pack.pk}/check/"))


def test_a_confirmed_vacancy_is_an_answer(found, pack):
    carry_forward(record=pack, section="people", part=f"people:{carried(pack).pk}", by=found.alice, at=LATER)
    with pytest.raises(NotNow):
        nothing_to_report(record=pack, by=found.alice, at=LATER)


def test_the_other_posts_can_still_be_said_again_at_once(found, pack):
    carry_forward(record=pack, section="people", part="people", by=found.alice, at=LATER + timedelta(hours=1))
    rows = StaffingLine.objects.filter(pack=pack).order_by("role")
    assert [(row.role, row.carried) for row in rows] == [("Manager", False), ("Worker", False)]
