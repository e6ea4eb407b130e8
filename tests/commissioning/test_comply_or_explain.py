"""Off target, blank or implausible: a reason is asked beside the box, once, and nothing is refused for want of one."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissioning.choices import Polarity, Standing
from commissioning.models import Acknowledgement, Draft, MeasureVersion, Observation
from commissioning.ratings.plausibility import warning_off_target
from commissioning.ratings.values import Definition, Precision, Value
from commissioning.ratings.values import Polarity as Good
from commissioning.workflow import warnings_of
from tests.commissioning import factories as make
from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url
from tests.tracker.late_forms import back_in
from tracker.models import Office

WHY = re.compile(r'name="(why:[^"]+)"')
MOST_OF_A_SAVE, MOST_WITH_A_REASON = 20, 26


@pytest.fixture
def found(db) -> Idva:
    """The quarter before had 465 referrals, and the year's target is 2,000 referrals or more."""
    scene = idva()
    referrals = scene.figures["referrals"]
    MeasureVersion.objects.filter(pk=referrals.version_id).update(polarity=Polarity.HIGHER)
    make.TargetFactory(service_measure=referrals.service_measure, value=Decimal(2_000))
    earlier = {"service_measure": referrals.service_measure, "version": referrals.version, "provider": scene.provider}
    make.ObservationFactory(period=scene.periods[4], value=Decimal(465), standing=Standing.TAKEN_OVER, **earlier)
    Office.objects.reference_changed()
    return scene


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def asked(page) -> list[str]:
    return WHY.findall(page.content.decode())


def full(found: Idva, referrals: str = "600") -> dict[str, str]:
    shares = {found.box(f"within-{hours}", part): "90" for hours in (48, 72) for part in ("numerator", "denominator")}
    return {found.box("referrals"): referrals, found.box("hospital"): "101", **shares}


def test_a_plausible_page_on_target_asks_nothing(found, alice):
    answer = post(alice, url(found, "figures/"), full(found), do="next")
    assert answer.url == url(found, "text/")
    assert not asked(alice.get(url(found, "figures/")))


@pytest.mark.parametrize(
    ("referrals", "code", "says"),
    [
        ("4920", "big_change", "Referrals received is 4,920; it was 465."),
        ("0", "drop_to_nought", "Referrals received is 0, after 465 in Q1 2022/23."),
        ("465", "repeat", "exactly as in Q1 2022/23"),
        ("500", "off_target", "is off target: 965 so far this year against 1,000."),
    ],
)
def test_the_page_stops_once_says_why_and_goes_on_with_a_reason_or_without(found, alice, referrals, code, says):
    typed = full(found, referrals)
    stopped = post(alice, url(found, "figures/"), typed, do="next")
    assert stopped.url == url(found, "figures/?why=1")
    page = alice.get(stopped.url)
    names = [name for name in asked(page) if f":{code}:" in name]
    assert says in text_of(page)
    assert "Please say why beside one figure, or go on without." in text_of(page) or len(asked(page)) > 1
    on = alice.post(url(found, "figures/"), hidden(page) | typed | dict.fromkeys(asked(page), "") | {"do": "next"})
    assert on.url == url(found, "text/")
    assert not Acknowledgement.objects.exists()
    page = alice.get(url(found, "figures/"))
    alice.post(url(found, "figures/"), hidden(page) | typed | {names[0]: "A clinic opened."} | {"do": "leave"})
    assert Acknowledgement.objects.get().reason == "A clinic opened."
    assert re.search(re.escape(says) + r"\S* Because: A clinic opened\.", text_of(alice.get(url(found, "figures/"))))
    assert "A clinic opened." in text_of(alice.get(url(found, "check/")))


def test_empty_boxes_are_asked_about_after_the_save_and_their_own_remark_is_the_reason(found, alice):
    typed = {found.box("referrals"): "600"}
    assert not asked(alice.get(url(found, "figures/")))
    stopped = post(alice, url(found, "figures/"), typed, do="next")
    page = alice.get(stopped.url)
    said = text_of(page)
    assert "Please say why beside 3 figures, or go on without." in said
    assert said.count("There is no figure. Type it, or say why there is none.") == 3
    reasons = {found.box(name, "reason"): "Counted from January." for name in ("hospital", "within-48", "within-72")}
    typed = hidden(page) | typed | dict.fromkeys(asked(page), "") | reasons
    assert alice.post(url(found, "figures/"), typed | {"do": "next"}).url == url(found, "text/")
    assert {each.code for each in warnings_of(found.now())} == set()


def test_whoever_begins_with_the_words_is_left_in_peace(found, alice):
    assert post(alice, url(found, "figures/"), {}, do="next").url == url(found, "text/")


@pytest.mark.parametrize(("do", "goes_to"), [("leave", ""), ("check", "check/")])
def test_leaving_and_checking_do_not_stop(found, alice, do, goes_to):
    assert post(alice, url(found, "figures/"), full(found, "4920"), do=do).url == url(found, goes_to)


def test_a_reason_holds_until_the_figure_changes(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "figures/"))
    alice.post(url(found, "figures/"), hidden(page) | full(found, "4920") | {asked(page)[0]: "A clinic opened."})
    assert not any(each.is_open for each in warnings_of(found.now()) if each.code == "big_change")
    post(alice, url(found, "figures/"), full(found, "5920"))
    assert any(each.is_open for each in warnings_of(found.now()) if each.code == "big_change")


