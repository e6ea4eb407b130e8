"""What a file would change is shown with few queries, however many figures, services and returns are in it."""

import pytest

from commissioning.choices import Template
from commissioning.models import QuarterlyReturn, Service, SpendLine, StaffingLine
from tests.commissioning.data.provider_workbooks import WORKBOOKS
from tests.commissioning.factories import AwardFactory
from tests.commissioning.filled_forms import NOW, SHEET, WORDS, form_of, send, type_into
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pack_of_four import SERVICES, Pack, pack_of_four
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.return_forms import client_of
from tests.commissioning.test_import_workbook import chosen
from tracker.models import ImportRun

pytestmark = pytest.mark.django_db
LITTLE = {(SHEET, "Referrals", NOW): 492}
MUCH = LITTLE | {(SHEET, "of which from", NOW): 101, (SHEET, "What went well", WORDS): "Demand grew."}
HOW_MANY = (1, len(SERVICES))


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def pack(request) -> Pack:
    """A pack of so many returns, with money and people of each service."""
    found = pack_of_four(SERVICES[: request.param])
    Service.objects.update(template=Template.FULL)
    for each in QuarterlyReturn.objects.select_related("service"):
        award = AwardFactory(provider=found.provider)
        SpendLine.objects.create(pack=found.pack, award=award, to_date=1000)
        line = StaffingLine.objects.create(pack=found.pack, role=f"Worker of {each.service}", funded=2)
        line.services.add(each.service)
    return found


def shown(found: Idva, typed) -> int:
    run = send(found, type_into(form_of(found), typed))
    return queries_of(client_of(found.alice), f"/imports/{run.pk}/")


def test_our_form_however_much_of_it_is_filled_in():
    found = idva()
    little = shown(found, LITTLE)
    assert shown(found, MUCH) <= little <= MOST_QUERIES


@pytest.mark.parametrize("pack", HOW_MANY, indirect=True)
def test_our_form_of_a_pack_however_many_returns_it_has(pack):
    run = send(pack, type_into(form_of(pack), {(SERVICES[0], "Referrals", NOW): 492}))
    assert queries_of(client_of(pack.alice), f"/imports/{run.pk}/") <= MOST_QUERIES


@pytest.mark.parametrize("pack", HOW_MANY, indirect=True)
def test_a_provider_s_workbook_however_many_services_it_tells_of(pack):
    layout = chosen(pack, WORKBOOKS["a sheet for each service"](2))
    run = ImportRun.objects.get(mapping=layout)
    for page in ("", "layout/"):
        assert queries_of(client_of(pack.alice), f"/imports/{run.pk}/{page}") <= MOST_QUERIES
