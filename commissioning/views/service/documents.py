"""A service's Documents: its own, and those of its awards and of who delivers it."""

from typing import Any

from commissioning.figures.documents import Holder
from commissioning.views.documents import documents_of, papers
from commissioning.views.service.page import ServicePage
from tracker.together import together

Context = dict[str, Any]


def documents(page: ServicePage) -> Context:
    awards = page.scene.portfolio.awards_of.get(page.service.pk, [])
    providers = [each for each in page.providers if each.stated]
    holders: list[Holder] = [page.service, *awards, *providers]
    return {"documents": documents_of(page.scene, holders, together(*papers(holders)))}
