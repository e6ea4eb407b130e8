"""Every address that takes a form: what was typed when the log-in ran out is there again, for its writer alone."""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client
from django.urls import resolve, reverse

from commissioning.choices import State
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from providers.models import Membership
from reports.views.set_up import KINDS
from tests.doors.conftest import somebody
from tests.doors.table import DOORS
from tests.doors.test_matrix import address_of
from tests.tracker.form_reader import FormSeen, forms_of, typed_in
from tests.tracker.late_forms import back_in
from tracker.kept.token import NAME, OURS, Whose, written
from tracker.models import KeptForm, User
from tracker.roles import Role, allows

OPEN_QUARTER = "2022-23-q3"
Page = Callable[[dict[str, int]], str]
NO_FORM = {
    "kept-drop",  # throws away what was kept: tests/tracker/test_kept_forms.py
    # these answer scripts, with 401 and "Not saved: sign in again" (tests/commissioning/test_return_kept.py)
    "return-draft",
    "pack-draft",
    "item-draft",
    "grid-draft",
    "source-draft",
    "compose-draft",
}


@dataclass(frozen=True)
class Place:
    """Who writes, and on which page the form stands; without a page it stands at its own address."""

    who: str = "officer"
    page: Page | None = None


def one(rows) -> int:
    return rows.order_by("pk").values_list("pk", flat=True)[0]


def open_return(name: str, **words: str) -> Page:
    """A page of a return that is being written."""
    return lambda keys: reverse(
        name, kwargs={"pk": one(QuarterlyReturn.objects.filter(state=State.IN_PROGRESS)), **words}
    )


def sent_return(name: str) -> Page:
    return lambda keys: reverse(name, args=[one(QuarterlyReturn.objects.filter(state=State.SUBMITTED))])


def open_pack(name: str, **words: str) -> Page:
    return lambda keys: reverse(name, kwargs={"pk": one(Pack.objects.filter(state=State.NOT_STARTED)), **words})


def open_item(name: str, **words: str) -> Page:
    return lambda keys: reverse(name, kwargs={"pk": one(OfficeItem.objects.filter(state=State.NOT_STARTED)), **words})


def door(name: str) -> Page:
    """Another page on which the form stands."""
    return lambda keys: address_of(name, keys)


def in_open_quarter(name: str, **words: str) -> Page:
    return lambda keys: reverse(name, kwargs={"quarter": OPEN_QUARTER, **words})


def light_return(name: str) -> Page:
    light = QuarterlyReturn.objects.filter(state=State.NOT_STARTED, service__template="light")
    return lambda keys: reverse(name, args=[one(light)])


def merging(keys: dict[str, int]) -> str:
    return f"{reverse('provider-merge', args=[keys['provider']])}?other={keys['other-provider']}"


