"""Composing: the outline says how far each paragraph is, and a paragraph is written beside what it rests on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import Audience
from commissioning.models import Draft, Question, ReportingPeriod
from commissioning.views.keeping import token_for
from reports.models import Entry, EntryStage, Section, Update, UpdateState
from reports.workflow.composing import WORDS
from tests.commissioning import factories as make
from tests.commissioning.pages import MOST_OF_A_SAVE, MOST_QUERIES, queries_of, save_queries, words
from tests.tracker.form_reader import forms_of
from tracker.merging import Base
from tracker.models import AuditEvent, Office
from tracker.roles import Role

pytestmark = pytest.mark.usefixtures("demo")

QUARTER = "2022-23-q2"


def entry(code: str = "idva") -> Entry:
    return Entry.objects.select_related("section__update__period").get(code=code)


def url(code: str = "idva", name: str = "compose-entry") -> str:
    return reverse(name, args=[QUARTER, entry(code).pk])


def typed(client, code: str, text: str, do: str = "written") -> dict[str, str]:
    """What a browser sends of the paragraph's form, with these words in the box."""
    form = next(f for f in forms_of(client.get(url(code)).content, url(code)) if WORDS in f.sends)
    return {**{name: values[0] for name, values in form.sends.items()}, WORDS: text, "do": do}


@pytest.fixture
def officer(person, client_of):
    return client_of(person(Role.OFFICER))


def test_the_outline_has_every_paragraph_with_its_state(officer):
    text = words(officer.get(reverse("compose", args=[QUARTER])))
    for each in Entry.objects.filter(section__update__period__slug=QUARTER):
        assert each.heading in text
    assert "Sexual violence" in text
    assert "Written" in text


def test_what_no_source_gave_words_for_is_to_write(officer):
    outline = reverse("compose", args=[QUARTER])
    assert "To write" not in words(officer.get(outline))
    made = Entry.objects.create(section=entry().section, code="new", heading="Something new", place=99)
    made.sources.create(service=make.ServiceFactory(name="A service of nobody yet"))
    Office.objects.reference_changed()
    assert "A service of nobody yet" in words(officer.get(reverse("compose-entry", args=[QUARTER, made.pk])))
    assert "To write" in words(officer.get(outline))


def test_words_are_saved_with_their_event_and_print(officer):
    text = "Demand goes on growing: [[figure idva-referrals | previous-quarter]] were referred."
    assert officer.post(url(), typed(officer, "idva", text)).status_code == 302
    saved = entry()
    assert (saved.words, saved.stage, saved.version) == (text, EntryStage.WRITTEN, 1)
    event = AuditEvent.objects.about(saved).newest_first().first()
    assert (event.act, event.to_state) == ("write-paragraph", EntryStage.WRITTEN)
    assert "492" in words(officer.get(url()))
    assert "Demand goes on growing: 492" in words(officer.get(reverse("update", args=[QUARTER])))


def test_a_reference_to_nothing_is_an_error_that_names_it_and_nothing_typed_is_lost(officer):
    text = "We saw [[figure idva-nonsense]] people."
    answer = officer.post(url(), typed(officer, "idva", text))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "[[figure idva-nonsense]] names nothing that is stored" in page
    assert text in page
    assert entry().words == ""
    assert Draft.objects.get().fields[WORDS] == text


def test_the_limit_is_counted_as_the_server_counts_and_nothing_is_cut(officer):
    fits, long = "ä\n" * 1999 + "ab", "ä" * 4001
    assert officer.post(url(), typed(officer, "idva", long)).status_code == 422
    assert Draft.objects.get().fields[WORDS] == long
    assert officer.post(url(), typed(officer, "idva", fits.replace("\n", "\r\n"))).status_code == 302
    assert entry().words == fits


def test_two_people_at_once_lose_nothing(person, client_of, officer):
    other = client_of(person(Role.MANAGER))
    mine, theirs = typed(officer, "idva", "Mine."), typed(other, "idva", "Theirs.")
    assert officer.post(url(), mine).status_code == 302
    answer = other.post(url(), theirs)
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()
    assert "Theirs." in answer.content.decode()
    assert entry().words == "Mine."
    form = next(f for f in forms_of(answer.content, url()) if WORDS in f.sends)
    again = {name: values[0] for name, values in form.sends.items()}
    assert other.post(url(), again | {WORDS: "Both.", "choose:words": "mine"}).status_code == 302
    assert entry().words == "Both."


