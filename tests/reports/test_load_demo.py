"""The demonstration portfolio: loaded once, loaded twice without harm, and never over an office's own data."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Sum

from commissioning.choices import State
from commissioning.models import Award, Observation, OfficeItem, Pack, QuarterlyReturn, ReportingPeriod, Service
from providers.models import Provider
from reports.models import Entry, Update
from tracker.audit import verify_chain
from tracker.models import Office, User
from tracker.roles import Role

TOLD, OPEN = "2022-23-q2", "2022-23-q3"
pytestmark = pytest.mark.django_db


def load(**options: object) -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def counts() -> dict[str, int]:
    own = [
        model
        for app in ("tracker", "providers", "commissioning", "reports")
        for model in apps.get_app_config(app).get_models()
    ]
    return {model._meta.label: model._default_manager.count() for model in own}


@pytest.mark.usefixtures("demo")
class TestLoaded:
    def test_a_second_load_changes_nothing_but_the_password(self) -> None:
        before = counts()
        assert "there already" in load()
        assert counts() == before

    def test_a_second_load_keeps_what_people_changed(self) -> None:
        Service.objects.filter(code="climb").update(name="Renamed by the office")
        load()
        assert Service.objects.get(code="climb").name == "Renamed by the office"

    def test_password_from_the_environment_opens_every_account(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DEMO_PASSWORD", "a long one for the test")
        assert "a long one for the test" in load()
        came = User.objects.filter(invitations=None)
        assert all(user.check_password("a long one for the test") for user in came)

    def test_a_person_in_every_role_and_a_second_officer(self) -> None:
        roles = sorted(User.objects.filter(invitations=None).values_list("role", flat=True))
        assert roles == sorted([*Role.values, Role.OFFICER])
        authoriser = User.objects.get(role=Role.PROVIDER, invitations=None)
        assert authoriser.membership.role == "authoriser"
        assert all(user.email.endswith("@example.org") for user in User.objects.all())

    def test_the_office_says_that_it_is_a_demonstration(self) -> None:
        assert Office.objects.get().demo

    def test_five_quarters_before_the_one_told_of_and_three_after(self) -> None:
        labels = list(ReportingPeriod.objects.order_by("sequence").values_list("label", flat=True))
        assert labels[0] == "Q1 2021/22"
        assert labels[-1] == "Q1 2023/24"
        assert len(labels) == 9

    @pytest.mark.parametrize("model", [QuarterlyReturn, Pack, OfficeItem])
    def test_all_of_the_quarter_told_of_is_approved_by_another_person(self, model: type) -> None:
        rows = model.objects.filter(period__slug=TOLD)
        assert rows.exists()
        for row in rows:
            assert row.state == State.APPROVED
            assert row.approved_by_id not in {row.entered_by_id, row.submitted_by_id}
            assert row.submitted_at < row.approved_at

    def test_no_return_of_earlier_quarters(self) -> None:
        assert not QuarterlyReturn.objects.filter(period__end__lt="2022-07-01").exists()
        earlier = Observation.objects.filter(period__end__lt="2022-07-01")
        assert sorted(earlier.values_list("value", flat=True)) == [37, 388, 465, 4441]
        assert set(earlier.values_list("standing", "quarterly_return")) == {("taken_over", None)}

    def test_the_open_quarter_has_returns_in_every_state(self) -> None:
        returns = QuarterlyReturn.objects.filter(period__slug=OPEN)
        assert set(returns.values_list("state", flat=True)) == set(State)

    def test_the_open_quarter_s_figures_are_examples_and_their_categories_come_to_them(self) -> None:
        told = Observation.objects.filter(period__slug=OPEN).exclude(value=None)
        wholes = dict(told.whole().values_list("service_measure__code", "value"))
        assert wholes == {"climb-new-engaged": 61, "divert-referrals": 147}
        assert set(told.whole().values_list("reason", flat=True)) == {"Example: invented."}
        parts = told.exclude(category__breakdown=None)
        sums = parts.values_list("service_measure__code", "category__breakdown__code").annotate(Sum("value"))
        assert sorted(sums) == [
            (code, by, wholes[code])
            for code, by in (
                ("climb-new-engaged", "age"),
                ("climb-new-engaged", "sex"),
                ("divert-referrals", "need"),
                ("divert-referrals", "sex"),
            )
        ]
        assert not Observation.objects.filter(period__slug=TOLD).exclude(category__breakdown=None).exists()

    def test_one_body_under_both_spellings(self) -> None:
        known = {Provider.objects.known_as(name).get().code for name in ("WMRASAC", "WMRSASC", "wmrsasc")}
        assert known == {"wmrasac"}

    def test_amounts_that_nobody_stated_are_empty(self) -> None:
        stated = Award.objects.filter(splits__amount__isnull=False).values_list("group", flat=True)
        assert set(stated) == {"csp-2022"}

    def test_every_event_is_in_the_chain(self) -> None:
        assert verify_chain() > QuarterlyReturn.objects.filter(state=State.APPROVED).count()

    def test_every_service_is_a_source_of_the_update(self) -> None:
        told = Update.objects.get(period__slug=TOLD)
        entries = Entry.objects.filter(section__update=told)
        sources = set(entries.filter(sources__service__isnull=False).values_list("sources__service__code", flat=True))
        assert sources == set(Service.objects.values_list("code", flat=True))


def test_an_office_of_its_own_is_left_alone() -> None:
    Office.objects.create(name="An office", short_name="Office", area_name="Somewhere")
    with pytest.raises(CommandError, match="not mixed"):
        load()
    assert not User.objects.exists()
