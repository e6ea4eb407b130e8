"""Search over all that a person may see: each kind is found, and nobody finds what is not theirs to read."""

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.choices import Asker, Audience, Prompt, RecordKind, State
from commissioning.forms import search
from commissioning.models import ReportingPeriod, Service
from commissioning.search import KINDS, Narrowing, find
from commissioning.search.finding import parts_of, source_of
from commissioning.views.search import without_references
from providers.models import Membership, MembershipRole
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, queries_of, read, words
from tracker import fulltext
from tracker.models import User
from tracker.roles import Role

MOST_QUERIES = 6
SEARCH = "/quarters/2022-23-q2/search/"
WORD = "quixotic"


@pytest.fixture
def alice(demo) -> User:
    return User.objects.filter(role=Role.OFFICER).earliest("pk")


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def in_quarter(words: str = "idva") -> str:
    return f"{SEARCH}?q={words}"


def test_every_kind_is_kept_in_the_index(db) -> None:
    """Control: a migration that builds a searched table anew on SQLite loses its triggers, and this says so."""
    nobody = User(role=Role.MANAGER)
    lost = [kind.label for kind in KINDS if not fulltext.is_indexed(source_of(kind, nobody, Narrowing()))]
    assert lost == [], "end the migration that altered the table with IndexText again (tracker/fulltext.py)"


def test_numbers_are_never_used_twice() -> None:
    assert len({kind.number for kind in KINDS}) == len(KINDS)
    assert all(0 < kind.number < fulltext.KINDS for kind in KINDS)


def quarter() -> ReportingPeriod:
    return ReportingPeriod.objects.filter(slug="2022-23-q2").first() or make.quarters()[5]


@pytest.fixture
def written(db):
    """One record of every kind that has the word, under one return, pack and item."""
    own = make.ReturnFactory(period=quarter(), state=State.SUBMITTED)
    service, provider, pack = own.service, own.provider, own.pack
    item = make.OfficeItemFactory(period=own.period, title=f"{WORD} item")
    award = make.AwardFactory(title=f"{WORD} award", provider=provider)
    make.AwardServiceFactory(award=award, service=service)
    made = {
        "Service": make.ServiceFactory(name=f"{WORD} service"),
        "Provider": make.ProviderFactory(name=f"{WORD} provider"),
        "Other name": make.ProviderAliasFactory(provider=provider, name=f"{WORD} alias"),
        "Award": award,
        "Funding stream": make.StreamFactory(name=f"{WORD} stream"),
        "Figure": make.ServiceMeasureFactory(service=service, label=f"{WORD} figure"),
        "Return": make.NarrativeFactory(quarterly_return=own, text=f"A {WORD} text", audience=Audience.INTERNAL),
        "Item of the office": item,
        "Waiting list": make.WaitingListLineFactory(quarterly_return=own, note=f"A {WORD} list"),
        "Staffing": make.StaffingLineFactory(pack=pack, note=f"A {WORD} post"),
        "Spend": make.SpendLineFactory(pack=pack, award=award, note=f"A {WORD} cost"),
        "Case study": make.CaseStudyFactory(quarterly_return=own, text=f"A {WORD} case"),
        "News": make.NewsItemFactory(quarterly_return=own, text=f"A {WORD} launch"),
        "Risk": make.RiskFactory(service=service, title=f"A {WORD} risk"),
        "Document": make.DocumentFactory(provider=provider, title=f"A {WORD} policy", to_provider=True),
        "Contract review": make.ReviewFactory(service=service, notes=f"A {WORD} talk"),
        "Action": make.ReviewActionFactory(text=f"A {WORD} action"),
        "Information request": make.InformationRequestFactory(text=f"A {WORD} request"),
        "Promise": make.CommitmentFactory(quarterly_return=own, text=f"A {WORD} promise"),
    }
    question = make.QuestionFactory(record_kind=RecordKind.RETURN, record_id=own.pk, text=f"A {WORD} question?")
    make.QuestionReplyFactory(question=question, text=f"A {WORD} answer")
    return own, made


def labels(user: User, narrowing: Narrowing | None = None) -> set[str]:
    return {found.kind.label for found in find(WORD, user, narrowing).found}


def test_an_officer_finds_every_kind(written, officer) -> None:
    assert labels(officer) == {kind.label for kind in KINDS}


def test_a_viewer_finds_what_is_approved_and_for_the_board(written, person) -> None:
    own, _ = written
    viewer = person(Role.VIEWER)
    always = {
        "Service",
        "Provider",
        "Other name of a provider",
        "Award",
        "Funding stream",
        "Figure",
        "Information request",
    }
    assert labels(viewer) == always
    own.state, own.approved_by, own.approved_at = State.APPROVED, viewer, timezone.now()
    own.save()
    assert labels(viewer) == always | {"Waiting list", "News", "Promise"}


def test_a_provider_finds_its_own_and_no_name_of_another(written, authoriser) -> None:
    own, _ = written
    Membership.objects.create(user=authoriser, provider=own.provider, role=MembershipRole.AUTHORISER)
    make.NarrativeFactory(quarterly_return=own, prompt=Prompt.OUR_NOTE, text=f"Our {WORD} note")
    make.NarrativeFactory(quarterly_return=make.ReturnFactory(period=quarter()), text=f"Somebody else’s {WORD} text")
    found = find(WORD, authoriser)
    assert {each.kind.label for each in found.found} == {
        "Return",
        "Waiting list",
        "Staffing",
        "Spend",
        "Case study",
        "News",
        "Promise",
        "Question",
        "Answer",
        "Document",
    }
    assert found.total == 10


