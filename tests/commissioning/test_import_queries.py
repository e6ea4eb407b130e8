"""What a file would change is shown with as many queries, however much is filled in."""

import pytest

from tests.commissioning.filled_forms import NOW, SHEET, WORDS, form_of, send, type_into
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pages import queries_of
from tests.commissioning.return_forms import client_of

pytestmark = pytest.mark.django_db
LITTLE = {(SHEET, "Referrals", NOW): 492}
MUCH = LITTLE | {(SHEET, "of which from", NOW): 101, (SHEET, "What went well", WORDS): "Demand grew."}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def shown(found: Idva, typed) -> int:
    run = send(found, type_into(form_of(found), typed))
    return queries_of(client_of(found.alice), f"/imports/{run.pk}/")


MOST_FOR_ONE_RETURN = 12


def test_our_form_however_much_of_it_is_filled_in():
    found = idva()
    little = shown(found, LITTLE)
    assert shown(found, MUCH) <= little <= MOST_FOR_ONE_RETURN
