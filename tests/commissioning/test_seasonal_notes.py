"""A seasonal note stands where it applies: at services that it names, in areas that it names, or everywhere."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.apps import apps

from commissioning import migrations
from commissioning.models import PeriodNote
from tests.commissioning import factories as make
from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import client_of, text_of, url
from tracker.models import Office

pytestmark = pytest.mark.django_db
TEXT = "Schools were closed"


@pytest.fixture
def found() -> Idva:
    return idva()


def note(found: Idva, *, services=(), areas=(), **fields: object) -> PeriodNote:
    made = make.PeriodNoteFactory(period=found.quarter, **fields)
    made.services.set(services)
    made.areas.set(areas)
    Office.objects.reference_changed()
    return made


def shown(found: Idva) -> set[str]:
    """The pages of the service in the quarter on which the note stands."""
    alice, overview = client_of(found.alice), f"/quarters/{found.quarter.slug}/services/{found.service.pk}/"
    pages = {"form": url(found, "figures/"), "service": overview}
    return {name for name, page in pages.items() if TEXT in text_of(alice.get(page))}


@pytest.mark.parametrize(
    ("services", "areas", "stands"),
    [
        ([], [], True),
        (["own"], [], True),
        (["other"], [], False),
        ([], ["town"], True),
        ([], ["county"], True),
        ([], ["elsewhere"], False),
        (["other"], ["town"], True),
        (["own"], ["elsewhere"], True),
    ],
)
def test_it_stands_where_it_applies(found, services, areas, stands):
    county, elsewhere = make.AreaFactory(), make.AreaFactory()
    town = make.AreaFactory()
    town.within.add(county)
    found.service.areas.add(town)
    named = {"own": found.service, "other": make.ServiceFactory()}
    places = {"town": town, "county": county, "elsewhere": elsewhere}
    note(found, services=[named[each] for each in services], areas=[places[each] for each in areas])
    assert shown(found) == ({"form", "service"} if stands else set())


def test_of_another_quarter_it_stands_nowhere(found):
    made = note(found)
    assert shown(found)
    PeriodNote.objects.filter(pk=made.pk).update(period=found.periods[4])
    Office.objects.reference_changed()
    assert not shown(found)


def test_notes_that_named_a_service_in_words_are_tied_to_it(found):
    named, everywhere = note(found, applies_to="Work of the IDVA SERVICE in schools"), note(found)
    tying = next(name for _, name, _ in iter_modules(migrations.__path__) if name.endswith("notes_tied_to_services"))
    import_module(f"{migrations.__name__}.{tying}").tie(apps, None)
    assert list(named.services.all()) == [found.service]
    assert not everywhere.services.exists()
