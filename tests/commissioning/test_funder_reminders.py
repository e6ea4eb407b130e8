"""What is owed to funders is not forgotten: on the finance officer’s page, in dates and calendars, by mail, once."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from commissioning import models
from commissioning.figures import forget, reference_for
from commissioning.figures.dates import Kept, dated_things
from commissioning.figures.funder_returns import unsent
from commissioning.figures.portfolio import portfolio_for
from commissioning.workflow.funder_reminders import send_funder_reminders
from commissioning.workflow.funder_returns import tell_sent
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, words
from tests.commissioning.return_forms import client_of
from tests.commissioning.test_funder_returns import AT, Funded, funded  # noqa: F401  # a fixture
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Cover, Office, Outbox
from tracker.roles import Role

DUE = date(2022, 10, 30)  # a Sunday
BEFORE = date(2022, 10, 20)


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_ON = True


@pytest.fixture
def owen(db):
    return make.UserFactory(name="Owen Price", role=Role.FINANCE)


def remind(on: date) -> int:
    forget()
    return send_funder_reminders(on=on, at=datetime.combine(on, time(9), tzinfo=UTC))


def test_it_is_told_before_it_is_due_and_when_it_is_late_once_each(funded, owen):  # noqa: F811
    sent = {on: remind(on) for day in range(30) if (on := date(2022, 10, 14) + timedelta(days=day))}
    assert [on for on, count in sent.items() if count] == [BEFORE, date(2022, 10, 31)]
    first, late = Outbox.objects.order_by("pk")
    assert (first.to, first.subject) == (owen.email, "One return owed to funders")
    assert f"{funded.stream.name}, Half-year 2022/23: wanted by 30 October 2022\n" in first.text
    assert "wanted by 30 October 2022, 1 day late" in late.text
    assert AuditEvent.objects.about(funded.stream).filter(act="remind-funder").count() == 2
    assert verify_chain() == AuditEvent.objects.count()


@pytest.mark.parametrize("how", ["sent", "no mail", "money gone", "not asked"])
def test_what_is_not_owed_or_can_not_be_mailed_is_not_told(funded, owen, settings, how):  # noqa: F811
    if how == "sent":
        tell_sent(made=funded.make(by=owen, at=AT), on=date(2022, 10, 25), by=owen, at=AT)
    elif how == "no mail":
        settings.MAIL_ON = False
    elif how == "money gone":
        models.FundingSplit.objects.all().delete()
        models.Allocation.objects.all().delete()
    else:
        models.FunderTemplate.objects.update(half_year=False)
    assert remind(BEFORE) == remind(date(2022, 10, 31)) == 0


def test_who_is_away_is_stood_in_for_and_without_finance_officers_the_managers_are_told(funded, owen):  # noqa: F811
    bob = make.UserFactory(name="Bob Nwosu", role=Role.MANAGER)
    Cover.objects.create(person=owen, cover=bob, starts_on=date(2022, 10, 1), ends_on=date(2022, 10, 25))
    Office.objects.reference_changed()
    remind(BEFORE)
    assert [mail.to for mail in Outbox.objects.order_by("pk")] == [bob.email]
    Cover.objects.all().delete()
    owen.is_active = False
    owen.save()
    Office.objects.reference_changed()
    remind(date(2022, 10, 31))
    assert [mail.to for mail in Outbox.objects.order_by("pk")] == [bob.email, bob.email]


def things(funded: Funded) -> list[tuple[date, str]]:  # noqa: F811
    forget()
    reference = reference_for(funded.office)
    portfolio = portfolio_for(reference)
    kept = Kept(funders=unsent(reference, portfolio))
    found = dated_things(reference, portfolio, kept, first=date(2022, 10, 1), last=date(2023, 6, 1))
    return [(each.on, each.title) for each in found if each.kind == "funder"]


def test_it_has_its_day_until_it_is_sent(funded, owen):  # noqa: F811
    funder = funded.stream.funder.name
    later = (date(2023, 4, 30), f"Return to {funder}: Year 2022/23")
    assert things(funded) == [(DUE, f"Return to {funder}: Half-year 2022/23"), later]
    tell_sent(made=funded.make(by=owen, at=AT), on=date(2022, 10, 25), by=owen, at=AT)
    assert things(funded) == [later]


def test_only_who_makes_returns_sees_their_day(funded, owen):  # noqa: F811
    url = reverse("dates", args=[funded.q2.slug])
    page = reverse("funder-return", args=[funded.q2.slug, funded.stream.pk])
    assert page in client_of(owen).get(url).content.decode()
    shown = client_of(make.UserFactory(role=Role.VIEWER)).get(url)
    assert (shown.status_code, page in shown.content.decode()) == (200, False)


def test_it_needs_the_finance_officer_and_stands_on_the_managers_review(funded, owen):  # noqa: F811
    page = reverse("funder-return", args=[funded.q2.slug, funded.stream.pk])
    home, review = (reverse(name, args=[funded.q2.slug]) for name in ("quarter-home", "review"))
    bob = make.UserFactory(role=Role.MANAGER)
    assert page in client_of(owen).get(home).content.decode()
    assert page in client_of(bob).get(review).content.decode()
    made = funded.make(by=owen)
    assert "Return 1 made, not sent." in words(client_of(owen).get(home))
    tell_sent(made=made, on=date(2022, 10, 25), by=owen, at=AT)
    assert page not in client_of(owen).get(home).content.decode()
    assert page not in client_of(bob).get(review).content.decode()


def test_the_pages_ask_no_more_for_it(funded, owen):  # noqa: F811
    def grow() -> None:
        stream = make.StreamFactory(funder_template=funded.stream.funder_template)
        make.AllocationFactory(stream=stream, amount=5)
        Office.objects.reference_changed()

    for name in ("quarter-home", "dates"):
        flat(client_of(owen), reverse(name, args=[funded.q2.slug]), grow)
