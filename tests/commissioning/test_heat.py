"""The rating that a service shows for a quarter, where several providers report on it."""

import pytest

from commissioning.choices import Rag
from commissioning.figures import reference_for
from commissioning.figures.ratings import heat
from tests.commissioning import factories as make


@pytest.mark.parametrize(
    ("whys", "expected"),
    [
        ([(Rag.AMBER, "one"), (Rag.GREEN, "two")], (Rag.AMBER, "one")),
        ([(Rag.GREEN, "one"), (Rag.AMBER, "two"), (Rag.AMBER, "three")], (Rag.AMBER, "two; and 1 more")),
        ([(Rag.AMBER, "one"), (Rag.AMBER, "two"), (Rag.AMBER, "three")], (Rag.AMBER, "one; and 2 more")),
        ([], (None, "")),
    ],
)
def test_the_worst_is_named_and_its_like_are_counted(db, whys, expected):
    office, quarter, by = make.OfficeFactory(), make.quarters()[5], make.UserFactory()
    service = make.reporting_service()
    for rag, why in whys:
        make.ReturnFactory(
            service=service,
            provider=make.ProviderFactory(),
            period=quarter,
            proposed_rag=rag,
            rag=rag,
            rag_why=why,
            **make.approved(by, make.UserFactory()),
        )
    now = heat([service.pk], quarter, reference=reference_for(office))[service.pk].now
    assert (now.rag, now.why) == expected
