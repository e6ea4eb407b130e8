"""The update inside the site: who sees which copy, and what stands where there is none."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import State
from commissioning.models import Narrative, QuarterlyReturn, ReportingPeriod, Submission
from commissioning.workflow import add_item
from reports.models import Entry, Update
from tracker.audit import record
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]


def address(slug: str = "2022-23-q2") -> str:
    return reverse("update", args=[slug])


@pytest.fixture
def read(person, client_of):
    """The page as somebody in this role reads it."""

    def text(role: Role, query: str = "", slug: str = "2022-23-q2") -> str:
        answer = client_of(person(role)).get(address(slug) + query)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return text


def test_the_quarter_s_update_has_its_figures(read):
    text = read(Role.OFFICER)
    assert '465 in <span class="nb">Q2 2021/22</span>, up 27, 5.8%' in text
    assert "£636,541" in text


@pytest.mark.parametrize(
    ("role", "query", "internal"),
    [
        (Role.OFFICER, "", True),
        (Role.MANAGER, "", True),
        (Role.FINANCE, "", True),
        (Role.OFFICER, "?for=board", False),
        (Role.VIEWER, "", False),
        (Role.VIEWER, "?for=internal&draft=1", False),
    ],
)
def test_the_board_s_copy_is_all_that_a_viewer_gets(read, role, query, internal):
    assert ("Internal: contains small numbers" in read(role, query)) is internal


def test_what_is_not_approved_stands_in_the_draft_alone_and_is_marked(read):
    sent = QuarterlyReturn.objects.get(service__code="idva", period__slug="2022-23-q2")
    QuarterlyReturn.objects.filter(pk=sent.pk).update(state=State.SUBMITTED)
    Submission.objects.filter(record_kind="return", record_id=sent.pk).update(approved=False)
    draft, approved = read(Role.OFFICER, "?draft=1"), read(Role.MANAGER)
    assert "Not yet approved." in draft
    assert "return not yet approved" in approved
    assert "Not yet approved." not in approved


def test_only_who_builds_is_offered_a_pdf(read):
    assert "Make the PDF" in read(Role.OFFICER)
    assert "Make the PDF" not in read(Role.VIEWER)


def test_a_quarter_without_an_update_says_so_and_offers_the_first_step(read, officer, client_of):
    Update.objects.filter(period__slug="2022-23-q3").delete()
    assert "Q3 2022/23 has no update yet." in read(Role.VIEWER, slug="2022-23-q3")
    assert "Make the outline" in read(Role.MANAGER, slug="2022-23-q3")
    client_of(officer).post(reverse("update-outline", args=["2022-23-q3"]))
    assert Update.objects.filter(period__slug="2022-23-q3").exists()


def test_a_reference_to_nothing_is_said_with_what_to_do(read, officer, client_of):
    Entry.objects.filter(code="idva").update(words="We saw [[figure no-such-figure]] people.")
    assert "The update can’t be built." in read(Role.MANAGER)
    answer = client_of(officer).post(reverse("update-pdf", args=["2022-23-q2"]), follow=True)
    assert "No PDF can be made." in answer.content.decode()


def test_what_somebody_typed_is_no_markup(read):
    Narrative.objects.filter(quarterly_return__service__code="idva").update(text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in read(Role.OFFICER)


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 404), (Role.PROVIDER, 403), (Role.ADMINISTRATOR, 403)])
def test_unknown_quarters_and_closed_doors(person, client_of, role, status):
    assert client_of(person(role)).get(address("1999-00-q1")).status_code == status


def test_a_page_read_again_is_not_built_again(officer, client_of, django_assert_max_num_queries):
    client = client_of(officer)
    first = client.get(address()).content
    with django_assert_max_num_queries(8):
        again = client.get(address()).content
    assert first.split(b'<div class="update">')[1] == again.split(b'<div class="update">')[1]


def test_a_change_is_on_the_page_at_once(officer, manager, client_of):
    client = client_of(officer)
    client.get(address())
    stored = Update.objects.get(period__slug="2022-23-q2")
    with transaction.atomic():
        Entry.objects.filter(code="idva").update(words="Other words.")
        record(act="write", record=stored, by=manager, at=timezone.now())
    assert "Other words." in client.get(address()).content.decode()


def test_what_the_outline_adds_is_on_the_page_at_once(officer, client_of):
    client, quarter = client_of(officer), ReportingPeriod.objects.get(slug="2022-23-q2")
    add_item(period=quarter, title="A late decision", by=officer, at=timezone.now(), section="other")
    assert "A late decision" not in client.get(address()).content.decode()
    client.post(reverse("update-outline", args=["2022-23-q2"]))
    assert "A late decision" in client.get(address()).content.decode()


@pytest.mark.parametrize("name", ["Q2 2022/23", "q2 2022/23", "2022-23-q2"])
def test_the_command_writes_page_and_data(tmp_path, name):
    call_command("build_update", name, html=tmp_path / "u.html", json=tmp_path / "u.json", verbosity=0)
    assert "Internal: contains small numbers" in (tmp_path / "u.html").read_text("utf-8")
    assert '"audience": "internal"' in (tmp_path / "u.json").read_text("utf-8")


def test_the_command_builds_for_the_board(tmp_path):
    call_command("build_update", "Q2 2022/23", audience="board", html=tmp_path / "u.html")
    assert "Internal: contains small numbers" not in (tmp_path / "u.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Q9 2022/23", "--html", "u.html"), "There is no quarter “Q9 2022/23”. Known are: "),
        (("Q2 2022/23",), "Say what to write"),
        (("Q2 2022/23", "--html", "/no/such/folder/u.html"), "can't be written: No such file or directory"),
        (("Q2 2022/23", "--audience", "everybody", "--html", "u.html"), "invalid choice: 'everybody'"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("build_update", *arguments)
