"""The outline changed by hand: moved, merged, split, left out; and what changed since words were written."""

import ast
import re
from itertools import groupby
from pathlib import Path

import pytest
from django.urls import reverse

from commissioning.models import Award, Narrative, Observation, ReportingPeriod
from reports.builder.resting import Change, Said, changes, rested
from reports.models import Entry, EntryStage
from reports.views.compose.past import ACTS
from reports.workflow import composing
from reports.workflow.composing.stage import with_reference
from reports.workflow.outline import ensure_outline
from reports.workflow.publishing.life import STEPS
from tests.commissioning import factories as make
from tests.commissioning.pages import words
from tracker.merging import Base
from tracker.models import AuditEvent, Office
from tracker.refusals import NeedsReason, NotNow, NotYours
from tracker.roles import Role
from tracker.set_up.history import ACTS as SET_UP_ACTS

QUARTER = "2022-23-q2"

RESTED = [
    # what was kept, what is said now, what is told
    ({}, [Said("f", "Referrals", "31")], []),
    ({"f": "30"}, [Said("f", "Referrals", "30")], []),
    ({"f": "30"}, [Said("f", "Referrals", "31")], [("30", "31")]),
    ({"f": "30"}, [Said("f", "Referrals", "30"), Said("g", "New", "4")], [("", "4")]),
    ({"f": "30", "t": "Words"}, [Said("f", "Referrals", "30")], []),
]


AWARDS = [
    # what was kept, what of it is told when the award's amount is now £900
    ({"award:1:amount": "£800"}, [("£800", "£900")]),
    ({"award:1:amount": "£900"}, []),
    ({"award:2:amount": "£5"}, [("", "£900")]),
    ({"figure:f": "30"}, []),  # saved before awards were watched
]


@pytest.mark.parametrize(("then", "told"), AWARDS)
def test_an_award_is_told_of_where_awards_were_kept(then, told):
    kept = {key: {"label": key, "words": said} for key, said in then.items()}
    found = changes(1, kept, [Said("award:1:amount", "The grant", "£900", "grant")])
    assert [(each.was, each.now) for each in found] == told
    assert all(each.kind == "award" for each in found)


@pytest.mark.parametrize(("then", "now", "told"), RESTED)
def test_what_changed_since(then, now, told):
    kept = {key: {"label": key, "words": said} for key, said in then.items()}
    assert [(each.was, each.now) for each in changes(1, kept, now)] == told


def test_what_was_kept_is_no_change():
    now = [Said("f", "Referrals", "30"), Said("t", "Words", "Some")]
    assert changes(1, rested(now), now) == []


TAKEN = [
    # words, what they become when the figure that was 30 is used as it is now
    ("We saw 30 people.", "We saw [[figure ref]] people."),
    ("We saw [[figure ref]] people.", "We saw [[figure ref]] people."),
    ("30 of 130, 30.5, £30, 30% and 1,30.", "[[figure ref]] of 130, 30.5, £30, 30% and 1,30."),
    ("On [[date x-30]] we saw 30.", "On [[date x-30]] we saw [[figure ref]]."),
]


@pytest.mark.parametrize(("before", "after"), TAKEN)
def test_a_number_that_was_typed_becomes_live(before, after):
    assert with_reference(before, Change(1, "figure:ref", "Referrals", "30", "31", "ref")) == after


@pytest.fixture
def who(demo, person):
    return {"by": person(Role.OFFICER), "at": make.NOON}


def entry(code: str = "idva") -> Entry:
    return Entry.objects.select_related("section__update__period", "section__objective").get(code=code)


def order(code: str) -> list[str]:
    return list(entry(code).section.entries.filter(left_out_why="").values_list("code", flat=True))


def write(code: str, text: str, who: dict) -> None:
    now = entry(code)
    base = Base.of(now.version, {"words": now.words})
    composing.save_words(entry=now, typed={"words": text}, base=base, finished=True, **who)