PLACES = {
    "portfolio-load": Place(),
    "portfolio-file": Place(),
    "set-up-add": Place(),
    "set-up-record": Place(),
    "set-up-end": Place(),
    "set-up-delete": Place(),
    "person-invite": Place("administrator"),
    "person-second-factor": Place("administrator"),
    "person-forget": Place("administrator"),
    "second-factor-app": Place(),
    "second-factor-passkey": Place(),
    "second-factor-codes": Place("owner"),
    "second-factor-remove": Place("owner"),
    "provider-merge": Place("officer", merging),
    "provider-apart": Place("officer", door("provider-twins")),
    "contact-erase": Place(),
    "import-hold": Place("manager"),
    "funder-return-make": Place("finance", door("funder-return")),
    "funder-return-sent": Place("finance"),
    "funder-answer": Place("finance"),
    "grants-publish": Place("manager"),
    "grants-withdraw": Place("manager"),
    "return-file-hold": Place("manager"),
    "item-file-hold": Place("manager"),
    "order-figures": Place(),
    "calendar-year": Place("administrator"),
    "approve-clean": Place("manager", in_open_quarter("approve-clean")),
    "question-ask": Place(),
    "provider-people": Place(),
    "document-add": Place(),
    "request-answer": Place(),
    "correct": Place("owner"),
    "figure-correct": Place(),
    "correction": Place(),
    "promises": Place(),
    "reminders": Place("officer", in_open_quarter("reminders")),
    "chase": Place("officer", in_open_quarter("chase")),
    "open-quarter": Place("officer", in_open_quarter("open-quarter")),
    "close-quarter": Place("manager"),
    "reopen-quarter": Place("manager", door("close-quarter")),
    "tokens": Place(),
    "token-end": Place("officer", door("tokens")),
    "save-view": Place(),
    "calendar-address": Place("officer", door("dates")),
    "drop-view": Place("owner", door("saved-views")),
    "update-checks": Place("manager"),
    "update-outline": Place("officer", door("update")),
    "update-pdf": Place("officer", door("update")),
    "compose-settings": Place(),
    "compose-add": Place(),
    "compose-change": Place(),
    "compose-act": Place("officer", door("compose-change")),
    "compose-entry": Place(),
    "compose-facts": Place(),
    "sign-off-chain": Place(),
    "sign-off-act": Place("officer", door("sign-off")),
    "agreement": Place("manager", door("sign-off")),
    "agreement-ask": Place("officer", door("sign-off")),
    "agreement-record": Place(),
    "compose-findings": Place(),
    "compose-move": Place("officer", door("compose")),
    "compose-count": Place("officer", door("compose")),
    "compose-print": Place("officer", door("compose-entry")),
    "compose-word": Place(),
    "compose-word-edits": Place(),
    "update-check-send": Place(),
    "update-check-provider": Place(),
    "update-check-answer": Place(),
    "own-check": Place("owner"),
    "dashboard-pdf": Place(),
    "return-links": Place("officer", light_return("return-links")),
    "return-ask": Place(),
    "return-act": Place("manager", door("return")),
    "return-acknowledge": Place("officer", open_return("return-check")),
    "return-paste": Place("officer", open_return("return-paste")),
    "return-upload": Place("officer", open_return("return-upload")),
    "return-files": Place("officer", open_return("return-files")),
    "return-facts": Place("officer", open_return("return-facts", section="text", box="went_well")),
    "return-section": Place("officer", open_return("return-section", section="text")),
    "return-earlier": Place(),
    "grid": Place("officer", in_open_quarter("grid", group="csp-2022")),
    "grid-same": Place("officer", in_open_quarter("grid", group="csp-2022")),
    "grid-send": Place("officer", in_open_quarter("grid-send", group="csp-2022")),
    "pack-send": Place("officer", open_pack("pack-send")),
    "pack-more-time": Place("owner"),
    "ledger": Place("finance"),
    "ledger-file": Place("finance"),
    "payment-match": Place("finance"),
    "more-time-agree": Place("officer", door("pack")),
    "pack-ask": Place(),
    "pack-acknowledge": Place("officer", open_pack("pack-check")),
    "pack-act": Place("manager", door("pack")),
    "pack-upload": Place("officer", open_pack("pack-upload")),
    "pack-section": Place("officer", open_pack("pack-section", section="money")),
    "item-ask": Place(),
    "item-acknowledge": Place("officer", open_item("item-check")),
    "item-act": Place("manager", door("item")),
    "item-files": Place("officer", open_item("item-files")),
    "item-new": Place(),
    "item-facts": Place("officer", open_item("item-facts", section="words", box="update_words")),
    "item-section": Place("officer", open_item("item-section", section="words")),
    "return-words-in": Place("officer", open_return("return-words-in")),
    "pack-words-in": Place("officer", open_pack("pack-words-in")),
    "source": Place(),
    "import": Place(),
    "import-layout": Place(),
    "import-drop": Place("officer", door("import")),
    "case-clear": Place("manager", sent_return("return-check")),
    "question-reply": Place("officer", door("return")),
    "question-close": Place("officer", door("return")),
}


def page_of(name: str, keys: dict[str, int]) -> str:
    place = PLACES[name]
    return place.page(keys) if place.page else address_of(name, keys)


def form_at(client: Client, name: str, page: str) -> FormSeen | None:
    """The form of this door on the page, the one with most to type in; None where the page has none now."""
    answer = client.get(page)
    found = forms_of(answer.content, page) if answer.status_code == 200 else []
    own = [form for form in found if resolve(form.address).url_name == name]
    return max(own, key=lambda form: len(form.texts), default=None)


def person_of(name: str) -> User:
    return User.objects.get(email=f"{PLACES[name].who}@doors.example")


