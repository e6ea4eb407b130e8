"""The list template: caption, scope, sorting, labels of cells, pages; and the filter panel beside it."""

from functools import partial
from typing import Any

import django_filters
import django_tables2 as tables
import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.tracker.markup import every, first
from tracker.models import User
from tracker.tables import CountedPages, KeyedPages, KnownPages
from tracker.templatetags.lists import page_numbers


class Services(tables.Table):
    name = tables.Column(verbose_name="Service")
    value = tables.Column(
        verbose_name="Referrals",
        attrs={"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}},
    )
    state = tables.Column(verbose_name="Return", orderable=False)

    class Meta:
        attrs = {"caption": "Services"}


ROWS = [{"name": f"Service {n:02}", "value": n, "state": "<b>late</b>"} for n in range(60)]


def listed(path: str = "/", *, rows: list[dict[str, Any]] = ROWS, order_by: str = "name", page: int = 1) -> str:
    table = Services(rows, order_by=order_by)
    table.paginate(page=page, per_page=10)
    template = Template("{% load django_tables2 %}{% render_table table %}")
    return template.render(Context({"table": table, "request": RequestFactory().get(path)}))


def test_a_list_has_a_caption_that_names_its_order() -> None:
    assert first(listed(), "caption").text == "Services, sorted by service"


def test_every_header_has_a_scope_and_only_sortable_ones_say_how_they_are_sorted() -> None:
    headers = every(listed(order_by="-value"), "th")
    columns = [header for header in headers if header.attrs["scope"] == "col"]
    assert [header.attrs.get("aria-sort") for header in columns] == ["none", "descending", None]
    assert len([header for header in headers if header.attrs["scope"] == "row"]) == 10


def test_a_cell_says_which_column_it_is_in() -> None:
    cells = every(listed(), "td")
    assert [cell.attrs["data-label"] for cell in cells[:2]] == ["Referrals", "Return"]
    assert "govuk-table__cell--numeric" in cells[0].classes


def test_cells_are_escaped() -> None:
    assert "<b>" not in listed()


def test_sorting_starts_at_the_first_page_and_keeps_the_filters() -> None:
    link = first(listed("/?state=late&page=3", page=3), "a", "ct-sort")
    assert "state=late" in (link.attrs["href"] or "")
    assert "page=" not in (link.attrs["href"] or "")


def test_pages_keep_the_filters_and_mark_the_one_that_is_open() -> None:
    html = listed("/?state=late", page=3)
    links = every(html, "a", "govuk-pagination__link")
    assert all("state=late" in (link.attrs["href"] or "") for link in links)
    assert [link.attrs["aria-label"] for link in links if "aria-current" in link.attrs] == ["Page 3"]
    assert "21 to 30 of 60" in html


def test_one_page_has_no_page_links() -> None:
    assert "govuk-pagination" not in listed(rows=ROWS[:5])


def test_nothing_is_no_bare_table() -> None:
    assert "<table" not in listed(rows=[])


@pytest.mark.parametrize(
    ("page", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 10, [1, 2, 3, 4, 5, 6, 7, None, 10]),
        (1, 10, [1, 2, 3, None, 10]),
        (10, 10, [1, None, 8, 9, 10]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_page_numbers_leave_out_the_far_ones(page: int, last: int, shown: list[int | None]) -> None:
    assert page_numbers(Paginator(range(last * 10), 10).page(page)) == shown


class People(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", label="Name")
    role = django_filters.MultipleChoiceFilter(
        label="Role", choices=[("officer", "Officer"), ("manager", "Manager")], widget=forms.CheckboxSelectMultiple
    )


class Listed(tables.Table):
    pk = tables.Column()


def page_of(people: Any, pages: Any, asked: str) -> Any:
    table = Listed(people)
    request = RequestFactory().get("/", {"page": asked})
    tables.RequestConfig(request, paginate={"per_page": 10, "paginator_class": pages}).configure(table)
    return table


@pytest.mark.parametrize("asked", ["1", "2", "3", "4", "99", "0", "-1", "x", "1000000", "9" * 30])
@pytest.mark.parametrize("many", [0, 1, 10, 11, 25])
def test_a_page_says_how_many_rows_there_are_in_all(many: int, asked: str, db: None) -> None:
    User.objects.bulk_create(User(email=f"{n}@example.org", name="A name") for n in range(many))
    people = User.objects.filter(name="A name").order_by("pk")
    plain = page_of(people, Paginator, asked)
    known = partial(KnownPages, keys=list(people.values_list("pk", flat=True)))
    for pages in (CountedPages, KeyedPages, partial(KeyedPages, number=many), known):
        counted = page_of(people, pages, asked)
        assert [row.record.pk for row in counted.paginated_rows] == [row.record.pk for row in plain.paginated_rows]
        assert (counted.page.number, counted.paginator.num_pages) == (plain.page.number, plain.paginator.num_pages)
        assert len(counted.data) == len(plain.data) == counted.paginator.count == many


def test_only_the_rows_of_a_page_are_read_with_all_that_they_are_shown_with(
    db: None, django_assert_num_queries: Any
) -> None:
    User.objects.bulk_create(User(email=f"{n}@example.org", name="A name") for n in range(25))
    people = User.objects.order_by("pk")
    keys = list(people.values_list("pk", flat=True))
    for pages, asks in ((CountedPages, 1), (KeyedPages, 2), (partial(KnownPages, keys=keys), 1)):
        with django_assert_num_queries(asks) as asked:
            table = page_of(people, pages, "2")
            assert [row.record.pk for row in table.paginated_rows] == keys[10:20]
            assert len(table.data) == 25
        if pages is not CountedPages:
            assert all(str(key) in asked[-1]["sql"] for key in keys[10:20])


def panel(query: str) -> str:
    request: HttpRequest = RequestFactory().get(f"/people/?{query}")
    filterset = People(request.GET, queryset=User.objects.none())
    return render_to_string("components/filter.html", {"filter": filterset, "request": request})


def test_nothing_chosen_shows_no_tags() -> None:
    assert "moj-filter__selected" not in panel("")


def test_each_chosen_value_is_a_tag_that_takes_itself_away() -> None:
    tags = every(panel("q=ann&role=officer&role=manager&sort=name&page=2"), "a", "moj-filter__tag")
    assert [tag.text.strip() for tag in tags] == ["ann", "Officer", "Manager"]
    assert [tag.attrs["href"] for tag in tags] == [
        "?q=&role=officer&role=manager&sort=name".replace("q=&", ""),
        "?q=ann&role=manager&sort=name",
        "?q=ann&role=officer&sort=name",
    ]


def test_an_unknown_value_is_shown_as_typed_and_escaped() -> None:
    html = panel("role=%3Cb%3E")
    assert "<b>" not in html
    assert first(html, "a", "moj-filter__tag").attrs["href"] == "?"


def test_applying_the_filter_keeps_the_order() -> None:
    boxes = [box.attrs for box in every(panel("sort=-name"), "input") if box.attrs["type"] == "hidden"]
    assert [(box["name"], box["value"]) for box in boxes] == [("sort", "-name")]