def test_a_reason_typed_with_a_corrected_figure_is_not_lost_and_not_kept_for_other_facts(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "figures/"))
    name = next(name for name in asked(page) if ":big_change:" in name)
    answer = alice.post(url(found, "figures/"), hidden(page) | full(found, "5920") | {name: "A clinic opened."})
    assert answer.url == url(found, "figures/?why=1")
    assert not Acknowledgement.objects.exists()
    again = alice.get(answer.url)
    assert 'value="A clinic opened."' in again.content.decode()
    assert Observation.objects.get(quarterly_return=found.quarterly_return, service_measure__code="referrals").latest
    new = next(name for name in asked(again) if ":big_change:" in name)
    alice.post(url(found, "figures/"), hidden(again) | full(found, "5920") | {new: "A clinic opened."})
    assert Acknowledgement.objects.get().reason == "A clinic opened."
    assert not Draft.objects.exists()


def test_a_reason_comes_back_when_something_else_on_the_page_is_wrong(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "figures/"))
    name = next(name for name in asked(page) if ":big_change:" in name)
    wrong = full(found, "4920") | {found.box("hospital"): "1,88", name: "A clinic opened."}
    answer = alice.post(url(found, "figures/"), hidden(page) | wrong)
    assert answer.status_code == 422
    assert 'value="A clinic opened."' in answer.content.decode()


def test_several_reasons_are_kept_at_once_on_the_check_page(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920") | {found.box("hospital"): "4920"})
    page = alice.get(url(found, "check/"))
    names = asked(page)
    assert len(names) == 2
    typed = hidden(page) | dict.fromkeys(names, "A clinic opened.")
    assert alice.post(url(found, "acknowledge/"), typed).url == url(found, "check/")
    assert Acknowledgement.objects.count() == 2
    assert "Each warning has a reason" in text_of(alice.get(url(found, "check/")))


def test_a_reason_for_facts_that_changed_meanwhile_is_asked_about_again(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "check/"))
    found.save({found.box("referrals"): "5920"}, by=found.bob)
    answer = alice.post(url(found, "acknowledge/"), hidden(page) | {asked(page)[0]: "A clinic opened."})
    assert answer.status_code == 409
    assert 'value="A clinic opened."' in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_no_reason_is_no_reason(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "check/"))
    answer = alice.post(url(found, "acknowledge/"), hidden(page) | {asked(page)[0]: "  "})
    assert answer.status_code == 422
    assert "Say why this is right." in text_of(answer)


def test_an_expired_session_keeps_the_reasons_too(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "check/"))
    sent = hidden(page) | {asked(page)[0]: "A clinic opened."}
    assert "is kept" in text_of(Client().post(url(found, "acknowledge/"), sent))
    assert 'value="A clinic opened."' in back_in(found.alice).get(url(found, "check/")).content.decode()


def test_saving_with_a_reason_is_within_the_budget(found, alice):
    post(alice, url(found, "figures/"), full(found, "4920"))
    page = alice.get(url(found, "figures/"))
    typed = hidden(page) | full(found, "4920") | {asked(page)[0]: "A clinic opened.", "do": "next"}
    with CaptureQueriesContext(connection) as counted:
        alice.post(url(found, "figures/"), typed)
    assert len(statements(counted)) <= MOST_WITH_A_REASON


@pytest.mark.parametrize("do", ["leave", "next"])
def test_a_save_is_within_the_budget_however_many_figures_change(found, alice, do):
    for typed in (full(found, "600"), {found.box("referrals"): "601"}):
        page = alice.get(url(found, "figures/"))
        with CaptureQueriesContext(connection) as counted:
            alice.post(url(found, "figures/"), hidden(page) | full(found) | typed | {"do": do})
        assert len(statements(counted)) <= MOST_OF_A_SAVE


def statements(counted: CaptureQueriesContext) -> list[str]:
    """What a save asks of the database; a test's own savepoints stand for the one transaction."""
    return [query["sql"] for query in counted if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(
    ("polarity", "held", "due", "asks"),
    [
        (Good.HIGHER, Value(number=Decimal(90)), Decimal(90), False),
        (Good.HIGHER, Value(number=Decimal("89.9")), Decimal(90), True),
        (Good.LOWER, Value(number=Decimal("90.1")), Decimal(90), True),
        (Good.LOWER, Value(number=Decimal(90)), Decimal(90), False),
        (Good.CONTEXT, Value(number=Decimal(1)), Decimal(90), False),
        (Good.HIGHER, Value(number=Decimal(1)), None, False),
        (Good.HIGHER, Value(), Decimal(90), False),
        (Good.HIGHER, Value(number=Decimal(80), precision=Precision.AT_LEAST), Decimal(90), False),
        (Good.HIGHER, Value(number=Decimal(0)), Decimal(90), True),
    ],
)
def test_off_target_is_short_of_what_is_due_however_little(polarity, held, due, asks):
    found = warning_off_target(Definition(polarity=polarity), "Referrals", held, due, so_far=False)
    assert (found is not None) == asks


def test_off_target_is_asked_again_when_value_or_target_changes():
    def digest(number: int, due: int) -> str:
        definition = Definition(polarity=Good.HIGHER)
        held = Value(number=Decimal(number))
        found = warning_off_target(definition, "Referrals", held, Decimal(due), so_far=True)
        assert found is not None
        return found.digest

    assert len({digest(80, 90), digest(81, 90), digest(80, 91)}) == 3
    assert digest(80, 90) == digest(80, 90)
