"""Pages kept in the process: what they say is never older than the last change, and never another person's."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage import default_storage
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissioning import figures
from commissioning.models import Measure, QuarterlyReturn
from commissioning.workflow import ask
from tests.commissioning.pages import words
from tracker.models import Office, User
from tracker.remembered import key_of, remembered
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2/"
Q3 = "/quarters/2022-23-q3/"
PAGES = [
    Q2,
    f"{Q2}?objective=victims",
    f"{Q2}?objective=nonsense",
    f"{Q2}services/",
    f"{Q2}services/?sort=-rag",
    f"{Q2}figures/",
    f"{Q2}measures/",
    f"{Q2}tracker/",
    f"{Q2}returns/",
    f"{Q2}returns/?part=packs",
    f"{Q2}money/",
]
FRAME_ALONE = 3  # session, person, office


def own(response: HttpResponse) -> str:
    """What a page says for itself: its title, and all between the frame's head and foot."""
    html = response.content.decode()
    title, main = re.search(r"<title>.*?</title>", html, re.S), re.search(r"<main.*</main>", html, re.S)
    assert title
    assert main
    return title[0] + main[0]


def fresh(client: Client, url: str) -> str:
    """The page as a process makes it that has kept nothing."""
    caches["fragments"].clear()
    figures.forget()
    return own(client.get(url))


@pytest.fixture
def client(demo, client_of) -> Client:
    return client_of(User.objects.get(role=Role.MANAGER))


@pytest.mark.parametrize("url", PAGES)
def test_a_kept_page_is_the_page(client, url):
    made = fresh(client, url)
    with CaptureQueriesContext(connection) as queries:
        assert own(client.get(url)) == made
    assert len(queries) == FRAME_ALONE  # control: it was kept


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.FINANCE])
@pytest.mark.parametrize("url", [Q2, f"{Q2}services/", f"{Q2}returns/"])
def test_one_persons_page_never_reaches_another(client, client_of, person, url, role):
    other = client_of(person(role))
    theirs = fresh(other, url)
    mine = fresh(client, url)
    assert own(other.get(url)) == theirs
    assert own(client.get(url)) == mine


def test_a_page_is_another_when_the_person_may_do_less(demo, client_of, person):
    user = person(Role.OFFICER)
    client = client_of(user)
    assert "/ask/" in own(client.get(Q2))
    User.objects.filter(pk=user.pk).update(role=Role.ADMINISTRATOR)
    assert client.get(Q2).status_code == 403
    User.objects.filter(pk=user.pk).update(role=Role.VIEWER)
    assert own(client.get(Q2)) == fresh(client, Q2)


@pytest.mark.parametrize("url", [Q3, f"{Q3}tracker/", f"{Q3}returns/", f"{Q3}services/?status=queried"])
def test_a_change_in_between_is_seen_at_once(client, url):
    before = own(client.get(url))
    on_the_first_page = {"service__name__startswith": "Hate Crime", "state": "submitted"}
    found = QuarterlyReturn.objects.get(period__slug="2022-23-q3", **on_the_first_page)
    ask(record=found, section="figures", text="Is it so?", by=User.objects.get(role=Role.MANAGER), at=timezone.now())
    after = own(client.get(url))
    assert after != before
    assert after == fresh(client, url)


def test_the_page_of_a_measure_is_kept_until_something_is_changed(client):
    measure = Measure.objects.filter(service_measures__observations__isnull=False).earliest("pk")
    url = reverse("measure", args=["2022-23-q2", measure.pk])
    test_a_kept_page_is_the_page(client, url)
    Measure.objects.filter(pk=measure.pk).update(name="Renamed")
    assert "Renamed" not in client.get(url).content.decode(), "control: nobody said that it was changed"
    Office.objects.reference_changed()
    after = own(client.get(url))
    assert "Renamed" in after
    assert after == fresh(client, url)


def test_a_change_of_what_is_set_up_is_seen_at_once(client):
    before = own(client.get(Q2))
    Office.objects.update(pace_points=1)
    Office.objects.reference_changed()
    after = own(client.get(Q2))
    assert after != before
    assert after == fresh(client, Q2)


def test_a_file_is_made_each_time(client):
    for _ in range(2):
        assert client.get(f"{Q2}services/?format=csv").headers["Content-Type"].startswith("text/csv")


def test_messages_stand_on_a_kept_page_once(client):
    client.get(Q2)
    client.post("/nowhere/")
    session = client.session
    session["_messages"] = '[["__json_message",0,25,"Saved at last.",""]]'
    session.save()
    assert "Saved at last." in words(client.get(Q2))
    assert "Saved at last." not in words(client.get(Q2))


def scene(**other) -> SimpleNamespace:
    facts = {"pk": 1, "role": "officer", "is_provider": False, "on": date(2022, 10, 1), "version": 1, "told": "a"}
    facts |= other
    user = SimpleNamespace(pk=facts["pk"], role=facts["role"], is_provider=facts["is_provider"])
    office = SimpleNamespace(data_version=facts["version"], told=facts["told"])
    return SimpleNamespace(user=user, office=office, on=facts["on"])


@pytest.mark.parametrize(
    "other",
    [{"pk": 2}, {"role": "viewer"}, {"on": date(2022, 10, 2)}, {"version": 2}, {"told": "b"}],
    ids=lambda other: next(iter(other)),
)
def test_whatever_bears_on_a_page_is_in_its_key(other):
    asked = RequestFactory().get("/page/?a=1")
    assert key_of(asked, scene()) == key_of(asked, scene())
    assert key_of(asked, scene(**other)) != key_of(asked, scene())


def test_the_address_is_in_the_key():
    get = RequestFactory().get
    keys = {key_of(get(url), scene()) for url in ("/page/", "/page/?a=1", "/page/?a=2", "/other/?a=1")}
    assert len(keys) == 4


@pytest.mark.parametrize("nothing", [{"is_provider": True}, {"told": None}])
def test_no_page_is_kept_for_a_provider_or_where_nothing_tells_of_changes(nothing):
    assert key_of(RequestFactory().get("/"), scene(**nothing)) is None


def test_what_is_posted_is_carried_out_each_time():
    assert key_of(RequestFactory().post("/"), scene()) is None


@pytest.mark.parametrize(("content", "kept"), [("<form>{% csrf_token %}</form>", False), ("<p>{{ n }}</p>", True)])
def test_a_page_with_a_form_of_its_own_is_made_each_time(rf, officer, content, kept):
    template = engines["django"].from_string(
        f"{{% extends 'base.html' %}}{{% block content %}}{content}{{{{ n }}}}.{{% endblock %}}"
    )
    made: list[int] = []

    def view(request, scene):
        made.append(len(made))
        return HttpResponse(template.render({"n": len(made)}, request))

    for _ in range(2):
        request = rf.get("/page/")
        request.user, request.session = officer, {}
        request._messages = default_storage(request)
        answer = remembered(view)(request, scene(pk=officer.pk))
        assert b"1." in answer.content or not kept
    assert len(made) == (1 if kept else 2)