def test_control_without_what_one_began_from_the_other_would_be_overwritten(person, client_of, officer):
    other = client_of(person(Role.MANAGER))
    theirs = typed(other, "idva", "Theirs.")
    officer.post(url(), typed(officer, "idva", "Mine."))
    user = other.get(url()).wsgi_request.user
    theirs["keep"] = token_for(user, entry(), WORDS, Base.of(1, {WORDS: "Mine."}))
    assert other.post(url(), theirs).status_code == 302
    assert entry().words == "Theirs."


def test_what_is_typed_is_kept_as_a_draft_and_goes_on(officer):
    sent = typed(officer, "idva", "Half a sen")
    answer = officer.post(url(name="compose-draft"), sent)
    assert answer.json()["revision"] == 1
    page = officer.get(url())
    assert "Half a sen" in page.content.decode()
    assert entry().words == ""
    assert officer.post(url(), typed(officer, "idva", "Half a sentence.")).status_code == 302
    assert not Draft.objects.exists()


def test_a_form_sent_twice_is_carried_out_once(officer):
    sent = typed(officer, "idva", "Once.")
    officer.post(url(), sent)
    officer.post(url(), sent)
    assert entry().version == 1


def test_unfinished_words_say_so(officer):
    officer.post(url(), typed(officer, "idva", "Begun.", do="begun"))
    assert entry().stage == EntryStage.TO_WRITE
    assert "Not finished" in words(officer.get(url()))


def test_a_fact_is_put_in_without_a_script(officer):
    sent = typed(officer, "idva", "Referrals:", do="facts:words")
    assert officer.post(url(), sent).headers["Location"] == url(name="compose-facts")
    page = words(officer.get(url(name="compose-facts")))
    assert "with the same quarter last year" in page
    officer.post(url(name="compose-facts"), {"insert": "[[figure idva-referrals]]"})
    assert "Referrals: [[figure idva-referrals]]" in officer.get(url()).content.decode()


def test_the_words_that_sources_gave_can_be_begun_with(officer):
    officer.post(url(), typed(officer, "idva", "", do="put:given"))
    kept = Draft.objects.get().fields[WORDS]
    assert len(kept.split()) > 20
    assert kept.split("\n")[0] in words(officer.get(url()))


def test_a_finance_officer_writes_what_is_about_money_alone(person, client_of):
    finance = client_of(person(Role.FINANCE))
    assert not any(WORDS in form.sends for form in forms_of(finance.get(url()).content, url()))
    assert finance.post(url(), {WORDS: "Not mine.", "do": "written"}).status_code == 422
    assert entry().words == ""
    assert finance.post(url("csp-grant"), typed(finance, "csp-grant", "The grant.")).status_code == 302


def test_home_says_how_many_are_written_and_how_many_are_to_write(officer):
    user = officer.get(url()).wsgi_request.user
    home = reverse("quarter-home", args=[QUARTER])
    assert "Paragraphs for the update" not in words(officer.get(home))
    Entry.objects.filter(code__in=["idva", "drive", "podcast"]).update(writer=user)
    Entry.objects.filter(code="podcast").update(stage=EntryStage.TO_WRITE)
    Office.objects.reference_changed()
    told = words(officer.get(home)).replace(" ", "")
    assert "ParagraphsfortheupdateWritten2Towrite1" in told


def test_who_only_reads_asks_about_a_paragraph_and_its_writer_answers(person, client_of, officer):
    viewer = client_of(person(Role.VIEWER))
    ask = reverse("entry-question", args=[QUARTER, "idva"])
    assert ask in viewer.get(reverse("update", args=[QUARTER])).content.decode()
    form = viewer.get(ask).headers["Location"]
    assert viewer.post(form, {"text": "Is 492 for the quarter?"}).status_code == 302
    page = words(officer.get(url()))
    assert "Is 492 for the quarter?" in page
    assert "Question 1" in page
    question = Question.objects.get(text="Is 492 for the quarter?")
    officer.post(reverse("question-reply", args=[question.pk]), {"text": "For the quarter."})
    assert "For the quarter." in words(officer.get(url()))
    officer.post(reverse("question-close", args=[question.pk]))
    assert "Question 1" not in words(officer.get(url()))


