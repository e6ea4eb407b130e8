"""Full text: what is typed is never read as a query language, and both databases find the same."""

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from providers.models import Provider
from tracker import fulltext
from tracker.fulltext import OPENS, Source, Term, terms_of


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("", ()),
        ("waiting list", (Term("waiting", starts=True), Term("list", starts=True))),
        ('"waiting list"', (Term("waiting list"),)),
        ('"waiting list', (Term("waiting list"),)),
        ("is it", (Term("is"), Term("it"))),
        ("DRIVE -CLIMB", (Term("DRIVE", starts=True), Term("CLIMB", starts=True, without=True))),
        ("-CLIMB", ()),
        ("Women’s", (Term("Women’s"),)),
        ("- * \" ' ()", ()),
        ("£850k", (Term("£850k"),)),
    ],
)
def test_what_is_looked_for(asked, terms):
    assert terms_of(asked) == terms


@pytest.fixture
def providers(db) -> Source:
    for name, short in [
        ("West Mercia Women’s Aid", "WMWA"),
        ("Purple Leaf", ""),
        ("Leaflet Printers", "Printers AND (binders)"),
        ("Zoë’s Place", "ZP"),
    ]:
        Provider.objects.create(
            code=name.lower().replace(" ", "-").replace("’", ""), name=name, short_name=short, kind="charity"
        )
    return Source(2, Provider.objects.all(), ("name", "short_name"))


def names(source: Source, asked: str) -> set[str]:
    hits, total = fulltext.find(asked, [source], first=0, count=25)
    assert total == len(hits)
    return {Provider.objects.get(pk=hit.key).name for hit in hits}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("wmwa", {"West Mercia Women’s Aid"}),
        ("leaf", {"Purple Leaf", "Leaflet Printers"}),
        ('"purple leaf"', {"Purple Leaf"}),
        ("leaf -purple", {"Leaflet Printers"}),
        ("printer", {"Leaflet Printers"}),
        ("printing", {"Leaflet Printers"}),
        ("women’s", {"West Mercia Women’s Aid"}),
        ("purple printers", set()),
        ("AND (binders)", {"Leaflet Printers"}),
        ("nobody", set()),
    ],
)
def test_what_is_found(providers, asked, found):
    assert names(providers, asked) == found


def test_a_changed_name_is_found_and_the_old_one_no_longer(providers):
    Provider.objects.filter(name="Purple Leaf").update(name="Green Branch")
    assert names(providers, "branch") == {"Green Branch"}
    assert names(providers, "purple") == set()
    Provider.objects.filter(name="Green Branch").delete()
    assert names(providers, "branch") == set()


def test_rows_that_may_not_be_seen_are_neither_found_nor_counted(providers):
    narrowed = Source(2, Provider.objects.exclude(name="Purple Leaf"), providers.title)
    assert names(narrowed, "leaf") == {"Leaflet Printers"}
    assert names(Source(2, Provider.objects.none(), providers.title), "leaf") == set()


def test_pages_go_on_where_the_one_before_ended(providers):
    pages = [fulltext.find("leaf", [providers], first=first, count=1) for first in (0, 1)]
    assert [total for _, total in pages] == [2, 2]
    assert pages[0][0][0].key != pages[1][0][0].key


def test_a_hit_shows_where_it_was_found(providers):
    hits, _ = fulltext.find("purple", [providers], first=0, count=5)
    assert hits[0].marked == f"{OPENS}Purple{fulltext.CLOSES} Leaf"


def test_the_index_is_there_and_its_loss_is_seen(providers):
    assert fulltext.is_indexed(providers)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER providers_provider_text_changed")
        else:
            cursor.execute("DROP INDEX providers_provider_text")
    assert not fulltext.is_indexed(providers)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example('"')
@example("a OR b NEAR(c")
@example("NOT")
@example("title: x*")
@example("^a")
@example("\0a")
@example("a:*&!b")
@example("'; DROP TABLE x; --")
def test_nothing_typed_breaks_it(django_db_setup, django_db_blocker, typed):
    with django_db_blocker.unblock():
        fulltext.find(typed, [Source(2, Provider.objects.all(), ("name", "short_name"))], first=0, count=5)
