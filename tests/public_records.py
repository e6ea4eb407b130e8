"""Records that the addresses of the public pages name beyond the demonstration (tests/doors/table.py)."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from commissioning.choices import Audience
from commissioning.models import Award
from reports.models import GrantRelease, PublishedFile
from reports.tasks.publication import FOLDER
from tests.commissioning.factories import NOON, DocumentFactory, UserFactory
from tests.doors.table import AWARD, DIGEST, PUBLISHED_PAGE
from tests.reports.publishing import publication_of
from tracker.kept_files import keep
from tracker.models import Licence, User
from tracker.roles import Role


def release_of(by: User) -> GrantRelease:
    """The first release of the grants, of two small files."""
    files = {
        f"{kind}_file": default_storage.save(f"open-data/{kind}", ContentFile(b"{}")) for kind in ("json", "sheet")
    }
    said = {"json_sha256": "1" * 64, "json_size": 2, "sheet_sha256": "2" * 64, "sheet_size": 2, "licence": Licence.OGL}
    return GrantRelease.objects.create(
        number=1, as_at=NOON.date(), grants=1, left_out=5, published_by=by, published_at=NOON, **files, **said
    )


def add_public_records() -> None:
    release_of(UserFactory())
    file = default_storage.save("documents/signed.pdf", ContentFile(b"%PDF-1.7 signed"))
    award = Award.objects.get(code=AWARD)
    DocumentFactory(award=award, audience=Audience.PUBLIC, sha256=DIGEST, title="Signed agreement", file=file)
    _add_published_update()


def _add_published_update() -> None:
    who = User.objects.create_user("publisher@public.example", name="Paula Winter", role=Role.MANAGER)
    published = publication_of(who, published_at=timezone.now())
    name = keep(PUBLISHED_PAGE, "html", folder=FOLDER)
    kept = {"file": name, "name": "update.html", "size": len(PUBLISHED_PAGE), "media_type": "text/html; charset=utf-8"}
    digest = sha256(PUBLISHED_PAGE).hexdigest()
    PublishedFile.objects.create(publication=published, kind="page", audience="public", sha256=digest, **kept)