def test_a_question_of_the_commissioner_is_not_a_providers_to_find(written, authoriser) -> None:
    own, _ = written
    Membership.objects.create(user=authoriser, provider=own.provider, role=MembershipRole.AUTHORISER)
    make.QuestionFactory(record_kind=RecordKind.RETURN, record_id=own.pk, asker=Asker.COMMISSIONER, text=f"{WORD} why?")
    assert sum(each.kind.label == "Question" for each in find(WORD, authoriser).found) == 1


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (lambda own: Narrowing(groups=frozenset({"news"})), {"News"}),
        (lambda own: Narrowing(groups=frozenset({"risks"}), service=own.service_id), {"Risk", "Promise"}),
        (
            lambda own: Narrowing(quarter=own.period, provider=own.provider_id),
            {"Return", "Waiting list", "Staffing", "Spend", "Case study", "News", "Promise"},
        ),
        (lambda own: Narrowing(groups=frozenset({"kept"}), provider=own.provider_id), {"Document"}),
        (lambda own: Narrowing(groups=frozenset({"kept"}), service=own.service_id), {"Contract review"}),
        (lambda own: Narrowing(provider=own.provider_id + 10_000), set()),
    ],
)
def test_a_search_is_narrowed(written, officer, narrowed, expected) -> None:
    assert labels(officer, narrowed(written[0])) == expected


@pytest.mark.parametrize(
    ("marked", "parts"),
    [
        ("", ()),
        ("plain", (("plain", False),)),
        ("a \x02b\x03 c", (("a ", False), ("b", True), (" c", False))),
        ("\x02a\x03\x02b\x03", (("a", True), ("b", True))),
        ("\x02open", (("open", False),)),
    ],
)
def test_what_was_found_is_marked(marked, parts) -> None:
    assert parts_of(marked) == parts


def test_the_page_shows_where_it_was_found_and_leads_there(alice) -> None:
    answer = client(alice).get(in_quarter("vacancies climb"))
    assert "Search" in words(answer)
    links = [href for href, _ in read(client(alice).get(in_quarter("idva"))).links]
    assert any(href.startswith("/quarters/2022-23-q2/services/") for href in links)
    assert "<mark>" in client(alice).get(in_quarter("hospital")).content.decode()


def test_what_is_typed_is_escaped(alice) -> None:
    answer = client(alice).get(SEARCH, {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.content.decode()
    assert "Nothing has these words" in words(answer)


def test_nothing_asked_and_nonsense_are_both_answered(alice) -> None:
    assert "as far as you may see it" in words(client(alice).get(SEARCH))
    answer = client(alice).get(SEARCH, {"q": "idva", "quarter": "never", "page": "x", "service": "no"})
    assert answer.status_code == 200


def test_where_more_can_be_chosen_than_is_listed_the_name_is_typed(alice, monkeypatch) -> None:
    service = Service.objects.get(code="idva")
    page, chosen = client(alice), {"q": "service", "service": str(service.pk)}
    listed = page.get(SEARCH, chosen)
    monkeypatch.setattr(search, "MOST_LISTED", 20)
    for asked in (str(service.pk), service.name, service.name.upper()):
        typed = page.get(SEARCH, chosen | {"service": asked})
        assert f'value="{service.name}"' in typed.content.decode() or asked.isupper()
        assert "<option" in listed.content.decode().partition('name="service"')[2].partition("</select>")[0]
        assert 'name="provider" id="id_provider"' not in typed.content.decode()
        assert [link for link in read(typed).links if "/services/" in link[0]] == [
            link for link in read(listed).links if "/services/" in link[0]
        ]
    assert "Nothing has exactly this name." in words(page.get(SEARCH, chosen | {"service": "No such service"}))


def test_it_reads_little_and_stays_light(alice) -> None:
    page, address = client(alice), in_quarter("service")
    assert queries_of(page, address) <= MOST_QUERIES
    light(page.get(address))


def test_more_places_cost_no_more_queries(demo, alice) -> None:
    def grow() -> None:
        for _ in range(3):
            own = make.ReturnFactory(period=quarter())
            make.NarrativeFactory(quarterly_return=own, text=f"A {WORD} text")
            make.NewsItemFactory(quarterly_return=own, text=f"{WORD} news")

    flat(client(alice), in_quarter(WORD), grow)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (
            [("Referrals were [[figure ", False), ("idva", True), ("-referrals | change]]; up", False)],
            "Referrals were …; up",
        ),
        ([("referrals]] rose, ", False), ("IDVA", True), (" too", False)], "… rose, IDVA too"),
        ([("An ", False), ("IDVA", True), (" has [[figure idva-ref", False)], "An IDVA has …"),
        ([("[1] an ", False), ("IDVA", True)], "[1] an IDVA"),
    ],
)
def test_no_excerpt_shows_how_a_live_reference_is_written(parts, shown):
    assert "".join(text for text, _ in without_references(parts)) == shown
