"""A provider written twice is made one: everything moves, nothing of it is lost, and what is not safe is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import DeliveryRole, Route
from commissioning.models import (
    Award,
    Draft,
    Observation,
    Pack,
    ReportingRoute,
    ServiceProvider,
    Submission,
)
from commissioning.workflow.set_up.provider_merging import FOLLOW, STAY, WITH_CARE, merge_providers, plan_merging
from providers.models import Contact, Provider, ProviderAlias
from reports.models import ProviderCheck
from tests.commissioning.factories import (
    NOON,
    AwardFactory,
    ContactFactory,
    DocumentFactory,
    MembershipFactory,
    ObservationFactory,
    OfficeFactory,
    PackFactory,
    ProviderAliasFactory,
    ProviderFactory,
    ReportingRouteFactory,
    ReturnFactory,
    ServiceFactory,
    ServiceMeasureFactory,
    ServiceProviderFactory,
    SpendLineFactory,
    quarters,
    reporting_service,
)
from tests.commissioning.pages import words
from tracker.audit import verify_chain
from tracker.models import AuditEvent, User
from tracker.refusals import NotNow, NotYours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> None:
    OfficeFactory()


@pytest.fixture
def gone() -> Provider:
    return ProviderFactory(name="West Mercia RSASC", short_name="WMRSASC", charity_number="1058045")


@pytest.fixture
def into() -> Provider:
    return ProviderFactory(name="West Mercia Rape and Sexual Abuse Support Centre", short_name="WMRASAC")


@pytest.fixture
def merge(gone, into, officer: User) -> Callable[[], Provider]:
    return lambda: merge_providers(gone=gone, into=into, by=officer, at=NOON)


@pytest.fixture
def period():
    return quarters(2022, 1)[1]


def obstacles(gone: Provider, into: Provider) -> str:
    return " ".join(plan_merging(gone=gone, into=into).obstacles)


def test_everything_that_points_at_a_provider_is_thought_of() -> None:
    """A new record that points at providers has to be given its place here before it can be built."""
    pointing = {each.related_model for each in Provider._meta.related_objects}
    shown = {ProviderCheck}  # of the package above: what a provider was shown stays its own, as what it sent does
    assert pointing == {*FOLLOW, *WITH_CARE, *STAY, *shown, Provider}


class TestMoving:
    def test_all_of_it_moves_and_the_row_stays_and_leads_to_the_other(self, gone, into, merge, period) -> None:
        service = reporting_service(gone)
        owed = ReturnFactory(service=service, provider=gone, period=period)
        figure = ObservationFactory(
            service_measure=ServiceMeasureFactory(service=service), provider=gone, period=period, quarterly_return=owed
        )
        AwardFactory(provider=gone)
        ContactFactory(provider=gone)
        DocumentFactory(provider=gone)
        MembershipFactory(provider=gone)
        merge()
        for model in (*FOLLOW, *WITH_CARE):
            assert not model.objects.filter(provider=gone).exists(), model
            assert model.objects.filter(provider=into).exists(), model
        gone.refresh_from_db()
        assert gone.merged_into == into
        assert Observation.objects.get(pk=figure.pk).provider == into

    def test_its_names_and_numbers_are_the_others(self, gone, into, merge) -> None:
        ProviderAliasFactory(provider=gone, name="Rape Crisis")
        merge()
        into.refresh_from_db()
        assert set(into.aliases.values_list("name", flat=True)) == {"West Mercia RSASC", "WMRSASC", "Rape Crisis"}
        assert (into.short_name, into.charity_number) == ("WMRASAC", "1058045")
        for name in ("wmrsasc", "West Mercia RSASC", "rape crisis"):
            assert Provider.objects.known_as(name).get() == into

    def test_what_is_confidential_stays_so(self, gone, into, merge) -> None:
        Provider.objects.filter(pk=gone.pk).update(address_confidential=True)
        merge()
        into.refresh_from_db()
        assert into.address_confidential

    def test_what_was_sent_on_its_behalf_goes_on_saying_so(self, gone, merge, officer, period) -> None:
        owed = ReturnFactory(service=reporting_service(gone), provider=gone, period=period)
        said = {"record_kind": "return", "record_id": owed.pk, "number": 1, "content": {}, "sha256": "0" * 64}
        sent = Submission.objects.create(**said, prepared_by=officer, signed_by=officer, on_behalf_of=gone, at=NOON)
        merge()
        sent.refresh_from_db()
        assert sent.on_behalf_of == gone

    def test_what_was_merged_into_it_before_leads_on(self, gone, into, merge) -> None:
        older = ProviderFactory(merged_into=gone)
        merge()
        older.refresh_from_db()
        assert older.merged_into == into

    def test_both_have_an_event_and_so_has_whatever_moved(self, gone, into, merge) -> None:
        award = AwardFactory(provider=gone)
        merge()
        told = {(event.act, event.record_id): event.changes for event in AuditEvent.objects.all()}
        assert told["merge", gone.pk]["merged_into"] == ["", into.name]
        assert told["take-in", into.pk]["takes in"] == ["", gone.name]
        assert told["merge", gone.pk]["award"] == ["", "1"]
        moved = AuditEvent.objects.about(award).get()
        assert moved.changes == {"provider": [gone.name, into.name]}
        assert verify_chain() == AuditEvent.objects.count()

    def test_where_both_deliver_a_service_it_is_delivered_once_and_led(self, gone, into, merge) -> None:
        service = ServiceFactory()
        ServiceProviderFactory(service=service, provider=gone, role=DeliveryRole.LEAD)
        ServiceProviderFactory(service=service, provider=into, role=DeliveryRole.PARTNER)
        merge()
        found = ServiceProvider.objects.get()
        assert (found.provider, found.role) == (into, DeliveryRole.LEAD)

    def test_of_two_routes_that_say_the_same_one_is_enough(self, gone, into, merge) -> None:
        service = ServiceFactory()
        for provider in (gone, into):
            ReportingRouteFactory(service=service, provider=provider)
        merge()
        assert ReportingRoute.objects.get().provider == into

    @pytest.mark.parametrize("touched", ["gone", "into", "neither"])
    def test_returns_of_two_packs_lie_in_the_one_that_somebody_wrote_in(
        self, gone, into, merge, period, touched
    ) -> None:
        for provider in (gone, into):
            ReturnFactory(service=reporting_service(provider), provider=provider, period=period)
        if touched != "neither":
            pack = Pack.objects.get(provider={"gone": gone, "into": into}[touched])
            SpendLineFactory(pack=pack)
        merge()
        pack = Pack.objects.get()
        assert pack.provider == into
        assert pack.returns.count() == 2
        assert pack.spend_lines.count() == (touched != "neither")


class TestObstacles:
    def test_different_numbers_are_different_bodies(self, gone, into) -> None:
        Provider.objects.filter(pk=into.pk).update(charity_number="203644")
        into.refresh_from_db()
        assert "different charity numbers, 1058045 and 203644" in obstacles(gone, into)

    def test_nobody_is_merged_into_nothing_or_twice(self, gone, into) -> None:
        nobody = ProviderFactory(code=Provider.NOT_STATED)
        merged = ProviderFactory(merged_into=into)
        assert "no body" in obstacles(gone, nobody)
        assert "no body" in obstacles(nobody, into)
        assert "merged already" in obstacles(merged, into)
        assert "merged already" in obstacles(gone, merged)
        assert "one row already" in obstacles(gone, gone)

    def test_two_routes_at_once_are_named(self, gone, into) -> None:
        service = ServiceFactory(name="IDVA")
        ReportingRouteFactory(service=service, provider=gone)
        other = ReportingRouteFactory(service=service, provider=into, route=Route.OFFICE)
        assert "reporting route on IDVA on the same days" in obstacles(gone, into)
        ReportingRoute.objects.filter(pk=other.pk).update(ends_on=date(2022, 6, 30))
        ReportingRoute.objects.exclude(pk=other.pk).update(starts_on=date(2022, 7, 1))
        assert not obstacles(gone, into)

    def test_two_returns_for_one_period_are_named(self, gone, into, merge, period) -> None:
        service = ServiceFactory(name="IDVA")
        for provider in (gone, into):
            ReturnFactory(service=service, provider=provider, period=period)
        assert "Both have a return on IDVA for Q2 2022/23." in obstacles(gone, into)
        self.refused_and_nothing_moved(gone, merge)

    def test_two_packs_with_something_in_them_are_named(self, gone, into, merge, period) -> None:
        for provider in (gone, into):
            SpendLineFactory(pack=PackFactory(provider=provider, period=period))
        assert "money and people for Q2 2022/23" in obstacles(gone, into)
        self.refused_and_nothing_moved(gone, merge)

    def test_a_draft_in_a_pack_is_something(self, gone, into, officer, period) -> None:
        for provider in (gone, into):
            pack = PackFactory(provider=provider, period=period)
            Draft.objects.create(
                record_kind="pack",
                record_id=pack.pk,
                section="money",
                user=officer,
                saved_at=NOON,
                fields={},
                base_version=0,
            )
        assert "money and people" in obstacles(gone, into)

    def test_two_figures_of_one_period_are_named(self, gone, into, merge, period) -> None:
        measure = ServiceMeasureFactory(label="Referrals")
        for provider in (gone, into):
            ObservationFactory(service_measure=measure, provider=provider, period=period, quarterly_return=None)
        assert "Both have a figure for Referrals in Q2 2022/23." in obstacles(gone, into)
        self.refused_and_nothing_moved(gone, merge)

    def refused_and_nothing_moved(self, gone: Provider, merge: Callable[[], Provider]) -> None:
        with pytest.raises(NotNow, match="They can’t be merged yet"):
            merge()
        gone.refresh_from_db()
        assert gone.merged_into is None
        assert not AuditEvent.objects.exists()
        assert not ProviderAlias.objects.exists()

    def test_it_takes_the_permission(self, gone, into, person) -> None:
        with pytest.raises(NotYours):
            merge_providers(gone=gone, into=into, by=person("finance"), at=NOON)


class TestPages:
    @pytest.fixture
    def client(self, officer: User, client_of) -> Client:
        return client_of(officer)

    def test_likely_twins_are_listed_until_somebody_says_that_they_are_two(self, client, gone, into) -> None:
        page = reverse("provider-twins")
        assert f"{gone.name} and {into.name}" in words(client.get(page))
        assert "Likely written twice: 1" in words(client.get("/set-up/providers/"))
        client.post(reverse("provider-apart", args=[gone.pk, into.pk]))
        client.get(page)
        assert "No two providers are written alike." in words(client.get(page))
        assert set(into.different_from.all()) == {gone}

    def test_what_would_move_is_shown_before_it_moves(self, client, gone, into) -> None:
        AwardFactory(provider=gone)
        page = reverse("provider-merge", args=[gone.pk])
        shown = client.get(f"{page}?into={into.pk}")
        assert shown.context["moves"] == [{"key": "Award", "value": 1}]
        assert "This can’t be undone." in words(shown)
        assert Award.objects.get().provider == gone
        client.post(page, {"into": into.pk})
        assert Award.objects.get().provider == into
        assert client.get(page).status_code == 404

    def test_an_obstacle_leaves_no_button(self, client, gone, into) -> None:
        Provider.objects.filter(pk=into.pk).update(charity_number="203644")
        page = reverse("provider-merge", args=[gone.pk])
        answer = client.get(f"{page}?into={into.pk}")
        assert "They can’t be merged yet" in words(answer)
        assert b"govuk-button--warning" not in answer.content
        assert client.post(page, {"into": into.pk}).status_code == 409

    def test_its_old_address_leads_to_the_other(self, client, gone, into, merge, period) -> None:
        merge()
        answer = client.get(reverse("provider", args=[period.slug, gone.pk]))
        assert answer.url == reverse("provider", args=[period.slug, into.pk])

    def test_it_is_offered_no_more(self, client, gone, into, merge) -> None:
        merge()
        assert gone.name not in words(client.get("/set-up/services/add/"))

    def test_a_name_like_anothers_is_asked_about_once_before_it_is_saved(self, client, into) -> None:
        typed = {"name": "WMRSASC", "kind": "charity", "short_name": "", "charity_number": "", "company_number": ""}
        answer = client.post("/set-up/providers/add/", typed)
        assert answer.status_code == 422
        assert f"This looks like {into.name}" in answer.content.decode()
        assert 'value="WMRSASC"' in answer.content.decode()
        assert not Provider.objects.filter(name="WMRSASC").exists()
        sure = answer.context["sure"]
        client.post("/set-up/providers/add/", {**typed, "sure": "something else"})
        assert not Provider.objects.filter(name="WMRSASC").exists()
        client.post("/set-up/providers/add/", {**typed, "sure": sure})
        assert Provider.objects.filter(name="WMRSASC").exists()

    def test_control_another_name_is_saved_at_once(self, client, into) -> None:
        typed = {"name": "Telford CSP", "kind": "council", "short_name": "", "charity_number": "", "company_number": ""}
        ProviderFactory(name="Shropshire CSP")
        assert client.post("/set-up/providers/add/", typed).status_code == 302

    def test_an_unchanged_name_is_not_asked_about_again(self, client, gone, into) -> None:
        page = f"/set-up/providers/{gone.pk}/"
        began = client.get(page).context["began"]
        typed = {"name": gone.name, "short_name": gone.short_name, "kind": "company", "began": began}
        assert client.post(page, {**typed, "charity_number": "1058045", "company_number": ""}).status_code == 302

    @pytest.mark.parametrize(("box", "typed"), [("charity_number", "12"), ("company_number", "1234567")])
    def test_a_number_that_is_none_is_refused_at_its_box(self, client, box, typed) -> None:
        values = {"name": "Oak", "kind": "charity", "short_name": "", "charity_number": "", "company_number": ""}
        answer = client.post("/set-up/providers/add/", {**values, box: typed})
        assert answer.status_code == 422
        assert answer.context["attempt"].form.errors[box]
        assert Contact.objects.count() == 0


def test_the_page_of_one_that_is_merged_says_into_which_and_leads_there(client_of, officer, gone, merge) -> None:
    page = f"/set-up/providers/{gone.pk}/"
    assert "It is merged into" not in client_of(officer).get(page).content.decode()
    into = merge()
    shown = client_of(officer).get(page).content.decode()
    assert f'href="/set-up/providers/{into.pk}/">It is merged into {into}</a>' in shown