def test_what_is_inside_alone_is_not_asked_about_from_outside(person, client_of):
    Entry.objects.filter(code="idva").update(audience=Audience.INTERNAL)
    assert client_of(person(Role.VIEWER)).get(reverse("entry-question", args=[QUARTER, "idva"])).status_code == 404
    assert client_of(person(Role.OFFICER)).get(reverse("entry-question", args=[QUARTER, "idva"])).status_code == 302


def test_nothing_is_written_once_the_update_is_no_draft(officer):
    sent = typed(officer, "idva", "Too late.")
    sent_by = entry().section.update.made_by
    Update.objects.filter(period__slug=QUARTER).update(state=UpdateState.IN_REVIEW, sent_by=sent_by, sent_at=make.NOON)
    answer = officer.post(url(), sent)
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert entry().words == ""
    Update.objects.filter(period__slug=QUARTER).update(state=UpdateState.DRAFT, sent_by=None, sent_at=None)
    assert officer.post(url(), sent).status_code == 302


def test_day_and_length_are_set_with_their_event(officer):
    address = reverse("compose-settings", args=[QUARTER])
    day = {"position_as_at_day": "30", "position_as_at_month": "11", "position_as_at_year": "2022"}
    assert officer.post(address, {**day, "words_asked": "3600", "pages_asked": ""}).status_code == 302
    update = Update.objects.get(period__slug=QUARTER)
    assert (update.position_as_at.isoformat(), update.words_asked) == ("2022-11-30", 3600)
    assert AuditEvent.objects.about(update).newest_first().first().changes["words in all"] == ["", "3600"]
    assert "of 3,600 words" in words(officer.get(reverse("compose", args=[QUARTER])))
    assert officer.post(address, {**day, "words_asked": "many"}).status_code == 422


def test_a_quarter_without_an_update_says_how_it_begins(officer):
    page = officer.get(reverse("compose", args=["2022-23-q3"]))
    assert "Make the outline" in words(page)


@pytest.mark.parametrize("name", ["compose", "compose-entry"])
def test_queries_are_few(officer, name):
    address = url() if name == "compose-entry" else reverse(name, args=[QUARTER])
    assert queries_of(officer, address) <= MOST_QUERIES


def test_words_that_point_at_all_kinds_of_facts_ask_no_more(officer):
    """Figures of other paragraphs, money, posts and dates: what the suggestions read anyway is read with them."""
    words_of_all = (
        "[[figure idva-referrals]], [[figure drive-referrals]], [[award climb-contract]], [[used idva-contract-2022]], "
        "[[vacancy idva]]"
    )
    Entry.objects.filter(pk=entry().pk).update(words=words_of_all)
    assert queries_of(officer, url()) <= MOST_QUERIES
    assert "[[" not in officer.get(url()).content.decode().partition('id="prints"')[2], "control: each names something"


def test_what_a_source_wrote_reads_with_its_facts_as_they_print(officer):
    beside = officer.get(url("drive")).content.decode().partition('id="sources"')[2]
    assert "Referrals were 55 (37 in Q1 2022/23" in beside
    assert "[[" not in beside


def test_last_quarters_words_read_with_the_figures_of_that_quarter(officer):
    then, address = ReportingPeriod.objects.get(slug="2022-23-q1"), url("drive")
    update = Update.objects.create(period=then, made_at=timezone.now())
    part = Section.objects.create(update=update, kind="other", place=1)
    Entry.objects.create(
        place=1,
        section=part,
        code="drive",
        heading="Drive",
        words="There were [[figure drive-referrals]]; [[vacancy drive]] posts.",
    )
    Office.objects.reference_changed()
    beside = officer.get(address).content.decode().partition("Last quarter’s words")[2]
    assert "There were 37; (as it then stood) posts." in beside
    assert queries_of(officer, address) <= MOST_QUERIES


def test_a_save_asks_little(officer):
    assert save_queries(officer, url(), typed(officer, "idva", "Few.")) <= MOST_OF_A_SAVE
    sent = typed(officer, "idva", "Fewer.")
    assert officer.post(url(name="compose-draft"), sent).status_code == 200