def sent_too_late(name: str, knocking: dict[str, Client], keys: dict[str, int]) -> tuple[str, FormSeen | None, dict]:
    """The page, its form and what was typed in it, posted by a browser whose log-in has run out."""
    page = page_of(name, keys)
    form = form_at(knocking[PLACES[name].who], name, page)
    if form is None:  # not in the state in which the demonstration is: the words come back as words
        token = written(Whose(person_of(name).pk, page))
        typed = {NAME: [token], "reason": [f"{name}: gone"]}
    else:
        typed = typed_in(form, name)
    Client().post(form.address if form else address_of(name, keys), typed)
    return page, form, typed


def own(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in fields.items() if name not in OURS}


def test_every_door_that_takes_a_form_is_here() -> None:
    assert {name for name, door in DOORS.items() if "POST" in door.methods} == PLACES.keys() | NO_FORM


def test_what_was_typed_stands_in_its_form_again_for_its_writer(knocking, keys) -> None:
    wrong, with_words = [], set()
    for name in PLACES:
        page, form, typed = sent_too_late(name, knocking, keys)
        client = back_in(person_of(name))
        shown = client.get(page)
        words = unescape(shown.content.decode())
        if "nothing was saved" not in words:
            wrong.append(f"{name}: nothing is said at {page}")
        elif form is None:
            wrong += [] if f"{name}: gone" in words else [f"{name}: the words are not shown"]
        else:
            with_words |= {name} if form.texts else set()
            again = [each for each in forms_of(shown.content, page) if own(each.sends) == own(typed)]
            if not again:
                wrong.append(f"{name}: {typed} is not in the form again")
            elif again[0].folded & {each for each in form.texts if any(typed[each])}:
                wrong.append(f"{name}: what was typed is folded away")
        KeptForm.objects.all().delete()
    assert wrong == []
    assert len(with_words) >= 25, "most of the doors have something to type in"


def test_every_kind_of_set_up_record_keeps_its_form(knocking, office) -> None:
    wrong = []
    for kind in KINDS:
        who = next(role for role in ("officer", "manager", "finance", "administrator") if allows(role, kind.permission))
        first = kind.model._default_manager.order_by("pk").first()
        pages = [reverse("set-up-record", args=[kind.slug, first.pk])] if first else []
        pages += [reverse("set-up-add", args=[kind.slug])] if kind.adds and not kind.belongs_to else []
        for page in pages:
            form = form_at(knocking[who], resolve(page).url_name or "", page)
            assert form is not None, page
            typed = typed_in(form, kind.slug)
            Client().post(page, typed)
            shown = forms_of(back_in(office[who]).get(page).content, page)
            if not any(own(each.sends) == own(typed) for each in shown):
                wrong.append(page)
            KeptForm.objects.all().delete()
    assert wrong == []


SOME = ["set-up-record", "return-act", "return-ask", "correct", "item-new"]


@pytest.mark.parametrize("name", SOME)
def test_a_form_older_than_the_log_in_comes_back_at_once(name, knocking, keys) -> None:
    page = page_of(name, keys)
    form = form_at(knocking[PLACES[name].who], name, page)
    assert form is not None
    typed = typed_in(form, name) | {"csrfmiddlewaretoken": "x" * 64}
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(person_of(name))
    answer = strict.post(form.address, typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert any(own(each.sends) == own(typed) for each in forms_of(strict.get(page).content, page))


@pytest.mark.parametrize("name", SOME)
def test_nobody_else_gets_it(name, knocking, keys) -> None:
    page, _, _ = sent_too_late(name, knocking, keys)
    assert KeptForm.objects.count() == 1
    other = somebody("another", Role(person_of(name).role))
    for membership in Membership.objects.filter(user=person_of(name)):
        Membership.objects.create(user=other, provider=membership.provider, role=membership.role)
    shown = back_in(other).get(page)
    assert shown.status_code == 200
    assert f"{name} 0" not in shown.content.decode()


@pytest.mark.parametrize("name", SOME)
def test_control_without_the_forms_own_token_it_would_be_lost(name, knocking, keys) -> None:
    page = page_of(name, keys)
    form = form_at(knocking[PLACES[name].who], name, page)
    assert form is not None
    typed = typed_in(form, name)
    for token in ([], ["nonsense"], [typed[NAME][0] + "x"]):
        answer = Client().post(form.address, typed | {NAME: token})
        assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/")
    assert not KeptForm.objects.exists()
