"""Words in: a pasted text is sorted and saved in one go, each passage where it belongs, its source beside it."""

import hashlib

import pytest
from django.test import Client

from commissioning.choices import NewsKind, PassageKind, Prompt, Standing, Template
from commissioning.figures import reference_for
from commissioning.models import (
    Commitment,
    Narrative,
    Observation,
    ObservationValue,
    OfficeItem,
    Passage,
    Risk,
    RiskReview,
    Service,
    SourceText,
    StaffingLine,
    WaitingListLine,
)
from tests.commissioning.factories import MembershipFactory
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pack_of_four import pack_of_four
from tests.commissioning.pages import MOST_OF_A_SAVE, MOST_QUERIES, light, queries_of, save_queries, words
from tests.commissioning.return_forms import client_of, text_of, url
from tests.commissioning.sorting import LETTER, Sorter, alice, boxes_of, found, put_in, text_files, upload
from tracker.models import AuditEvent, ImportRun, Office
from tracker.periods import london_date
from tracker.uploads.runs import EVIDENCE

__all__ = ["alice", "found", "text_files"]  # fixtures of every text that is sorted

pytestmark = pytest.mark.django_db
MOST_FOR_EVERYTHING = 29  # a save of a text that fills every page of a return and its pack: ADR 16


@pytest.fixture
def letter(found, alice) -> Sorter:
    return Sorter(alice, put_in(alice, found))


def test_a_letter_is_pasted_sorted_and_saved(found, alice, letter):
    assert "Put in words from an e-mail" in text_of(alice.get(url(found)))
    page = letter.page()
    assert "Proposed: Figure , because it names “Referrals received”" in text_of(page)
    assert letter.press("accept").status_code == 302
    left = {"The new rota": "went_well", "There are 18": "waiting", "One adviser": "staffing", "Funding is": "risk"}
    assert letter.sort(left, "save").status_code == 302
    assert not Passage.objects.exists()
    done = letter.press("save")
    assert done.headers["Location"] == url(found), text_of(done)
    said = {value.observation.service_measure.code: value for value in ObservationValue.objects.all()}
    assert {code: value.value.normalize() for code, value in said.items() if code == "referrals"} == {"referrals": 492}
    assert said["within-48"].numerator == 471
    assert said["referrals"].import_run == letter.run
    assert said["referrals"].source_detail.startswith("passage 2 of Pasted on")
    texts = dict(Narrative.objects.values_list("prompt", "text"))
    assert texts[Prompt.WENT_WELL] == "The new rota has settled in. Nurses now ring us from the ward."
    assert texts[Prompt.CHALLENGES] == "Court dates keep moving."
    assert WaitingListLine.objects.get().waiting == 18
    assert StaffingLine.objects.get().vacant == 1
    promise = Commitment.objects.get()
    assert (promise.text, str(promise.due_on)) == (
        "We will open a drop-in at the library by 30 November 2022.",
        "2022-11-30",
    )
    assert RiskReview.objects.get().risk.title == "Funding is uncertain beyond March."
    over = words(letter.page())
    assert "Referrals received: 492" in over
    assert "".join(SourceText.objects.get().text.split()) == "".join(LETTER.split())


def test_nothing_is_saved_while_passages_are_unsorted(found, letter):
    answer = letter.press("save")
    assert answer.status_code == 422
    assert "aren’t sorted yet" in text_of(answer)
    assert not Passage.objects.exists()
    assert PassageKind.FIGURE not in Passage.objects.values_list("kind", flat=True)


def test_the_same_text_put_in_again_is_the_same_text(found, alice, letter):
    assert put_in(alice, found).pk == letter.run.pk
    assert SourceText.objects.count() == 1


def test_many_lines_of_one_kind_are_written_in_one_save(found, alice):
    text = "We will open a hub by 1 November 2022.\n\nWe will train ten staff by May 2023.\n\nWe will ring all back.\n"
    sorter = Sorter(alice, put_in(alice, found, text + "\nThe lease may end.\n\nThe van may fail.\n"))
    sorter.press("accept")
    sorter.sort({"We will train": "promise", "The lease": "risk", "The van": "risk"}, "keep")
    assert sorter.press("save").status_code == 302
    assert [
        (each.text[:14], each.due_on and each.due_on.isoformat()) for each in Commitment.objects.order_by("pk")
    ] == [
        ("We will open a", "2022-11-01"),
        ("We will train ", "2023-05-31"),
        ("We will ring a", None),
    ]
    assert Risk.objects.count() == 2
    made = dict(Passage.objects.filter(kind="promise").values_list("number", "made_id"))
    assert set(made.values()) == set(Commitment.objects.values_list("pk", flat=True))


