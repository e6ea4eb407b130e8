"""Documents: who sees which, until when each holds, what is asked for and missing, and what is added on screen."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import Audience, AwardKind, DocumentState, Stage
from commissioning.figures.documents import SOON, state_of, wanted_of
from commissioning.models import Award, Document, DocumentKind, DocumentRequirement
from commissioning.workflow.documents import add_document
from commissioning.workflow.retention import remove_what_is_over
from providers.models import Membership, MembershipRole, Provider, ProviderKind
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, rows_counted, words
from tests.reports.set_up_pages import on, text
from tracker.models import AuditEvent, User
from tracker.periods import london_date
from tracker.refusals import NotYours
from tracker.roles import Role
from tracker.uploads.kinds import WrongFile
from tracker.uploads.runs import EVIDENCE
from tracker.views import PER_PAGE

QUARTER = "2022-23-q2"
REGISTER = f"/quarters/{QUARTER}/registers/documents/"
WANTED = f"/quarters/{QUARTER}/registers/documents/wanted/"
TODAY = date(2022, 11, 25)
PDF = b"%PDF-1.7 a policy"


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def sent(name: str = "policy.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("expires_on", "state"),
    [
        (None, DocumentState.HELD),
        (TODAY - timedelta(days=1), DocumentState.EXPIRED),
        (TODAY, DocumentState.SOON),
        (TODAY + SOON, DocumentState.SOON),
        (TODAY + SOON + timedelta(days=1), DocumentState.HELD),
    ],
)
def test_whether_a_document_holds(expires_on, state):
    assert state_of(expires_on, on=TODAY) == state


def asked(kind: DocumentKind, of: str) -> DocumentRequirement:
    return DocumentRequirement.objects.create(kind=kind, of=of)


def states(holders, documents=()) -> list[tuple[str, DocumentState]]:
    rows = DocumentRequirement.objects.select_related("kind")
    return [(str(each.holder), each.state) for each in wanted_of(holders, rows, documents, on=TODAY)]


@pytest.mark.django_db
class TestWhatIsAskedFor:
    def test_only_of_the_kind_of_holder_that_is_named(self):
        charity, council = make.ProviderFactory(name="A charity"), make.ProviderFactory(kind=ProviderKind.COUNCIL)
        grant = make.AwardFactory(title="A grant", provider=council)
        contract = make.AwardFactory(kind=AwardKind.CONTRACT, provider=council)
        service = make.ServiceFactory(name="A service")
        kind = make.DocumentKindFactory()
        for of in ("provider-charity", "award-grant", "service"):
            asked(kind, of)
        found = states([charity, council, grant, contract, service])
        assert found == [(name, DocumentState.MISSING) for name in ("A charity", "A grant", "A service")]

    def test_the_document_that_holds_longest_stands(self):
        provider, kind = make.ProviderFactory(), make.DocumentKindFactory()
        asked(kind, "provider-charity")
        old = make.DocumentFactory(provider=provider, kind=kind, expires_on=TODAY - timedelta(days=9))
        assert states([provider], [old])[0][1] == DocumentState.EXPIRED
        new = make.DocumentFactory(provider=provider, kind=kind, expires_on=TODAY + timedelta(days=400))
        assert states([provider], [new, old])[0][1] == DocumentState.HELD

    def test_anothers_document_and_one_of_another_kind_do_not_count(self):
        provider, kind = make.ProviderFactory(), make.DocumentKindFactory()
        asked(kind, "provider-charity")
        others = [make.DocumentFactory(provider=make.ProviderFactory(), kind=kind)]
        others += [make.DocumentFactory(provider=provider), make.DocumentFactory(service=make.ServiceFactory())]
        assert states([provider], others) == [(provider.name, DocumentState.MISSING)]

    def test_what_is_asked_for_no_more_is_missed_by_nobody(self):
        provider, kind = make.ProviderFactory(), make.DocumentKindFactory(ended_on=TODAY)
        asked(kind, "provider-charity")
        assert states([provider]) == []


@pytest.mark.django_db
class TestWhoSees:
    def seen(self, user: User) -> set[str]:
        return {each.title for each in Document.objects.visible_to(user)}

    @pytest.fixture
    def kept(self) -> Provider:
        """Documents of a provider, its award and its service; each shown to it, or not; and one of another."""
        provider = make.ProviderFactory()
        award = make.AwardFactory(provider=provider)
        service = make.ServiceFactory()
        make.ServiceProviderFactory(service=service, provider=provider)
        make.DocumentFactory(provider=provider, title="own", to_provider=True)
        make.DocumentFactory(award=award, title="award", to_provider=True)
        make.DocumentFactory(service=service, title="service", to_provider=True)
        make.DocumentFactory(award=award, title="ours", audience=Audience.PUBLIC)
        make.DocumentFactory(provider=make.ProviderFactory(), title="theirs", to_provider=True)
        return provider

    def test_a_provider_what_it_is_shown_of_its_own(self, kept, authoriser):
        Membership.objects.create(user=authoriser, provider=kept, role=MembershipRole.AUTHORISER)
        assert self.seen(authoriser) == {"own", "award", "service"}

    def test_a_stranger_nothing(self, kept, authoriser):
        Membership.objects.create(user=authoriser, provider=make.ProviderFactory(), role=MembershipRole.AUTHORISER)
        assert self.seen(authoriser) == set()

    def test_a_viewer_what_is_for_the_board(self, kept, person):
        assert self.seen(person(Role.VIEWER)) == {"ours"}

    def test_an_officer_all(self, kept, officer):
        assert len(self.seen(officer)) == 5


def holder(code: str = "west-mercia-womens-aid") -> Provider:
    return Provider.objects.get(code=code)


def filled(kind: DocumentKind, **more: str) -> dict[str, str]:
    empty = {f"{name}_{part}": "" for name in ("dated_on", "expires_on") for part in ("day", "month", "year")}
    return empty | {"kind": str(kind.pk), "title": "", "audience": "internal", "to_provider": "on"} | more


def test_a_document_is_added_on_screen_and_answered_as_a_file(demo, client, officer, files):
    kind = make.DocumentKindFactory(name="Insurance", expires=True)
    url = reverse("document-add", args=["provider", holder().pk])
    refused = client.post(url, filled(kind) | {"file": sent()})
    assert refused.status_code == 422
    assert "Insurance holds until a day: enter it." in text(refused)
    assert not Document.objects.exclude(kind__name__startswith="Example").filter(kind=kind).exists()
    answer = client.post(url, filled(kind) | on("expires_on", 31, 3, 2024) | {"file": sent()})
    assert answer.status_code == 302
    made = Document.objects.get(kind=kind)
    assert (made.title, made.holder, made.by, made.to_provider) == ("policy.pdf", holder(), officer, True)
    assert made.keep_until == max(date(2024, 3, 31), london_date(made.at)) + EVIDENCE
    assert AuditEvent.objects.about(made).get().by == officer
    file = client.get(reverse("document-file", args=[made.pk]))
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert "policy.pdf" not in made.file.name
    assert "policy.pdf" in words(client.get(reverse("provider", args=[QUARTER, holder().pk])))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("policy.exe", b"MZ", "can’t be kept"),
        ("policy.pdf", b"MZ", "isn’t what its name says"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_what_is_no_document_is_refused_and_what_was_typed_stays(demo, client, name, content, said):
    kind = make.DocumentKindFactory()
    url = reverse("document-add", args=["provider", holder().pk])
    answer = client.post(url, filled(kind, title="My words") | {"file": sent(name, content)})
    assert answer.status_code == 422
    assert said in text(answer)
    assert "My words" in answer.content.decode()
    assert not Document.objects.filter(kind=kind).exists()


def test_a_form_sent_twice_keeps_one(demo, client):
    kind = make.DocumentKindFactory()
    url = reverse("document-add", args=["provider", holder().pk])
    for _ in range(2):
        assert client.post(url, filled(kind) | {"key": "a" * 32, "file": sent()}).status_code == 302
    assert Document.objects.filter(kind=kind).count() == 1


def test_who_may_not_keep_documents_adds_none(db, person):
    kept = {"values": {"kind": make.DocumentKindFactory()}, "name": "a.pdf", "size": len(PDF), "at": timezone.now()}
    provider = make.ProviderFactory()
    with pytest.raises(NotYours):
        add_document(holder=provider, file=sent().file, by=person(Role.VIEWER), **kept)
    with pytest.raises(WrongFile):
        add_document(holder=provider, file=sent(content=b"MZ").file, by=person(Role.OFFICER), **kept)


def test_a_document_is_of_one(db):
    both = make.DocumentFactory.build(provider=make.ProviderFactory(), award=make.AwardFactory())
    both.kind, both.by = make.DocumentKindFactory(), make.UserFactory()
    with pytest.raises(ValidationError, match="Choose one provider, one award or one service"):
        both.full_clean()


def test_the_register_leaves_out_what_no_longer_counts(demo, client):
    before = rows_counted(client.get(REGISTER))
    row = make.DocumentFactory(provider=holder(), expires_on=TODAY)
    assert rows_counted(client.get(REGISTER)) == before + 1
    assert row.title in words(client.get(REGISTER + "?state=expired"))
    Document.objects.filter(pk=row.pk).update(ended_on=TODAY)
    assert rows_counted(client.get(REGISTER)) == before
    assert row.title in words(client.get(REGISTER + "?state=ended"))


def test_what_is_missing_is_listed_until_it_is_there(demo, client):
    kind = make.DocumentKindFactory(name="Exit plan")
    asked(kind, "award-contract")
    award = Award.objects.get(code="drive-contract")
    assert "DRIVE contract" in words(client.get(f"{WANTED}?kind={kind.pk}&of=award"))
    tab = reverse("service-tab", args=[QUARTER, award.services.get().pk, "documents"])
    assert "Exit plan: add it" in words(client.get(tab))
    lines = client.get(f"{WANTED}?kind={kind.pk}&format=csv").content.decode("utf-8-sig")
    assert "Exit plan,DRIVE contract,award,Missing," in lines
    make.DocumentFactory(award=award, kind=kind)
    assert "DRIVE contract" not in words(client.get(f"{WANTED}?kind={kind.pk}&of=award"))
    assert "Exit plan: add it" not in words(client.get(tab))


def test_what_is_missing_comes_in_pages_and_its_file_holds_all(demo, client):
    kind = make.DocumentKindFactory(name="Exit plan")
    asked(kind, "service")
    for number in range(PER_PAGE):
        make.ServiceFactory(name=f"Service {number}", stage=Stage.LIVE)
    first = client.get(f"{WANTED}?kind={kind.pk}")
    count = first.context["page"].paginator.count
    assert count > PER_PAGE
    assert f"1 to {PER_PAGE} of {count} to be asked for." in words(first)
    assert first.content.decode().count("Missing</strong>") == PER_PAGE
    assert f"{PER_PAGE + 1} to " in words(client.get(f"{WANTED}?kind={kind.pk}&page=2"))
    lines = client.get(f"{WANTED}?kind={kind.pk}&format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == count + 1, "a heading, and every line whatever page is shown"


def test_the_day_it_expires_stands_among_the_dates_of_those_who_see_it(demo, client, client_of, person):
    dates = f"/quarters/{QUARTER}/registers/dates/?kind=expiry"
    row = make.DocumentFactory(provider=holder(), kind=make.DocumentKindFactory(name="Cover"), expires_on=TODAY)
    assert f"Cover of {holder()} expires" in words(client.get(dates))
    viewer = client_of(person(Role.VIEWER))
    assert "Cover of" not in words(viewer.get(dates))
    Document.objects.filter(pk=row.pk).update(audience=Audience.BOARD)
    assert "Cover of" in words(viewer.get(dates))


def test_a_file_whose_time_is_over_is_removed_and_its_mark_stays(
    db, officer, files, django_capture_on_commit_callbacks
):
    kept = {"values": {"kind": make.DocumentKindFactory()}, "name": "a.pdf", "size": len(PDF), "at": make.NOON}
    row = add_document(holder=make.ProviderFactory(), file=sent().file, by=officer, **kept)
    day = row.keep_until
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_what_is_over(on=day, at=make.NOON) == 0, "the control: its last day is not over"
        assert remove_what_is_over(on=day + timedelta(days=1), at=make.NOON) == 1
    row.refresh_from_db()
    assert not row.file
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_providers_own_people_find_their_documents(demo, client_of, authoriser):
    Membership.objects.create(user=authoriser, provider=holder(), role=MembershipRole.AUTHORISER)
    make.DocumentFactory(provider=holder(), title="Our insurance", to_provider=True)
    make.DocumentFactory(provider=holder(), title="Not for us")
    shown = words(client_of(authoriser).get(reverse("own-documents", args=[QUARTER])))
    assert "Our insurance" in shown
    assert "Not for us" not in shown


def test_queries_are_flat(demo, client, client_of, authoriser):
    Membership.objects.create(user=authoriser, provider=holder(), role=MembershipRole.AUTHORISER)
    kind = make.DocumentKindFactory()
    asked(kind, "provider-charity")
    award = Award.objects.get(code="idva-contract-2022")
    service = award.services.get()

    def grow() -> None:
        for of in ({"provider": holder()}, {"award": award}, {"service": service}):
            make.DocumentFactory(kind=kind, to_provider=True, **of)

    for page in (REGISTER, WANTED, reverse("service-tab", args=[QUARTER, service.pk, "documents"])):
        flat(client, page, grow)
        light(client.get(page))
    flat(client, reverse("award", args=[QUARTER, award.pk]), grow)
    flat(client, reverse("provider", args=[QUARTER, holder().pk]), grow)
    flat(client_of(authoriser), reverse("own-documents", args=[QUARTER]), grow)
