"""Rows with one of many keys, given as one parameter: the same rows as with so many."""

from django.db.models import Case, IntegerField, Value, When

from tracker.lookups import among
from tracker.models import User


def test_they_are_the_rows_with_these_keys(db, django_assert_num_queries):
    User.objects.bulk_create(User(email=f"{number}@example.org", name="A name") for number in range(9))
    keys = list(User.objects.order_by("pk").values_list("pk", flat=True))
    some = [keys[1], keys[4], keys[4], max(keys) + 1]
    with django_assert_num_queries(1) as asked:
        assert set(User.objects.filter(among(some)).values_list("pk", flat=True)) == {keys[1], keys[4]}
    assert str(some).replace(" ", "") in asked[0]["sql"]
    assert list(User.objects.filter(among([]))) == []
    assert User.objects.exclude(among(some)).count() == User.objects.count() - 2
    assert User.objects.filter(among(keys), among([keys[0]])).count() == 1


def test_they_can_be_told_apart_by_it(db):
    User.objects.bulk_create(User(email=f"{number}@example.org", name="A name") for number in range(3))
    keys = list(User.objects.order_by("pk").values_list("pk", flat=True))
    last_first = Case(When(among(keys[-1:]), then=Value(0)), default=Value(1), output_field=IntegerField())
    assert list(User.objects.order_by(last_first, "pk").values_list("pk", flat=True)) == [keys[-1], *keys[:-1]]