def test_what_the_office_keeps_for_itself_no_provider_sees(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "We extended the contract.\n\nAsk about the rota.\n\nAll is well.\n"))
    sorter.sort({"We extended": "decision", "Ask": "our_note", "All is": "went_well"}, "keep")
    assert sorter.save().status_code == 302
    item = OfficeItem.objects.get()
    assert (item.title, item.newsitems.get().kind) == ("Decisions: IDVA service", NewsKind.DECISION)
    assert Narrative.objects.get(prompt=Prompt.OUR_NOTE).text == "Ask about the rota."
    charlie = MembershipFactory(provider=found.provider).user
    provider = client_of(charlie)
    page = text_of(provider.get(url(found, "text/")))
    assert "All is well." in page
    assert "Ask about the rota" not in page
    assert provider.get(f"/items/{item.pk}/").status_code == 404
    assert provider.get(sorter.address).status_code == 404
    assert provider.get(f"/imports/{sorter.run.pk}/file/").status_code == 404


def test_a_providers_own_people_sort_their_words_without_the_offices_kinds(found):
    charlie = MembershipFactory(provider=found.provider).user
    sorter = Sorter(client_of(charlie), put_in(client_of(charlie), found, "All is well.\n\nWe decided to go on.\n"))
    assert "Our note" not in text_of(sorter.page())
    sorter.sort({"All is": "went_well", "We decided": "decision"}, "keep")
    assert boxes_of(sorter.page())[f"{sorter.name('We decided')}-kind"] == ""
    sorter.sort({"We decided": "not_needed"}, "keep")
    assert sorter.save().status_code == 302
    assert "From Pasted on" in text_of(client_of(charlie).get(url(found, "text/")))


def test_the_words_behind_a_page_stand_beside_it(found, alice, letter):
    letter.press("accept")
    letter.press("rest")
    assert letter.save().status_code == 302
    page = alice.get(url(found, "text/")).content.decode()
    number = Passage.objects.get(words="Court dates keep moving.").number
    assert f'href="/sources/{letter.run.pk}/#passage-{number}"' in page
    assert "Referrals rose" not in page
    assert "Referrals rose" in alice.get(url(found, "figures/")).content.decode()
    assert f'href="/sources/{letter.run.pk}/">Pasted on' in alice.get(url(found)).content.decode()


def test_passages_are_split_joined_and_reworded_while_the_text_stays(found, alice):
    text = "Nurses ring us. They ring at night and the rota holds.\n"
    sorter = Sorter(alice, put_in(alice, found, text))
    second = sorter.name("They ring")
    wrong = sorter.press(f"split:{second[1:]}", **{f"{second}-split": "the lease"})
    assert wrong.status_code == 422
    assert "don’t stand in the passage" in text_of(wrong)
    sorter.press(f"split:{second[1:]}", **{f"{second}-split": "and the rota"})
    third = sorter.name("and the rota")
    assert f'id="{third}"' in sorter.page().content.decode()
    sorter.press(f"join:{second[1:]}")
    page = sorter.page().content.decode()
    assert f'id="{second}"' not in page
    assert f'id="{third}"' in page
    sorter.sort({"Nurses": "went_well", "and the rota": "went_well"}, "keep")
    sorter.press("keep", **{f"{third}-words": "The rota holds."})
    assert sorter.save().status_code == 302
    assert Narrative.objects.get().text == "Nurses ring us. They ring at night The rota holds."
    assert SourceText.objects.get().text == text.strip()
    assert "Filed as: The rota holds." in text_of(sorter.page())


def test_a_light_return_takes_words_too(db):
    small = idva(template=Template.LIGHT)
    alice = client_of(small.alice)
    sorter = Sorter(alice, put_in(alice, small, "Referrals rose to 492.\n\nAll is well."))
    sorter.sort({"Referrals": "figure", "All is": "went_well"}, "keep")
    assert sorter.save().status_code == 302
    assert ObservationValue.objects.get().value == 492
    page = alice.get(url(small)).content.decode()
    assert page.count(f'href="/sources/{sorter.run.pk}/#passage-') == 2


