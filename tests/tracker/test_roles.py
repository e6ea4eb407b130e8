"""The policy, row by row, as docs/architecture.md has it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from tracker.models import User
from tracker.roles import PERMISSIONS, POLICY, Role, allows, needs

TABLE = [
    # permission                       viewer officer finance manager administrator provider
    ("commissioning.view_portfolio", "yes yes yes yes no no"),
    ("commissioning.view_returns", "yes yes yes yes no yes"),
    ("commissioning.ask_questions", "yes yes yes yes no no"),
    ("commissioning.read_history", "no yes yes yes no no"),
    ("commissioning.open_period", "no yes no yes no no"),
    ("commissioning.close_periods", "no no no yes no no"),
    ("commissioning.hold_files", "no no no yes no no"),
    ("commissioning.enter_returns", "no yes no yes no yes"),
    ("commissioning.take_over_figures", "no yes no yes no no"),
    ("commissioning.enter_money", "no yes yes yes no yes"),
    ("commissioning.import_files", "no yes yes yes no yes"),
    ("commissioning.fill_grids", "no yes yes yes no no"),
    ("commissioning.submit_returns", "no yes no yes no yes"),
    ("commissioning.write_items", "no yes no yes no no"),
    ("commissioning.excuse_returns", "no yes no yes no no"),
    ("commissioning.read_own", "no no no no no yes"),
    ("commissioning.chase_returns", "no yes no yes no no"),
    ("commissioning.answer_as_provider", "no yes no yes no yes"),
    ("commissioning.ask_for_more_time", "no no no no no yes"),
    ("commissioning.approve_returns", "no yes no yes no no"),
    ("commissioning.approve_money", "no yes yes yes no no"),
    ("commissioning.approve_exceptions", "no no no yes no no"),
    ("commissioning.reopen_returns", "no no no yes no no"),
    ("commissioning.set_up", "no yes no yes no no"),
    ("commissioning.set_up_money", "no yes yes yes no no"),
    ("commissioning.keep_payments", "no no yes yes no no"),
    ("commissioning.make_funder_returns", "no yes yes yes no no"),
    ("commissioning.keep_documents", "no yes yes yes no no"),
    ("commissioning.set_up_measures", "no yes no yes yes no"),
    ("commissioning.load_portfolio", "no yes no yes no no"),
    ("commissioning.set_up_plan", "no no no no yes no"),
    ("reports.view_update", "yes yes yes yes no no"),
    ("reports.build_update", "no yes no yes no no"),
    ("reports.compose_update", "no yes yes yes no no"),
    ("reports.view_internal_update", "no yes yes yes no no"),
    ("reports.agree_update", "yes no yes yes no no"),
    ("reports.override_checks", "no no no yes no no"),
    ("reports.sign_off_update", "no no no yes no no"),
    ("reports.publish_update", "no no no yes no no"),
    ("reports.check_own_part", "no no no no no yes"),
    ("tracker.set_up", "no yes yes yes yes no"),
    ("tracker.administer", "no no no no yes no"),
    ("tracker.set_reminders", "no no no yes yes no"),
    ("tracker.set_public", "no no no yes yes no"),
    ("reports.publish_open_data", "no no no yes no no"),
    ("tracker.arrange_cover", "no yes yes yes yes no"),
]
CASES = [
    (permission, role, answer == "yes")
    for permission, answers in TABLE
    for role, answer in zip(
        (Role.VIEWER, Role.OFFICER, Role.FINANCE, Role.MANAGER, Role.ADMINISTRATOR, Role.PROVIDER),
        answers.split(),
        strict=True,
    )
]


@pytest.mark.parametrize(("permission", "role", "expected"), CASES)
def test_what_each_role_may_do(permission: str, role: Role, expected: bool) -> None:
    assert allows(role, permission) is expected


def test_every_permission_and_every_role_is_in_the_table() -> None:
    assert {permission for permission, _ in TABLE} == PERMISSIONS
    assert set(POLICY) == set(Role)


def test_an_unknown_role_or_permission_may_nothing() -> None:
    assert not allows("director", "commissioning.view_portfolio")
    assert not allows(Role.MANAGER, "commissioning.delete_everything")


def test_a_door_with_a_misspelt_permission_is_never_built() -> None:
    with pytest.raises(ValueError, match="approve_retruns"):
        needs("commissioning.approve_retruns")


@pytest.mark.parametrize(("role", "opens"), [(Role.OFFICER, True), (Role.VIEWER, False)])
def test_a_door_opens_for_its_permission_alone(role: Role, opens: bool) -> None:
    view = needs("commissioning.open_period")(lambda request: HttpResponse("open"))
    request = RequestFactory().get("/")
    request.user = User(name="Alice Hartley", role=role)
    if opens:
        assert view(request).content == b"open"
    else:
        with pytest.raises(PermissionDenied):
            view(request)


def test_a_disabled_person_may_nothing() -> None:
    assert not User(role=Role.MANAGER, is_active=False).has_perm("commissioning.view_portfolio")


def test_permissions_cost_no_query(officer: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert officer.has_perm("commissioning.enter_returns")