def acts(code: str) -> list[str]:
    return list(AuditEvent.objects.about(entry(code)).newest_first().values_list("act", flat=True))


def test_moved_among_those_of_its_theme_alone(who):
    composing.move(entry=entry("ypidva"), down=False, **who)
    names = order("idva")
    assert names.index("ypidva") == names.index("idva") - 1
    with pytest.raises(NotNow):
        composing.move(entry=entry("ypidva"), down=False, **who)
    assert acts("ypidva") == ["move-paragraph"]


def test_put_elsewhere_it_stands_last_there(who):
    theme = entry("morse").theme
    section = entry("morse").section
    values = {"section": section, "theme": theme, "heading": "IDVAs"}
    composing.change_paragraph(entry=entry("idva"), values=values, **who)
    assert order("morse")[-1] == "idva"
    assert AuditEvent.objects.about(entry("idva")).newest_first().first().changes["heading"][1] == "IDVAs"


def test_left_out_with_a_reason_and_taken_back_where_it_stood(who):
    before = order("idva")
    with pytest.raises(NeedsReason):
        composing.leave_out(entry=entry(), reason=" ", **who)
    composing.leave_out(entry=entry(), reason="No news", **who)
    assert "idva" not in order("drive")
    composing.take_back(entry=entry(), **who)
    assert order("idva") == before
    assert acts("idva") == ["take-back", "leave-out"]


def test_merged_both_texts_and_all_sources_stand_in_the_other_and_it_can_be_taken_back(who):
    write("ypidva", "Young people’s words.", who)
    composing.merge(entry=entry("ypidva"), into=entry("idva"), **who)
    one, other = entry("ypidva"), entry("idva")
    assert other.words.endswith("Young people’s words.")
    assert len(other.words.split()) > 20  # what its own sources gave
    assert {str(each) for each in one.sources.all()} < {str(each) for each in other.sources.all()}
    assert "IDVA" in one.left_out_why
    composing.take_back(entry=one, **who)
    assert entry("ypidva").words == "Young people’s words."


def test_split_by_words_and_sources(who):
    write("idva", "First.\n\nSecond.\n\nThird.", who)
    hospital = entry().sources.get(service__code="hidva")
    made = composing.split(entry=entry(), heading="Hospital", parts=[1], sources=[hospital.pk], **who)
    assert entry().words == "First.\n\nThird."
    assert Entry.objects.get(pk=made.pk).words == "Second."
    assert [str(each.service.code) for each in made.sources.all()] == ["hidva"]
    names = order("idva")
    assert names[names.index("idva") + 1] == made.code
    with pytest.raises(NotNow):
        composing.split(entry=entry(), heading="Nothing", parts=[], sources=[], **who)


def test_added_with_a_source_and_without(who):
    section = entry().section
    made = composing.add_paragraph(
        update=section.update, heading="IDVA", section=section, theme=entry().theme, writer=None, **who
    )
    assert made.code != "idva"
    service = entry("drive").sources.get().service
    composing.add_source(entry=made, source={"service_id": service.pk}, **who)
    composing.add_source(entry=made, source={"service_id": service.pk}, **who)
    assert made.sources.count() == 1
    composing.remove_source(entry=made, source=made.sources.get().pk, **who)
    assert made.sources.count() == 0


def test_a_finance_officer_does_not_change_the_outline(who, person):
    with pytest.raises(NotYours):
        composing.leave_out(entry=entry(), reason="Why not", by=person(Role.FINANCE), at=make.NOON)


def test_agreed_by_another_and_undone_by_new_words(who, person):
    write("idva", "Words.", who)
    with pytest.raises(NotNow):
        composing.agree(entry=entry(), **who)
    composing.agree(entry=entry(), by=person(Role.MANAGER), at=make.NOON)
    assert entry().stage == EntryStage.AGREED
    write("idva", "Other words.", who)
    assert (entry().stage, entry().agreed_by) == (EntryStage.WRITTEN, None)