def test_the_pages_ask_the_database_little_however_long_the_text(found, alice):
    few = Sorter(alice, put_in(alice, found, "All is well."))
    many = Sorter(alice, put_in(alice, found, "Referrals rose to 492. All is well. " * 30))
    assert queries_of(alice, many.address) <= queries_of(alice, few.address) <= MOST_QUERIES
    assert queries_of(alice, url(found, "words-in/")) <= MOST_QUERIES
    light(many.page())
    for each in (few, many):
        each.press("rest")
        each.save()
    assert queries_of(alice, many.address) <= queries_of(alice, few.address) <= MOST_QUERIES


def test_the_file_is_kept_as_long_as_other_evidence(letter):
    letter.press("accept")
    letter.press("rest")
    assert letter.save().status_code == 302
    run = ImportRun.objects.get()
    assert run.keep_until == london_date(run.applied_at) + EVIDENCE
    assert run.sha256 == hashlib.sha256(LETTER.strip().encode()).hexdigest()
    event = AuditEvent.objects.get(act="take-in")
    assert event.changes["passages"] == ["", "13"]


def test_an_email_file_and_a_document_are_sorted_alike(found, alice):
    mail = b"From: Helen <h@swa.example>\nSubject: Words\n\nHi Alice,\n\nReferrals rose to 492.\n"
    answer = upload(alice, found, "Words.eml", mail)
    assert answer.status_code == 302
    page = text_of(alice.get(answer.headers["Location"]))
    assert "Words.eml, kept as evidence" in page
    assert "because it names “Referrals received”" in page


PACK_WORDS = """\
Outreach

Referrals received: 12 referrals came in.

Challenges

Courts are slow.

Hospital IDVA

We had 40 referrals. Nobody is waiting.

One worker left in August and the post is vacant.
"""


def test_a_text_of_several_services_goes_to_each(db):
    pack = pack_of_four()
    client = client_of(pack.alice)
    sorter = Sorter(client, put_in(client, pack, PACK_WORDS, f"/packs/{pack.pack.pk}/words-in/"))
    sorter.press("accept")
    sorter.sort({"Nobody": "waiting", "One worker": "staffing"}, "keep")
    assert sorter.save().headers["Location"] == f"/packs/{pack.pack.pk}/"
    assert pack.values() == {("Outreach", "Referrals received"): "12", ("Hospital IDVA", "Referrals received"): "40"}
    assert Narrative.objects.get().quarterly_return.service.name == "Outreach"
    assert WaitingListLine.objects.get().quarterly_return.service.name == "Hospital IDVA"
    assert [each.name for each in StaffingLine.objects.get().services.all()] == ["Hospital IDVA"]


def test_a_service_that_nobody_names_is_asked_for(db):
    pack = pack_of_four()
    client = client_of(pack.alice)
    sorter = Sorter(client, put_in(client, pack, "All is well.\n", f"/packs/{pack.pack.pk}/words-in/"))
    sorter.sort({"All is": "went_well"}, "keep")
    answer = sorter.save()
    assert answer.status_code == 422
    assert "Choose which service this is about." in text_of(answer)
    outreach = pack.pack.returns.get(service__name="Outreach")
    assert sorter.press("save", **{f"{sorter.name('All is')}-service": str(outreach.pk)}).status_code == 302
    assert Narrative.objects.get().quarterly_return == outreach


def test_a_pack_of_four_is_shown_with_few_queries(db):
    pack = pack_of_four()
    client = client_of(pack.alice)
    sorter = Sorter(client, put_in(client, pack, PACK_WORDS, f"/packs/{pack.pack.pk}/words-in/"))
    assert queries_of(client, sorter.address) <= MOST_QUERIES + 1


def test_whose_words_they_are_is_chosen_for_a_quarter(found, alice):
    page = alice.get("/quarters/2022-23-q2/words-in/")
    assert f'href="/packs/{found.quarterly_return.pack_id}/words-in/"' in page.content.decode()
    tab = alice.get("/quarters/2022-23-q2/returns/").content.decode()
    assert 'href="/quarters/2022-23-q2/words-in/"' in tab
    service = alice.get(f"/quarters/2022-23-q2/services/{found.service.pk}/returns/").content.decode()
    assert f'href="{url(found, "words-in/")}"' in service


