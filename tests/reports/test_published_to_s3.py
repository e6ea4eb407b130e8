"""An update whose files lie in S3: signed off, published, checked byte by byte, and served by the site itself."""

from pathlib import Path

import pytest
from django.test import Client

from reports.management.checks.publications import publications
from reports.models import Publication
from reports.workflow import publishing
from reports.workflow.publishing.releasing import NoFiles
from tests.reports.publishing import AT, people, published, signed_off, without_renderer
from tests.tracker.s3_server import S3, serving, storage_in
from tracker.kept_files import sha256

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def bucket(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    with serving() as made:
        settings.STORAGES = {**settings.STORAGES, "default": storage_in(made)}
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    without_renderer(monkeypatch)


def test_it_is_published_checked_and_served_from_there(bucket: S3, client: Client, tmp_path: Path) -> None:
    publication = published(people())
    rows = list(publication.files.all())
    assert len(rows) == 14
    assert all(sha256(bucket.objects[row.file]) == row.sha256 for row in rows)
    assert list(publications()) == []
    page = client.get("/updates/2022-23-q2/")
    assert page.getvalue() == bucket.objects[publication.files.get(audience="public", kind="page").file]
    for row in publication.files.filter(audience="public"):
        answer = client.get(f"/updates/2022-23-q2/files/{row.file.rpartition('/')[2]}")
        assert (answer.status_code, answer.getvalue()) == (200, bucket.objects[row.file]), row.name
        assert bucket.url not in str(answer.headers)
    assert not [each for each in tmp_path.rglob("*") if each.is_file()], "nothing lies on the disk"
    assert bucket.refused == 0
    lost_and_altered(bucket, publication)


def lost_and_altered(bucket: S3, publication: Publication) -> None:
    """The control: what is another there, or gone, is found."""
    first, second, *_ = publication.files.all()
    bucket.objects[first.file] += b" "
    del bucket.objects[second.file]
    found = list(publications())
    assert len(found) == 2
    assert [each.name for each in (first, second) if each.name not in " ".join(found)] == []


def test_what_is_not_there_as_it_was_made_is_not_published(bucket: S3) -> None:
    four = people()
    publication = signed_off(four)
    name = next(name for name in bucket.objects if name.endswith(".docx"))
    bucket.objects[name] += b" "
    with pytest.raises(NoFiles, match="not as it was made"):
        publishing.publish(update=publication.update, by=four.manager, at=AT)
