"""Published updates: the newest version as its page, each version's cover, and the files under their digests."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from reports.document import Change
from reports.models import OFFERED, FileAudience, FileKind, Publication, PublishedFile
from reports.tasks.publication import FOLDER, address_of
from tracker import formats
from tracker.kept_files import stored
from tracker.models import Office
from tracker.public import FOR_EVER, public, shown

SHOWN_AS_THEY_ARE = frozenset(
    {FileKind.PAGE, FileKind.SUMMARY_PAGE, FileKind.STYLESHEET, FileKind.FONT, FileKind.PDF, FileKind.SUMMARY}
)


@public()
def update(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """The newest version, byte for byte as it was published."""
    files = PublishedFile.objects.filter(
        publication__in=Publication.objects.published(), publication__slug=slug, kind=FileKind.PAGE
    )
    page = files.order_by("-publication__version").first()
    if page is None:
        raise Http404
    return HttpResponse(stored(page.file), content_type=page.media_type)


@public()
def version(request: HttpRequest, office: Office, slug: str, number: int) -> HttpResponse:
    """What is told of one version: what it corrected, what replaced it, and its files with their digests."""
    published = Publication.objects.published().filter(slug=slug).defer("internal", "board", "public")
    versions = {each.version: each for each in published.select_related("update__period")}
    found = versions.get(number)
    if found is None:
        raise Http404
    later = versions.get(number + 1)
    context = {
        "publication": found,
        "title": f"Quarterly update: {found.update.period.words}",
        "signed_off": formats.moment(found.signed_off_at),
        "published": formats.moment(found.published_at),
        "later": later,
        "later_published": formats.day(later.published_at.date()) if later else "",
        "newest": max(versions),
        "corrected": [Change(**each) for each in (later.erratum if later else [])],
        "files": list(files_of(found)),
        "versions": sorted(versions),
        "here": "updates",
    }
    return shown("public/version.html", office, context)


def files_of(publication: Publication) -> list[dict[str, Any]]:
    """The files that anybody may have, with their digests."""
    rows = {each.kind: each for each in publication.files.filter(audience=FileAudience.PUBLIC)}
    return [
        {
            "label": row.get_kind_display(),
            "url": address_of(publication, row),
            "size": formats.file_size(row.size),
            "sha256": row.sha256,
        }
        for kind in OFFERED
        if (row := rows.get(kind)) is not None
    ]


@public()
def file(request: HttpRequest, office: Office, slug: str, name: str) -> HttpResponse:
    """A published file under its digest: it never changes, so copies of it may be kept for ever."""
    rows = PublishedFile.objects.filter(
        publication__in=Publication.objects.published(),
        publication__slug=slug,
        audience=FileAudience.PUBLIC,
        file=f"{FOLDER}/{name}",
    )
    row = rows.first()
    if row is None or not default_storage.exists(row.file):
        raise Http404
    response = HttpResponse(stored(row.file), content_type=row.media_type)
    said = content_disposition_header(row.kind not in SHOWN_AS_THEY_ARE, row.name)
    response.headers["Content-Disposition"] = said or "inline"
    response.headers["Cache-Control"] = FOR_EVER
    return response
