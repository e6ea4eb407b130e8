"""The administration pages: reference data alone, administrators alone, every change an event."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from commissioning.models import Measure, MeasureVersion, Objective, Plan, ReportingPeriod, Theme
from reports.models import Acronym
from tests.commissioning.factories import ObservationFactory, OfficeFactory, PlanFactory, UserFactory, quarters
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Office, User
from tracker.roles import Role

REGISTERED = sorted(model._meta.label_lower for model in admin.site._registry if model._meta.app_label != "auth")
OUR = [label for label in REGISTERED if label.split(".")[0] in {"tracker", "providers", "commissioning", "reports"}]
NEVER = ["submission", "observationvalue", "observation", "quarterlyreturn", "pack", "award", "spendline", "officeitem"]


@pytest.fixture
def administrator(db) -> User:
    OfficeFactory()
    return UserFactory(role=Role.ADMINISTRATOR, name="Ada Winter")


@pytest.fixture
def pages(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def rows(prefix: str, forms: list[dict] | None = None) -> dict[str, str]:
    """The management form of inline rows with these new ones."""
    forms = forms or []
    typed = {f"{prefix}-TOTAL_FORMS": str(len(forms)), f"{prefix}-INITIAL_FORMS": "0"}
    return typed | {f"{prefix}-{at}-{name}": value for at, form in enumerate(forms) for name, value in form.items()}


def test_only_reference_data_is_there() -> None:
    assert {label.split(".")[1] for label in OUR} == set(
        "office user provider plan objective area reportingcalendar reportingperiod service measure measureversion "
        "servicemeasure scopenote funder acronym".split()
    )
    assert not {label.split(".")[1] for label in OUR} & set(NEVER)
    assert apps.get_model("tracker.auditevent") not in admin.site._registry


@pytest.mark.parametrize("label", OUR)
def test_every_page_opens(demo, pages: Client, label: str) -> None:
    name = label.replace(".", "_")
    assert pages.get(reverse(f"admin:{name}_changelist")).status_code == 200
    adding = pages.get(reverse(f"admin:{name}_add")).status_code
    assert adding == (403 if label == "tracker.office" else 200)
    first = apps.get_model(label)._default_manager.order_by("pk").first()
    assert first is None or pages.get(reverse(f"admin:{name}_change", args=[first.pk])).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_gets_in(db, role: Role) -> None:
    client = Client()
    client.force_login(UserFactory(role=role))
    for label in OUR:
        for page in ("changelist", "add"):
            answer = client.get(reverse(f"admin:{label.replace('.', '_')}_{page}"))
            assert answer.status_code in (302, 403), label


def test_a_change_is_an_event_and_raises_the_data_version(pages: Client, administrator: User) -> None:
    plan, before = PlanFactory(), Office.objects.get().data_version
    address = reverse("admin:commissioning_plan_change", args=[plan.pk])
    typed = {"name": "Safer Anywhere"} | rows("objectives", [{"code": "roads", "name": "Roads", "place": "1"}])
    assert pages.post(address, typed).status_code == 302
    assert Objective.objects.get().name == "Roads"
    assert Office.objects.get().data_version > before
    changed, made = AuditEvent.objects.order_by("number")
    assert (changed.act, changed.by, changed.changes) == (
        "change",
        administrator,
        {"name": ["Safer Somewhere", "Safer Anywhere"]},
    )
    assert (made.act, made.model) == ("create", "commissioning.objective")
    assert verify_chain() == 2
    assert not LogEntry.objects.exists()


def test_what_is_in_use_can_not_be_deleted_and_what_is_not_leaves_an_event(pages: Client) -> None:
    theme = Theme.objects.create(
        objective=Objective.objects.create(plan=PlanFactory(), code="a", name="A", place=1), code="b", name="B", place=1
    )
    address = reverse("admin:commissioning_plan_delete", args=[theme.objective.plan_id])
    pages.post(address, {"post": "yes"})
    assert Plan.objects.exists()
    acronym = Acronym.objects.create(short="IDVA", words="independent domestic violence adviser")
    pages.post(reverse("admin:reports_acronym_delete", args=[acronym.pk]), {"post": "yes"})
    assert not Acronym.objects.exists()
    assert AuditEvent.objects.get().act == "delete"


def test_deleting_several_at_once_tells_of_each(pages: Client) -> None:
    made = [Acronym.objects.create(short=short, words="words") for short in ("A", "B")]
    typed = {"action": "delete_selected", "_selected_action": [each.pk for each in made], "post": "yes"}
    pages.post(reverse("admin:reports_acronym_changelist"), typed)
    assert not Acronym.objects.exists()
    assert AuditEvent.objects.filter(act="delete").count() == 2


def test_a_wording_in_use_is_read_only_and_an_edit_makes_the_next(pages: Client) -> None:
    used = ObservationFactory(period=quarters(2022, 1)[0]).version
    address = reverse("admin:commissioning_measureversion_change", args=[used.pk])
    assert "Save" not in pages.get(address).content.decode()
    fields = ("unit", "number_kind", "basis", "polarity", "about_people", "definition", "number")
    typed = {name: str(getattr(used, name)) for name in fields} | {"measure": str(used.measure_id)}
    assert pages.post(address, typed | {"definition": "Rewritten."}).status_code == 403
    measure = Measure.objects.get(pk=used.measure_id)
    new = {name: str(getattr(used, name)) for name in fields} | {"number": "2", "definition": "Reworded."}
    new["about_people"] = "on"
    typed = {"code": measure.code, "name": measure.name} | rows("versions", [new])
    typed["versions-INITIAL_FORMS"] = "0"
    assert pages.post(reverse("admin:commissioning_measure_change", args=[measure.pk]), typed).status_code == 302
    assert list(MeasureVersion.objects.filter(measure=measure).values_list("number", "definition")) == [
        (1, used.definition),
        (2, "Reworded."),
    ]


def test_an_open_quarter_keeps_its_dates(demo, client_of, person) -> None:
    period = ReportingPeriod.objects.get(slug="2022-23-q2")
    client = client_of(person(Role.ADMINISTRATOR))
    typed = {"label": "Second quarter", "start": "2020-01-01"} | rows("notes") | rows("key_dates")
    address = reverse("admin:commissioning_reportingperiod_change", args=[period.pk])
    client.post(address, typed)
    changed = ReportingPeriod.objects.get(pk=period.pk)
    assert (changed.label, changed.start) == ("Second quarter", period.start)


def test_a_person_is_made_with_a_password_that_no_event_holds(pages: Client) -> None:
    typed = {
        "email": "new@office.example",
        "name": "Nia Field",
        "role": Role.OFFICER.value,
        "usable_password": "true",
        "password1": "heron at the weir",
        "password2": "heron at the weir",
    }
    assert pages.post(reverse("admin:tracker_user_add"), typed).status_code == 302
    made = User.objects.get(email="new@office.example")
    assert made.check_password("heron at the weir")
    event = AuditEvent.objects.get()
    assert "heron" not in str(event.changes)
    assert event.changes["name"] == ["", ""], "a name can be forgotten, an event can't"


def test_people_and_the_office_are_never_deleted(pages: Client, administrator: User) -> None:
    for name, key in (("user", administrator.pk), ("office", Office.objects.get().pk)):
        address = reverse(f"admin:tracker_{name}_delete", args=[key])
        assert pages.post(address, {"post": "yes"}).status_code == 403


def test_a_new_password_is_an_event_that_does_not_hold_it(pages: Client) -> None:
    person = UserFactory()
    typed = {"usable_password": "true", "password1": "heron at the weir", "password2": "heron at the weir"}
    assert pages.post(reverse("admin:auth_user_password_change", args=[person.pk]), typed).status_code == 302
    person.refresh_from_db()
    assert person.check_password("heron at the weir")
    assert AuditEvent.objects.get().changes == {"password": ["", ""]}
