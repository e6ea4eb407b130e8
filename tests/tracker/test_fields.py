"""MoneyField: whole pence in the database, Decimal pounds everywhere else."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Avg, F, Max, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from tracker.fields import MoneyField

with isolate_apps("tracker"):  # no other test sees this table

    class Purse(models.Model):
        """A table of these tests alone."""

        amount = MoneyField(null=True, blank=True)
        other = MoneyField(default=Decimal(0))

        class Meta:
            app_label = "tracker"
            managed = False

        def __str__(self) -> str:
            return str(self.amount)


@pytest.fixture
def purses(transactional_db: None) -> Iterator[type[Purse]]:
    with connection.schema_editor() as editor:
        editor.create_model(Purse)
    yield Purse
    with connection.schema_editor() as editor:
        editor.delete_model(Purse)


def test_pounds_go_in_and_come_out_and_pence_are_kept(purses):
    purses.objects.create(amount=Decimal("135640.50"))
    kept = purses.objects.get()
    assert kept.amount == Decimal("135640.50")
    assert str(kept.amount) == "135640.50"
    with connection.cursor() as cursor:
        cursor.execute(f"select amount from {purses._meta.db_table}")
        assert cursor.fetchone()[0] == 13_564_050


def test_nothing_stays_nothing(purses):
    purses.objects.create(amount=None)
    assert purses.objects.get(amount=None).amount is None
    assert purses.objects.filter(amount__isnull=False).count() == 0


def test_sums_are_exact_pounds(purses):
    purses.objects.bulk_create([purses(amount=Decimal("0.10")), purses(amount=Decimal("0.20")), purses(amount=None)])
    assert purses.objects.aggregate(total=Sum("amount"))["total"] == Decimal("0.30")
    assert purses.objects.aggregate(most=Max("amount"))["most"] == Decimal("0.20")
    assert purses.objects.aggregate(usual=Avg("amount"))["usual"] == Decimal("0.15")
    assert purses.objects.annotate(total=Sum("amount")).filter(total=Decimal("0.10")).count() == 1


def test_a_sum_of_nothing_can_be_nought_pounds(purses):
    nought = Value(Decimal(0), output_field=MoneyField())
    assert purses.objects.aggregate(total=Sum("amount"))["total"] is None
    assert purses.objects.aggregate(total=Coalesce(Sum("amount"), nought))["total"] == Decimal(0)


def test_columns_add_up_in_pounds_and_only_when_told_what_they_make(purses):
    purses.objects.create(amount=Decimal("1.50"), other=Decimal("2.25"))
    both = F("amount") + F("other")
    assert purses.objects.annotate(both=Sum(both, output_field=MoneyField())).get().both == Decimal("3.75")
    with pytest.raises(Exception, match="output_field"):
        purses.objects.annotate(both=both).get()


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Q(amount=Decimal("1.50")), 1),
        (Q(amount="1.50"), 1),
        (Q(amount__gte=2), 1),
        (Q(amount__lt=Decimal("1.51")), 1),
        (Q(amount__in=[Decimal("1.50"), 20]), 2),
        (Q(amount__range=(1, 2)), 1),
        (Q(amount__gt=F("other")), 2),
    ],
)
def test_filters_speak_pounds(purses, condition, found):
    purses.objects.bulk_create([purses(amount=Decimal("1.50")), purses(amount=Decimal(20))])
    assert purses.objects.filter(condition).count() == found


@pytest.mark.parametrize("value", ["1.234", Decimal("0.001"), 1.5, 0.1, True, "NaN", "Infinity", "£5", "", "1e30"])
def test_what_is_no_amount_is_refused_never_rounded(purses, value):
    if value == "":
        assert purses._meta.get_field("amount").to_python(value) is None
        return
    with pytest.raises(ValidationError):
        purses.objects.create(amount=value)
    with pytest.raises(ValidationError):
        purses.objects.filter(amount__gte=value).count()
    with pytest.raises(ValidationError):
        purses(amount=value).full_clean()


class PurseForm(forms.ModelForm):
    class Meta:
        model = Purse
        fields = ["amount"]


def test_its_box_takes_pounds_of_two_places():
    assert PurseForm({"amount": "1234.50"}).is_valid()
    assert not PurseForm({"amount": "1234.567"}).is_valid()
    assert PurseForm({"amount": ""}).is_valid()
    assert 'value="1.50"' in str(PurseForm(instance=Purse(amount=Decimal("1.50"))))


def test_a_form_may_bring_its_own_box():
    box = MoneyField().formfield(form_class=forms.CharField)
    assert type(box) is forms.CharField


def test_fixtures_are_in_pounds():
    field = Purse._meta.get_field("amount")
    assert field.value_to_string(Purse(amount=Decimal("12.50"))) == "12.50"
    assert field.value_to_string(Purse(amount=None)) == ""


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_every_whole_number_of_pence_comes_back(pence):
    field = MoneyField()
    pounds = field.from_db_value(pence, None, None)
    assert field.get_prep_value(pounds) == pence
