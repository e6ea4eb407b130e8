"""Any byte of a publication that is altered is found; tables and templates may change, and its bytes do not."""

import io
import random
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.template import engines
from django.test import Client

from reports.exports.frozen import stored_texts, texts_now
from reports.management.checks.publications import evidence, publications
from reports.models import Agreement, Entry, Publication, PublishedFile
from tests.reports.publishing import people, published, without_renderer
from tests.snapshots import Snapshot
from tracker.kept_files import sha256, stored
from tracker.models import AuditEvent, Office

pytestmark = pytest.mark.usefixtures("demo")
TIMES = 12  # bytes altered in each file and each text


@pytest.fixture(scope="module")
def made(demo_database: Snapshot, django_db_blocker) -> Iterator[Publication]:
    """Published once, in one transaction for the module; what a test changes is rolled back to here."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        without_renderer(patch)
        yield published(people())
        transaction.set_rollback(True)


@pytest.fixture
def publication(made: Publication, db: None) -> Publication:
    return Publication.objects.get(pk=made.pk)


def faults() -> list[str]:
    return [*publications(), *evidence()]


def undone(change: Callable[[], object]) -> list[str]:
    """What is found after a change of rows, which is then taken back; or that the database refuses it."""
    try:
        with transaction.atomic():
            change()
            found = faults()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return [str(refused)]
    return found


def altered(content: bytes, chance: random.Random) -> bytes:
    """One byte at a random place is another one."""
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ chance.randrange(1, 256)]) + content[place + 1 :]


def test_control_as_it_was_published_nothing_is_found(publication: Publication) -> None:
    assert faults() == []
    said = io.StringIO()
    call_command("verify_publications", stdout=said)
    assert said.getvalue() == "1 signed-off version: every byte is as it was.\n"


def test_each_altered_byte_of_a_file_is_found(publication: Publication) -> None:
    chance = random.Random(14)
    for row in publication.files.all():
        content = stored(row.file)
        for _ in range(TIMES):
            default_storage.delete(row.file)
            default_storage.save(row.file, ContentFile(altered(content, chance)))
            assert [row.name in each for each in faults()] == [True], row.name
        default_storage.delete(row.file)
        assert [f"{row.name} is gone" in each for each in faults()] == [True]
        default_storage.save(row.file, ContentFile(content))
    assert faults() == []


@pytest.mark.parametrize("audience", ["internal", "board", "public"])
def test_each_altered_sign_of_a_document_is_found(publication: Publication, audience: str) -> None:
    """Also where its digests are made to fit: the event of the sign-off says another."""
    chance, text = random.Random(audience), getattr(publication, audience)
    rows = Publication.objects.filter(pk=publication.pk)
    for _ in range(TIMES):
        place = chance.randrange(len(text))
        other = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        assert undone(lambda other=other: rows.update(**{audience: other}))

    def fitted() -> None:
        rows.update(**{audience: text + " ", f"{audience}_sha256": sha256(text + " ")})
        rows.update(digest=stored_texts(rows.get()).digest)

    assert [each for each in undone(fitted) if "event of its sign-off" in each]


def test_each_changed_column_is_found(publication: Publication) -> None:
    """Whatever a row of the publication says, of itself and of its files, another value is found."""
    for model, key in ((Publication, publication.pk), (PublishedFile, publication.files.all()[4].pk)):
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in {"voided_at", "voided_why", "update", "publication"}:
                continue
            value = another(field, model._default_manager.get(pk=key))
            rows = model._default_manager.filter(pk=key)
            assert undone(lambda rows=rows, field=field, value=value: rows.update(**{field.attname: value})), field


def another(field: models.Field, row: models.Model) -> object:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return [{"place": "x"}]
    if isinstance(field, models.DateTimeField):
        return value.replace(year=value.year - 1)
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.exclude(pk=value).earliest("pk").pk
    if field.choices:
        return next(each for each, _ in field.choices if each != value)
    return value + 1 if isinstance(value, int) else f"{value[:-1]}~" if value else "~"


def test_an_altered_event_is_found(publication: Publication) -> None:
    events = AuditEvent.objects.filter(number=publication.event_number)
    assert undone(lambda: events.update(reason="other"))
    assert undone(lambda: events.update(changes={**events.get().changes, "public sha256": ["", "0" * 64]}))
    assert undone(lambda: PublishedFile.objects.filter(publication=publication).first().delete())


def test_the_command_fails_with_what_is_wrong(publication: Publication) -> None:
    Publication.objects.filter(pk=publication.pk).update(public=publication.public + " ")
    said = io.StringIO()
    with pytest.raises(CommandError, match="not as it was"):
        call_command("verify_publications", stderr=said)
    assert "The public document is not as it was signed off." in said.getvalue()


def test_evidence_that_was_altered_is_found(publication: Publication) -> None:
    file = default_storage.save("agreements/mail.pdf", ContentFile(b"%PDF-1.7"))
    Agreement.objects.filter(title="Chief finance officer").update(file=file, sha256="0" * 64)
    assert [each for each in faults() if "evidence of agreement" in each]


def test_tables_and_templates_change_and_the_same_bytes_are_served(
    publication: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text of every table of the house is another, and no template says what it said."""
    addresses = [
        f"/updates/2022-23-q2/files/{row.file.rpartition('/')[2]}"
        for row in publication.files.filter(audience="public")
    ]
    addresses.append("/updates/2022-23-q2/")
    before = [client.get(address).content for address in addresses]
    kept = {Publication, PublishedFile, AuditEvent, Office, Agreement}
    changed = 0
    for model in apps.get_models():
        if model._meta.app_label in {"providers", "commissioning", "reports"} and model not in kept:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.TextField) and not field.choices:
                    rows = model._default_manager.exclude(**{field.attname: ""})
                    changed += rows.update(**{field.attname: "Changed afterwards."})
    Entry.objects.update(heading="Changed afterwards")
    Office.objects.reference_changed()
    monkeypatch.setattr(engines["django"].engine, "template_loaders", [])
    assert changed > 100
    assert [client.get(address).content for address in addresses] == before
    assert faults() == []


def test_control_what_is_not_frozen_would_have_changed(publication: Publication) -> None:
    Entry.objects.update(heading="Changed afterwards")
    assert texts_now(publication.update).digest != publication.digest
