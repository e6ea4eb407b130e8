"""Open data: the grants in the form of 360Giving, as they were published, with licence and date."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from reports.models import GrantRelease
from reports.views.public.accessibility import ways_to_reach
from tracker import formats
from tracker.exports import XLSX
from tracker.models import Licence, Office
from tracker.public import file_for_all, public, shown

JSON = "application/json; charset=utf-8"


@public()
def open_data(request: HttpRequest, office: Office) -> HttpResponse:
    """The newest release, and those before it."""
    listed = [_release(each) for each in GrantRelease.objects.order_by("-number")]
    standing = [each for each in listed if each["files"]]
    context = {
        "here": "open-data",
        "newest": standing[0] if standing else None,
        "others": [each for each in listed if not standing or each is not standing[0]],
        "reach": ways_to_reach(office),
    }
    return shown("public/open_data.html", office, context)


@public()
def released_file(request: HttpRequest, office: Office, number: str, kind: str) -> HttpResponseBase:
    """One file of a release, byte for byte as it was published; none of one that was taken back."""
    row = GrantRelease.objects.standing().filter(number=int(number)).first()
    if row is None:
        raise Http404
    name = f"360giving-{row.as_at:%Y-%m-%d}.{kind}"
    if kind == "json":
        return file_for_all(request, row.json_file, sha256=row.json_sha256, name=name, media_type=JSON)
    return file_for_all(request, row.sheet_file, sha256=row.sheet_sha256, name=name, media_type=XLSX)


def _release(row: GrantRelease) -> dict[str, Any]:
    licence = Licence(row.licence)
    files = (
        ("JSON", "json", row.json_size, row.json_sha256),
        ("Spreadsheet", "xlsx", row.sheet_size, row.sheet_sha256),
    )
    return {
        "label": f"Release {row.number}",
        "published": formats.day(row.published_at),
        "as_at": formats.day(row.as_at),
        "grants": row.grants,
        "left_out": row.left_out,
        "licence": {"label": licence.label, "url": licence.address},
        "over": row.withdrawn_reason,
        "files": []
        if row.withdrawn_at
        else [
            {
                "label": f"{label}, {formats.number(max(1, round(size / 1024)))} KB",
                "url": reverse("open-data-file", args=[row.number, kind]),
                "digest": digest,
            }
            for label, kind, size, digest in files
        ],
    }