def correct_referrals(number: int) -> None:
    """The figure as it is after a correction."""
    rows = Observation.objects.filter(service_measure__code="idva-referrals", period__slug=QUARTER)
    assert rows.filter(value=492).exists() or rows.filter(value=493).exists()
    rows.filter(latest__isnull=False).update(value=number)
    Office.objects.reference_changed()


def test_a_figure_that_changed_is_shown_both_ways_and_used(who, client_of):
    write("idva", "In all 492 people were referred.", who)
    correct_referrals(493)
    client, page = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    assert "492 is now 493" in words(client.get(page))
    assert "Figure changed" in words(client.get(reverse("compose", args=[QUARTER])))
    act = reverse("compose-act", args=[QUARTER, entry().pk, "use"])
    assert client.post(act, {"fact": "figure:idva-referrals"}).status_code == 302
    assert entry().words == "In all [[figure idva-referrals]] people were referred."
    assert "In all 493 people were referred." in words(client.get(page))
    assert "is now 493" not in words(client.get(page))


def test_words_are_kept_with_a_reason_until_it_changes_anew(who, client_of):
    write("idva", "In all 492 people were referred.", who)
    correct_referrals(493)
    client, page = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    act = reverse("compose-act", args=[QUARTER, entry().pk, "keep"])
    assert client.post(act, {"fact": "figure:idva-referrals", "reason": ""}).status_code == 409
    assert client.post(act, {"fact": "figure:idva-referrals", "reason": "Agreed with them"}).status_code == 302
    assert AuditEvent.objects.about(entry()).newest_first().first().reason == "Agreed with them"
    assert "is now 493" not in words(client.get(page))
    correct_referrals(494)
    assert "493 is now 494" in words(client.get(page))


def test_a_text_that_changed_is_a_source_that_changed(who, client_of):
    write("drive", "Words.", who)
    Narrative.objects.filter(quarterly_return__service__code="drive", quarterly_return__period__slug=QUARTER).update(
        text="Said anew."
    )
    Office.objects.reference_changed()
    page = words(client_of(who["by"]).get(reverse("compose-entry", args=[QUARTER, entry("drive").pk])))
    assert "A source changed since this was written" in page


def test_the_page_of_a_paragraph_s_outline_and_a_new_one(who, client_of):
    client = client_of(who["by"])
    change = reverse("compose-change", args=[QUARTER, entry().pk])
    page = words(client.get(change))
    assert {"Merge", "Split", "Remove"} <= set(page.split())
    refused = client.post(reverse("compose-act", args=[QUARTER, entry().pk, "leave-out"]), {"reason": ""})
    assert (refused.status_code, "Say why it is left out." in refused.content.decode()) == (422, True)
    assert client.post(change, {"heading": ""}).status_code == 422
    added = client.post(
        reverse("compose-add", args=[QUARTER]), {"heading": "New work", "place": str(entry().section_id), "writer": ""}
    )
    assert added.status_code == 302
    assert Entry.objects.get(code="new-work").section_id == entry().section_id


def test_a_suggested_sentence_is_put_in_with_one_press(who, client_of):
    client, page = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    assert "Suggested sentences" in words(client.get(page))
    client.post(page, {"words": "", "do": "put:idva-referrals"})
    assert "[[figure idva-referrals | same-quarter-last-year]]." in client.get(page).content.decode()


def test_next_quarter_is_grouped_as_this_one_also_where_words_were_written(who):
    write("idva", "Words of this quarter.", who)
    period = ReportingPeriod.objects.get(slug="2022-23-q3")
    made = ensure_outline(period=period, by=who["by"], at=make.NOON)
    rows = Entry.objects.filter(section__update=made)
    again = rows.get(code="idva")
    assert [source.service.code for source in again.sources.all() if source.service] == ["idva", "hidva"]
    assert (again.words, again.stage) == ("", EntryStage.TO_WRITE)
    assert not rows.filter(code="podcast").exists()  # CLIMB is told of in its own paragraph