def test_an_earlier_figure_that_is_quoted_is_kept_where_that_is_chosen(found, alice):
    text = "Referrals rose from 455 last quarter to 492.\n"
    sorter = Sorter(alice, put_in(alice, found, text))
    sorter.press("accept")
    name, boxes = sorter.name("Referrals"), boxes_of(sorter.page())
    assert (boxes[f"{name}-before1"], boxes[f"{name}-of1"]) == ("455", str(found.periods[4].pk))
    assert sorter.press("save", **{f"{name}-before1": "many"}).status_code == 422
    assert sorter.press("save", **{f"{name}-before1": "455"}).status_code == 302
    earlier = Observation.objects.get(period=found.periods[4])
    assert (earlier.value, earlier.standing) == (455, Standing.TAKEN_OVER)
    assert earlier.source_detail.startswith("passage 1 of Pasted on")


def test_control_an_earlier_figure_that_is_not_chosen_is_left(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "Referrals rose from 455 to 492.\n"))
    sorter.press("accept")
    assert boxes_of(sorter.page())[f"{sorter.name('Referrals')}-of1"] == ""
    assert sorter.save().status_code == 302
    assert not Observation.objects.filter(period=found.periods[4]).exists()


THREE_PAGES = "Referrals rose to {n}.\n\nThe rota {n} has settled in.\n\nWe will open a drop-in {n} by May 2023.\n\n"
EVERYTHING = "\n\n".join(
    [
        "Risk {n} is high.",
        "News {n} came.",
        "5 are on the waiting list {n}.",
        "Post {n} is vacant.",
        "Case {n} ended.",
        "",
    ]
)
KINDS = {"Risk": "risk", "News": "news", "5 are": "waiting", "Post": "staffing", "Case": "case"}


def sorted_save(alice: Client, found: Idva, text: str, kinds: dict[str, str], figure: str) -> int:
    """What the one save of a text takes: its first figure goes to a box, other sentences as `kinds` says."""
    sorter = Sorter(alice, put_in(alice, found, text))
    chosen = {}
    for box in boxes_of(sorter.page()):
        if box.endswith("-kind"):
            start = sorter.text[int(box[1:].removesuffix("-kind")) :]
            chosen[box] = next((kind for words, kind in kinds.items() if start.startswith(words)), "not_needed")
    first = f"p{sorter.text.index('Referrals')}"
    assert sorter.press("keep", **chosen).status_code == 302
    filled = {f"{first}-box1": f"o{found.figures['referrals'].pk}", f"{first}-value1": figure}
    extra = {f"{box.removesuffix('-kind')}-answer": "number" for box, kind in chosen.items() if kind == "waiting"}
    extra |= {box.replace("-kind", "-waiting"): "5" for box, kind in chosen.items() if kind == "waiting"}
    extra |= {box.replace("-kind", "-sort"): NewsKind.EVENT for box, kind in chosen.items() if kind == "news"}
    extra |= {box.replace("-kind", "-role"): "Adviser" for box, kind in chosen.items() if kind == "staffing"}
    extra |= {box.replace("-kind", "-title"): "A case" for box, kind in chosen.items() if kind == "case"}
    assert sorter.press("keep", **filled, **extra).status_code == 302
    return save_queries(alice, sorter.address, boxes_of(sorter.page()) | {"do": "save"})


@pytest.mark.parametrize(
    ("one", "kinds", "most"),
    [(THREE_PAGES, {}, MOST_OF_A_SAVE), (THREE_PAGES + EVERYTHING, KINDS, MOST_FOR_EVERYTHING)],
)
def test_one_save_however_many_passages_of_however_many_pages(found, alice, one, kinds, most):
    kinds = {"Referrals rose to 1.": "figure", "The rota": "went_well", "We will": "promise"} | kinds
    reference_for(Office.objects.get()).need(
        Service.objects.values_list("pk", flat=True)
    )  # set-up is read once and kept
    few = sorted_save(alice, found, one.format(n=1), kinds, "480")
    many = sorted_save(alice, found, "".join(one.format(n=n) for n in range(1, 7)), kinds, "481")
    assert ObservationValue.objects.latest("pk").value == 481
    assert Commitment.objects.count() == 7
    assert Narrative.objects.get().text.count("The rota") == 7
    assert Risk.objects.count() == RiskReview.objects.count() == (7 if "Risk" in kinds else 0)
    assert StaffingLine.objects.filter(services=found.service).count() == (7 if "Post" in kinds else 0)
    assert many <= few <= most
