"""Files kept in S3 by a setting, against a small S3 that checks signatures: stored, served, backed up, restored."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Document, DocumentKind
from providers.models import Provider
from reports.tasks import sentence
from tests.tracker.s3_server import BUCKET, S3, SECRET, serving, storage_in
from tracker import health
from tracker.backups import back_up, restore
from tracker.backups.taking import stored_files
from tracker.bucket import AWAY, is_away
from tracker.models import Office
from tracker.uploads.keeping import upload_of


@pytest.fixture
def bucket(settings) -> Iterator[S3]:
    with serving() as made:
        settings.STORAGES = {**settings.STORAGES, "default": storage_in(made)}
        yield made


def test_a_file_is_stored_read_listed_and_deleted(bucket: S3) -> None:
    first = default_storage.save("documents/one.txt", ContentFile(b"first"))
    second = default_storage.save("documents/one.txt", ContentFile(b"second"))
    assert first != second, "what is stored is never overwritten"
    assert default_storage.open(first).read() == b"first"
    assert list(stored_files(default_storage)) == sorted([first, second])
    assert list(stored_files(default_storage, "nothing")) == []
    default_storage.delete(first)
    assert list(bucket.objects) == [second]
    assert bucket.refused == 0


def test_without_the_secret_nothing_opens(bucket: S3, settings) -> None:
    kept = default_storage.save("documents/one.txt", ContentFile(b"first"))
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{bucket.url}/{BUCKET}/{kept}")
    settings.STORAGES = {**settings.STORAGES, "default": storage_in(bucket, "guessed")}
    with pytest.raises(ClientError):
        default_storage.open(kept).read()
    assert bucket.refused >= 2


@pytest.mark.django_db
def test_our_own_view_serves_it_to_who_may_and_nobody_is_sent_to_the_bucket(bucket, officer, client_of, client) -> None:
    upload = upload_of("Proof.pdf", "pdf", b"%PDF-1.7 proof")
    kept = {"by": officer, "at": timezone.now(), "keep_until": "2099-01-01", "title": "Proof"}
    about = {"kind": DocumentKind.objects.create(name="Proof"), "provider": Provider.objects.create(name="Refuge")}
    document = Document.objects.create(**kept, **about, **upload.fields)
    address = reverse("document-file", args=[document.pk])
    answer = client_of(officer).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 proof"
    assert client.get(address).status_code == 302
    assert bucket.url not in str(answer.headers)


@pytest.mark.django_db(transaction=True)
def test_a_backup_takes_it_and_a_restore_puts_it_back(bucket: S3, tmp_path: Path) -> None:
    Office.objects.create(name="Office", short_name="Office", area_name="Area")
    kept = default_storage.save("attachments/deep/kept.txt", ContentFile(b"as it was"))
    back_up(tmp_path / "one.backup", at=timezone.now())
    default_storage.delete(kept)
    default_storage.save("attachments/stray.txt", ContentFile(b"not in the backup"))
    restore(tmp_path / "one.backup", replace=True)
    assert bucket.objects == {"attachments/deep/kept.txt": b"as it was"}


def fails(bucket: S3, how: str, settings) -> None:
    """The store as it is when it does not work."""
    if how == "away":
        bucket.shutdown()
        bucket.server_close()
    secret = "guessed" if how == "refuses us" else SECRET
    settings.STORAGES = {**settings.STORAGES, "default": storage_in(bucket, secret)}


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["away", "refuses us"])
def test_a_store_that_fails_is_said_and_nothing_is_half_saved(bucket, officer, client_of, settings, how) -> None:
    upload = upload_of("Proof.pdf", "pdf", b"%PDF-1.7 proof")
    kept = {"by": officer, "at": timezone.now(), "keep_until": "2099-01-01", "title": "Proof"}
    about = {"kind": DocumentKind.objects.create(name="Proof"), "provider": Provider.objects.create(name="Refuge")}
    document = Document.objects.create(**kept, **about, **upload.fields)
    client = client_of(officer)
    client.raise_request_exception = False
    settings.S3_BUCKET = BUCKET
    assert client.get(reverse("health")).json()["files"] == "ok"
    fails(bucket, how, settings)
    answer = client.get(reverse("document-file", args=[document.pk]))
    assert (answer.status_code, "The files can’t be reached" in answer.content.decode()) == (503, True)
    assert client.get(reverse("health")).json()["files"] == "away"
    with pytest.raises((ClientError, EndpointConnectionError)) as fault:
        default_storage.save("documents/one.txt", ContentFile(b"one"))
    assert sentence(fault.value) == AWAY


def test_control_another_fault_is_not_the_stores() -> None:
    assert [is_away(each) for each in (ValueError("no"), OSError("no"), None)] == [False] * 3
    assert sentence(ValueError("no")) != AWAY


def test_without_files_in_s3_nobody_asks_for_them(client, db) -> None:
    assert "files" not in client.get(reverse("health")).json()


def test_the_disk_is_looked_at_where_the_site_lies_when_no_files_are_kept_on_it(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "never made"
    assert health.free_space() > 0
