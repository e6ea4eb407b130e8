"""Records that the addresses of the public pages name beyond the demonstration (tests/doors/table.py)."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from commissioning.choices import Audience
from commissioning.models import Award
from tests.commissioning.factories import DocumentFactory
from tests.doors.table import AWARD, DIGEST


def add_public_records() -> None:
    file = default_storage.save("documents/signed.pdf", ContentFile(b"%PDF-1.7 signed"))
    award = Award.objects.get(code=AWARD)
    DocumentFactory(award=award, audience=Audience.PUBLIC, sha256=DIGEST, title="Signed agreement", file=file)