def sections(update) -> list[int]:
    return list(update.sections.order_by("place").values_list("pk", flat=True))


def test_a_section_moves_past_the_next_that_is_shown(who):
    update = entry().section.update
    before = sections(update)
    shown = [pk for pk in before if Entry.objects.filter(section=pk, left_out_why="").exists()]
    first, second = (update.sections.get(pk=pk) for pk in shown[1:3])
    composing.move_section(update=update, section=first.pk, seen=first.place, down=True, **who)
    after = sections(update)
    assert after.index(first.pk) == after.index(second.pk) + 1
    assert sorted(after) == sorted(before)
    assert list(update.sections.order_by("place").values_list("place", flat=True)) == list(range(1, len(after) + 1))
    assert AuditEvent.objects.about(first).newest_first()[0].act == "move-section"
    stands = update.sections.get(pk=first.pk)
    composing.move_section(update=update, section=first.pk, seen=stands.place, down=False, **who)
    assert sections(update) == before


def test_what_moved_since_it_was_seen_is_not_moved_again(who):
    update = entry().section.update
    shown = [each for each in update.sections.all() if each.entries.filter(left_out_why="").exists()]
    composing.move_section(update=update, section=shown[0].pk, seen=shown[0].place, down=True, **who)
    there = sections(update)
    with pytest.raises(NotNow, match="changed since you looked"):
        composing.move_section(update=update, section=shown[0].pk, seen=shown[0].place, down=True, **who)
    with pytest.raises(NotNow, match="first already"):
        composing.move_section(update=update, section=there[0], seen=1, down=False, **who)
    assert sections(update) == there


def themes(section) -> list[int | None]:
    """The themes of a section, each once where its paragraphs stand together."""
    rows = section.entries.filter(left_out_why="").values_list("theme", flat=True)
    return [key for key, _ in groupby(rows)]


def test_a_theme_moves_with_all_its_paragraphs(who):
    stands = entry()
    section, before = stands.section, themes(entry().section)
    assert len(before) > 1
    rows = list(section.entries.filter(left_out_why="", theme=before[0]).values_list("pk", flat=True))
    first = Entry.objects.get(pk=rows[0])
    composing.move_theme(update=section.update, first=first.pk, seen=first.place, down=True, **who)
    after = themes(section)
    assert after[:2] == [before[1], before[0]]
    assert list(section.entries.filter(left_out_why="", theme=before[0]).values_list("pk", flat=True)) == rows
    with pytest.raises(NotNow, match="changed since you looked"):
        composing.move_theme(update=section.update, first=first.pk, seen=first.place, down=True, **who)


def test_the_buttons_of_the_outline_move_and_a_stale_page_moves_nothing(who, client_of):
    officer, url = client_of(who["by"]), reverse("compose", args=[QUARTER])
    page = officer.get(url).content.decode()
    pressed = re.search(r'value="(section-\d+-\d+-down)"', page)[1]
    update, before = entry().section.update, sections(entry().section.update)
    answer = officer.post(reverse("compose-move", args=[QUARTER]), {"move": pressed}, follow=True)
    assert "Moved down." in words(answer)
    moved = sections(update)
    assert moved != before
    assert "Nothing was moved" in words(
        officer.post(reverse("compose-move", args=[QUARTER]), {"move": pressed}, follow=True)
    )
    assert sections(update) == moved


def test_finance_moves_nothing(who, person):
    section = entry().section
    with pytest.raises(NotYours):
        composing.move_section(
            update=section.update,
            section=section.pk,
            seen=section.place,
            down=True,
            by=person(Role.FINANCE),
            at=make.NOON,
        )


