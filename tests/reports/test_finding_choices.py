"""The front page's findings: left out, put back, put in order and in other words; each keeps what it rests on."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.figures import LiveFacts, reference_for
from reports.builder import build, findings_of
from reports.builder.chosen import MOST, Candidate, candidates, shown
from reports.builder.public import keys_in
from reports.document import Finding, Hidden, for_the_public
from reports.models import FindingChoice, Update, UpdateState
from reports.workflow.findings import leave_out, move, put_on, reword
from tests.commissioning.return_forms import text_of
from tracker.models import AuditEvent, Office, User
from tracker.refusals import Collision, Faults, NotNow, NotYours
from tracker.roles import Role

QUARTER = "2022-23-q2"


def finding(number: int) -> Finding:
    return Finding("figure-better", f"Service {number}", f"{number} more", f"service-{number}")


def choice(number: int, **fields: object) -> FindingChoice:
    return FindingChoice(key=f"better:figure-better:service-{number}", **fields)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], [1, 2, 3, 4, 5, 6, 7]),
        ([choice(2, left_out=True)], [1, 3, 4, 5, 6, 7, 8]),
        ([choice(9, place=1)], [9, 1, 2, 3, 4, 5, 6]),
        ([choice(3, place=1), choice(1, place=2)], [3, 1, 2, 4, 5, 6, 7]),
        ([choice(1, place=1, left_out=True)], [2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_what_stands_on_the_front_page(choices, expected):
    listed = candidates("better", map(finding, range(1, 10)), {each.key: each for each in choices})
    assert [each.finding.lead for each in shown(listed)] == [f"Service {number}" for number in expected]
    assert len(listed) == 9


def test_one_a_paragraph_and_rule():
    listed = candidates("better", [finding(1), finding(1), finding(2)], {})
    assert [each.finding.lead for each in listed] == ["Service 1", "Service 2"]


def test_changed_where_the_rule_says_something_else_now():
    assert Candidate("k", finding(1), choice(1, words="Mine", said="0 more")).changed
    assert not Candidate("k", finding(1), choice(1, words="Mine", said="1 more")).changed
    assert not Candidate("k", finding(1), choice(1, said="0 more")).changed


@pytest.fixture
def update(demo) -> Update:
    return Update.objects.get(period__slug=QUARTER)


@pytest.fixture
def officer(person) -> User:
    return person(Role.OFFICER)


def listed_of(update: Update, kind: str = "watching") -> list[Candidate]:
    return findings_of(update, office=Office.objects.get())[kind]


def printed_of(update: Update, kind: str = "watching") -> list[Finding]:
    return list(getattr(build(update, office=Office.objects.get()).front, kind))


def facts_of(update: Update) -> LiveFacts:
    return LiveFacts(update.period, reference=reference_for(Office.objects.get()))


def say(update: Update, key: str, words: str, by: User, *, said: str = "", version: int = 0) -> FindingChoice:
    return reword(
        update=update,
        key=key,
        words=words,
        said=said,
        version=version,
        facts=facts_of(update),
        by=by,
        at=timezone.now(),
    )


def test_left_out_and_put_on_again(update, officer):
    first = listed_of(update)[0]
    leave_out(update=update, key=first.key, by=officer, at=timezone.now())
    assert first.finding not in printed_of(update)
    keys = [each.key for each in listed_of(update) if not each.left_out]
    put_on(update=update, key=first.key, keys=keys, by=officer, at=timezone.now())
    now = printed_of(update)
    assert now[-1] == first.finding
    assert len(now) <= MOST
    assert AuditEvent.objects.filter(act="choose-finding").count() == 2


def test_moved_up(update, officer):
    before = [each.key for each in listed_of(update)]
    move(update=update, key=before[1], keys=before, up=True, by=officer, at=timezone.now())
    assert [each.key for each in listed_of(update)][:2] == [before[1], before[0]]


def test_in_other_words_it_keeps_its_source_and_its_counts(update, officer):
    first = next(each for each in listed_of(update, "better") if each.finding.counts)
    say(update, first.key, "Beside it: [[figure idva-referrals]] at IDVA.", officer)
    now = next(each for each in printed_of(update, "better") if each.anchor == first.finding.anchor and each.reworded)
    assert "492 at IDVA" in now.text
    assert set(first.finding.counts) < set(now.counts)


@pytest.mark.parametrize(("words", "there"), [("Few declined.", True), ("One declined.", False)])
def test_other_words_that_name_a_hidden_number_are_kept_from_the_public(update, words, there):
    full = build(update, office=Office.objects.get())
    known = next(each for row in full.annexes for figure in row.figures for each in figure.counts)
    found = Finding("figure-better", "YPIDVA", words, "ypidva", counts=(known,), reworded=True)
    hidden = Hidden(frozenset(), frozenset(keys_in(full)), {"ypidva": frozenset({1})}, 5)
    copy, _ = for_the_public(replace(full, front=replace(full.front, better=(found,))), hidden)
    assert (words in [each.text for each in copy.front.better]) is there


def test_the_control_a_rule_s_own_sentence_of_figures_is_not_read_as_words(update):
    full = build(update, office=Office.objects.get())
    known = next(each for row in full.annexes for figure in row.figures for each in figure.counts)
    found = Finding("figure-better", "YPIDVA", "One declined.", "ypidva", counts=(known,))
    hidden = Hidden(frozenset(), frozenset(keys_in(full)), {"ypidva": frozenset({1})}, 5)
    copy, _ = for_the_public(replace(full, front=replace(full.front, better=(found,))), hidden)
    assert copy.front.better


@pytest.mark.parametrize(
    ("words", "fault"), [("x" * 401, "401 characters"), ("[[figure no-such]]", "nothing that is stored")]
)
def test_words_that_can_t_be_kept(update, officer, words, fault):
    with pytest.raises(Faults) as faults:
        say(update, "watching:a:b", words, officer)
    assert fault in faults.value.by_box["watching:a:b"]


def test_two_editors_neither_loses(update, officer, person):
    say(update, "watching:a:b", "Mine.", officer)
    with pytest.raises(Collision) as clash:
        say(update, "watching:a:b", "Theirs.", person(Role.MANAGER))
    assert clash.value.clashes["watching:a:b"].theirs == "Mine."


def test_only_while_it_is_a_draft_and_only_officers_and_managers(update, officer, person):
    with pytest.raises(NotYours):
        leave_out(update=update, key="a", by=person(Role.VIEWER), at=timezone.now())
    sent = {"sent_at": timezone.now(), "sent_by": officer}
    Update.objects.filter(pk=update.pk).update(state=UpdateState.IN_REVIEW, **sent)
    with pytest.raises(NotNow):
        leave_out(update=update, key="a", by=officer, at=timezone.now())


def test_on_the_page(update, officer, client_of):
    client, address = client_of(officer), reverse("compose-findings", args=[QUARTER])
    first = listed_of(update, "better")[0]
    assert first.finding.text in text_of(client.get(address))
    typed = {"do": f"words:{first.key}", "version": "0", "said": "Something else.", "words": "As I say it."}
    assert client.post(address, typed).status_code == 302
    page = text_of(client.get(address))
    assert "As I say it." in page
    assert "Facts changed" in page
    assert "Something else." in page
    back = client.post(address, typed | {"words": "[[figure nothing]]"})
    assert back.status_code == 422
    assert "[[figure nothing]]" in back.content.decode()
    assert "names nothing that is stored" in text_of(back)
