"""The quarterly updates that are published: a list, and a feed for programs that watch for the next one."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from reports.models import Publication
from tracker import formats
from tracker.models import Office
from tracker.public import public, shown

NEWEST = 20
TITLE = "Quarterly update on commissioned services"


@public()
def updates(request: HttpRequest, office: Office) -> HttpResponse:
    """Each update by its newest version, the newest quarter first."""
    newest: dict[str, Publication] = {}
    for each in _published():
        newest.setdefault(each.slug, each)
    context = {"here": "updates", "updates": [_row(each) for each in newest.values()]}
    return shown("public/updates.html", office, context)


@public()
def feed(request: HttpRequest, office: Office) -> HttpResponse:
    """Each version as it was published, the newest first."""
    listed = sorted(_published(), key=lambda each: (each.published_at, each.pk), reverse=True)[:NEWEST]
    atom = Atom1Feed(
        title=f"{TITLE}: {office.name}",
        link=settings.SITE_URL + reverse("updates"),
        description="",
        language=settings.LANGUAGE_CODE,
        feed_url=settings.SITE_URL + reverse("updates-feed"),
        author_name=office.name,
    )
    for each in listed:
        version = settings.SITE_URL + reverse("public-update-version", args=[each.slug, each.version])
        atom.add_item(
            title=title_of(each),
            link=version,
            unique_id=version,
            description=each.why,
            pubdate=each.published_at,
            updateddate=each.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def title_of(publication: Publication) -> str:
    corrected = f" (version {publication.version}, corrected)" if publication.version > 1 else ""
    return f"{publication.update.period.words}{corrected}"


def _published() -> Iterable[Publication]:
    rows = (
        Publication.objects.published().defer("internal", "board", "public").select_related("update__period__calendar")
    )
    return rows.order_by("-update__period__end", "-version")


def _row(each: Publication) -> dict[str, Any]:
    assert each.published_at is not None  # it is published
    return {
        "label": title_of(each),
        "url": reverse("public-update", args=[each.slug]),
        "files": reverse("public-update-version", args=[each.slug, each.version]),
        "published": formats.day(each.published_at),
        "why": each.why,
    }
