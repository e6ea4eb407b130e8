"""How compliant the public pages are is the office's own word, with who tested when; silence claims nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.commissioning import factories as make
from tests.commissioning.pages import words
from tracker.models import Compliance, Office

pytestmark = pytest.mark.pages

PAGE = "/accessibility/"
ON = date(2022, 11, 1)
TESTED = {"accessibility_tested_on": ON, "accessibility_tested_by": "An outside tester"}


@pytest.fixture
def office(db: None) -> Office:
    make.quarters()
    return make.OfficeFactory(public_pages=True)


def says(office: Office, **said: object) -> str:
    Office.objects.filter(pk=office.pk).update(**said)
    Office.objects.reference_changed()
    return words(Client().get(PAGE))


@pytest.mark.parametrize("said", [{}, TESTED, {"accessibility_problems": "A table has no heading"}])
def test_without_the_offices_word_no_compliance_is_claimed(office, said):
    page = says(office, **said)
    assert "The office has not said yet how far they do." in page
    assert "compliant" not in page


@pytest.mark.parametrize("compliance", Compliance)
def test_what_the_office_says_stands_with_who_tested_and_when(office, compliance):
    problems = "" if compliance == Compliance.FULLY else "A table has no heading"
    page = says(office, accessibility_compliance=compliance, accessibility_problems=problems, **TESTED)
    assert f"says that these pages are {compliance.label} with the" in page
    assert "last tested on 1 November 2022, by An outside tester" in page
    assert ("A table has no heading" in page) == bool(problems)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"accessibility_compliance": "fully"}, "when the public pages were tested"),
        ({"accessibility_compliance": "fully", "accessibility_tested_on": ON}, "by whom"),
        (
            {**TESTED, "accessibility_compliance": "fully", "accessibility_problems": "One"},
            "choose fully compliant and list none",
        ),
        ({**TESTED, "accessibility_compliance": "partially"}, "choose partially or not compliant and list them"),
    ],
)
def test_a_word_that_no_test_bears_out_is_refused(office, said, sentence):
    for name, value in said.items():
        setattr(office, name, value)
    with pytest.raises(ValidationError, match=sentence):
        office.validate_constraints()


def test_a_manager_says_it_under_set_up(office, client_of, person):
    page = client_of(person("manager")).get(reverse("set-up-record", args=["public", office.pk]))
    assert "How far they keep to WCAG 2.2 AA, as the office says" in words(page)
