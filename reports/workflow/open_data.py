"""Grants are published as open data, and taken back: each release is two files that never change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commissioning.exports.giving import NoPrefix, faults, package_of, workbook_of
from commissioning.figures.grants import grants_by, grants_of
from reports.models import GrantRelease
from tracker.audit import record
from tracker.kept_files import keep, sha256
from tracker.models import Office, User
from tracker.refusals import NeedsReason, NotNow, NotYours

PUBLISHES = "reports.publish_open_data"
FOLDER = "open-data"
NOT_YOURS = "Only a manager publishes open data and takes it back. Ask one of them."
NO_PREFIX = (
    "The office has no 360Giving prefix yet, which every grant’s identifier begins with. An administrator enters it "
    "under Set up, Office, once 360Giving has given it."
)
NOTHING = "No grant says all that is needed yet. What is missing of each stands under Money, Open data."
SAME = "These grants are published as they stand. There is something to publish again when one of them has changed."


@dataclass(frozen=True, slots=True)
class Ready:
    """What would be published now: the package, and how many grants are in it and left out of it."""

    package: Mapping[str, Any]
    left_out: int

    @property
    def grants(self) -> int:
        return len(self.package["grants"])

    @property
    def text(self) -> bytes:
        return json.dumps(self.package, ensure_ascii=False, indent=2).encode()


def ready(office: Office, *, on: date) -> Ready:
    """The grants of the day in their form, checked with the standard's schema. NotNow says what stands in the way."""
    found = grants_of(grants_by(on), on=on)
    try:
        package = package_of(found, office=office, on=on)
    except NoPrefix:
        raise NotNow(NO_PREFIX) from None
    if not package["grants"]:
        raise NotNow(NOTHING)
    wrong = faults(package)
    if wrong:
        raise NotNow(f"The standard’s schema finds these files wrong, so they can’t be published: {'; '.join(wrong)}.")
    return Ready(package, len(found) - len(package["grants"]))


@transaction.atomic
def publish_grants(*, office: Office, on: date, by: User, at: datetime) -> GrantRelease:
    """Publish the grants as they stand on the day: two files, kept under their digests."""
    if not by.has_perm(PUBLISHES):
        raise NotYours(NOT_YOURS)
    Office.objects.select_for_update().filter(pk=office.pk).first()  # two managers at once make one release each turn
    found = ready(office, on=on)
    newest = GrantRelease.objects.order_by("-number").first()
    if newest is not None and newest.withdrawn_at is None and _grants_in(newest) == found.package["grants"]:
        raise NotNow(SAME)
    text, sheet = found.text, workbook_of(dict(found.package))
    release = GrantRelease.objects.create(
        number=newest.number + 1 if newest else 1,
        as_at=on,
        grants=found.grants,
        left_out=found.left_out,
        licence=office.licence,
        published_by=by,
        published_at=at,
        **_kept("json", text, "json"),
        **_kept("sheet", sheet, "xlsx"),
    )
    digests = {"json": ("", release.json_sha256), "spreadsheet": ("", release.sheet_sha256)}
    record(act="publish", record=release, by=by, at=at, to_state="published", changes=digests)
    return release


@transaction.atomic
def withdraw_grants(*, release: GrantRelease, reason: str, by: User, at: datetime) -> GrantRelease:
    """Take a release back: its files are handed out no more, and the page says why. They are kept."""
    if not by.has_perm(PUBLISHES):
        raise NotYours(NOT_YOURS)
    if not reason.strip():
        raise NeedsReason("Say why it is taken back. The reason stands on the public page.")
    stands = GrantRelease.objects.select_for_update().get(pk=release.pk)
    if stands.withdrawn_at is not None:
        raise NotNow("This release is taken back already.")
    stands.withdrawn_by, stands.withdrawn_at, stands.withdrawn_reason = by, at, reason.strip()
    stands.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    record(act="withdraw", record=stands, by=by, at=at, to_state="withdrawn", reason=stands.withdrawn_reason)
    return stands


def _grants_in(release: GrantRelease) -> Any:
    with release.json_file.open("rb") as file:
        return json.load(file)["grants"]


def _kept(name: str, content: bytes, ending: str) -> dict[str, Any]:
    """What the row keeps of a file."""
    kept = keep(content, ending, folder=FOLDER)
    return {f"{name}_file": kept, f"{name}_sha256": sha256(content), f"{name}_size": len(content)}
