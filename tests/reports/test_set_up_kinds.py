"""Every kind of set-up record has the same pages behind its own permission, and declares what they need."""

import csv
import io
from collections.abc import Callable
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from reports.views.set_up import KINDS
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tracker.roles import Role, allows
from tracker.set_up.kinds import Kind

EVERY = pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.slug)


class Clients(dict[Role, Client]):
    """One person of each role, made when somebody asks for one."""

    def __init__(self, made: Callable[[Role], Client]) -> None:
        self.made = made

    def __missing__(self, role: Role) -> Client:
        return self.setdefault(role, self.made(role))


@pytest.fixture
def clients(demo, person, client_of) -> Clients:
    return Clients(lambda role: client_of(person(role)))


def owner_of(kind: Kind) -> Role:
    """Somebody who may set up records of this kind."""
    return next(role for role in Role if allows(role, kind.permission))


def test_only_its_permission_opens_its_pages(clients) -> None:
    """Of every kind, by one person of each role."""
    wrong = []
    for kind, role in product(KINDS, Role):
        answer = clients[role].get(reverse("set-up-list", args=[kind.slug])).status_code
        opens = 302 if kind.single else 200  # what there is one of opens itself
        if answer != (opens if allows(role, kind.permission) else 403):
            wrong.append(f"{kind.slug}: {role} got {answer}")
    assert wrong == []


@EVERY
def test_its_pages_open_with_few_queries(kind: Kind, clients) -> None:
    client = clients[owner_of(kind)]
    if not kind.single:
        assert queries_of(client, reverse("set-up-list", args=[kind.slug])) <= MOST_QUERIES
    if kind.adds and not kind.belongs_to:
        assert queries_of(client, reverse("set-up-add", args=[kind.slug])) <= MOST_QUERIES
    first = kind.model._default_manager.order_by("pk").first()
    if first is not None:
        for page in ("record", "history"):
            assert queries_of(client, reverse(f"set-up-{page}", args=[kind.slug, first.pk])) <= MOST_QUERIES, page


@EVERY
def test_its_list_is_sorted_by_each_heading_that_offers_it(kind: Kind, clients) -> None:
    if kind.single:
        return
    client, url = clients[owner_of(kind)], reverse("set-up-list", args=[kind.slug])
    table = client.get(url).context["table"]
    for name in [column.name for column in table.columns if column.orderable]:
        assert client.get(url, {"sort": name}).status_code == 200, name
    for name in table.columns.names():  # an address is typed or kept; what offers no sorting is passed over
        assert client.get(url, {"sort": f"-{name}"}).status_code == 200, name


@EVERY
def test_its_list_is_taken_away_whole(kind: Kind, clients) -> None:
    """Every field of its form, a line for each record in use, with no more queries than a page."""
    client, url = clients[owner_of(kind)], reverse("set-up-list", args=[kind.slug])
    rows = kind.model._default_manager.filter(ended_on=None) if kind.ends else kind.model._default_manager.all()
    answer = client.get(url, {"format": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert len(lines) == rows.count() + 1
    fields = {field.name for field in kind.model._meta.get_fields()}
    assert {kind.labels()[name] for name in kind.form.base_fields if name in fields} <= set(lines[0])
    assert queries_of(client, f"{url}?format=csv") <= MOST_QUERIES + 2  # lists of areas and the like are read apart
    assert client.get(url, {"format": "xlsx"}).headers["Content-Type"].endswith("sheet")


@EVERY
def test_its_names_are_real(kind: Kind, db: None) -> None:
    """Fields of the form, of the search and of the gaps exist; a gap leads to a box or to a part."""
    boxes = set(kind.form.base_fields) | {part.slug for part in kind.parts}
    assert {gap.box for gap in kind.gaps if not gap.kind} <= boxes
    assert {gap.kind for gap in kind.gaps} - {""} <= set(KINDS.by_slug)
    assert len({gap.box for gap in kind.gaps}) == len(kind.gaps)
    for path in kind.search:
        kind.model._default_manager.filter(**{f"{path}__icontains": "x"}).exists()
    for gap in kind.gaps:
        kind.model._default_manager.filter(gap.missing).exists()


def test_slugs_are_unique_and_no_page_of_its_own() -> None:
    slugs = [kind.slug for kind in KINDS]
    assert len(slugs) == len(set(slugs))
    assert "not-known-yet" not in slugs


def test_a_kind_that_there_is_not_is_404(clients) -> None:
    assert clients[Role.OFFICER].get("/set-up/teapots/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if allows(role, "tracker.set_up")])
def test_the_page_of_all_kinds_shows_what_one_may_set_up(role: Role, clients) -> None:
    shown = clients[role].get(reverse("set-up")).context["groups"]
    listed = {line["url"] for group in shown for line in group["kinds"]}
    assert listed == {reverse("set-up-list", args=[k.slug]) for k in KINDS.listed if allows(role, k.permission)}