def acts_written() -> set[str]:
    """Every act that the workflow of the reports names in its sources."""
    found = set()
    for path in Path("reports/workflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "act" and isinstance(node.value, ast.Constant):
                found.add(node.value.value)
    return found


def test_every_act_of_composing_and_publishing_has_words():
    known = {**SET_UP_ACTS, **ACTS}
    assert acts_written() | set(STEPS) <= known.keys()
    assert {"write-paragraph", "move-section", "publish"} <= acts_written() | set(STEPS), "the control finds some"
    assert not any(re.fullmatch(r"[a-z]+(-[a-z]+)+", label) for label in ACTS.values())


def test_the_history_of_a_paragraph_and_of_the_update_tell_what_was_done(who, client_of):
    write("idva", "Written.", who)
    section = entry().section
    composing.move_section(update=section.update, section=section.pk, seen=section.place, down=True, **who)
    officer = client_of(who["by"])
    assert "Paragraph: words saved" in words(officer.get(reverse("compose-entry-history", args=[QUARTER, entry().pk])))
    assert "moved with all that stands in it" in words(officer.get(reverse("compose-history", args=[QUARTER])))


def test_an_award_that_changed_after_the_words_were_written_is_told_with_both_values(who, client_of):
    award = next(each for each in Award.objects.filter(services__code="idva") if each.splits.exists())
    write("idva", "Written.", who)
    officer, url = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    assert "changed since this was written" not in words(officer.get(url))
    was = str(award.provider)
    other = make.ProviderFactory(name="Another Body")
    Award.objects.filter(pk=award.pk).update(provider=other)
    Office.objects.reference_changed()
    page = words(officer.get(url))
    assert "An award changed since this was written." in page
    assert f"{was} is now Another Body" in page
    assert "Award changed" in words(officer.get(reverse("compose", args=[QUARTER])))


def test_an_amount_that_was_typed_becomes_live():
    change = Change(1, "award:1:amount", "The grant", "£800", "£900", "grant")
    assert with_reference("We gave £800, not £1,800.", change) == "We gave [[award grant]], not £1,800."


CLAIMS = [
    # words, what is said of them beside the paragraph
    ("Referrals fell this quarter, to [[figure idva-referrals | same-quarter-last-year]].", "is up 27, 5.8%"),
    ("There were 492 referrals.", "492 is the stored figure of"),
]


@pytest.mark.parametrize(("text", "said"), CLAIMS)
def test_what_the_words_claim_is_held_against_the_figures(who, client_of, text, said):
    officer, url = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    write("idva", text, who)
    assert said in words(officer.get(url))


def test_control_what_the_figures_bear_out_is_not_told(who, client_of):
    officer, url = client_of(who["by"]), reverse("compose-entry", args=[QUARTER, entry().pk])
    write("idva", "Referrals rose, to [[figure idva-referrals | same-quarter-last-year]].", who)
    page = words(officer.get(url))
    assert "Correct the words or the figure" not in page
    assert "is the stored figure of" not in page


def test_what_was_typed_and_ticked_is_there_again_when_it_is_refused(who, client_of):
    officer = client_of(who["by"])
    Entry.objects.filter(pk=entry().pk).update(words="First part.\n\nSecond part.")
    change, act = (
        reverse("compose-change", args=[QUARTER, entry().pk]),
        f"/quarters/{QUARTER}/update/compose/{entry().pk}/acts/",
    )
    assert "checked" not in officer.get(change).content.decode()
    refused = officer.post(f"{act}split/", {"heading": "", "part": ["1"]})
    assert refused.status_code == 422
    assert 'value="1" checked' in refused.content.decode()
    refused = officer.post(f"{act}split/", {"heading": "A heading of mine"})
    assert refused.status_code == 422
    assert 'value="A heading of mine"' in refused.content.decode()
    refused = officer.post(f"{act}leave-out/", {"reason": "Long. " * 60})
    assert refused.status_code == 422
    assert "Long. Long." in refused.content.decode()
