"""The whole portfolio as another process kept it: what is found and followed is what would be read anew, and nothing
but plain values is ever made of what stands in the table.
"""

import os
import pickle
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.safestring import SafeString

from commissioning import figures
from commissioning.choices import State
from commissioning.figures import kept, reference_for
from commissioning.figures import whole as wholes
from commissioning.figures.owed import late_on
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.rows import rows_for
from commissioning.figures.whole import Whole, keep
from commissioning.models import Pack
from commissioning.ratings.findings import Finding
from commissioning.workflow import ask
from tests.commissioning.test_whole_followed import QUARTERS, changed, page, said, sent, whole
from tracker.beginning import begin
from tracker.models import AuditEvent, Office, User
from tracker.roles import Role

SEED = int(os.environ.get("FIGURES_SEED", "1"))
STEPS = 3
EVERYTHING = 10**9


@pytest.fixture
def people(demo, person) -> list[User]:
    return [User.objects.get(role=Role.MANAGER), person(Role.OFFICER), person(Role.FINANCE)]


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration is looked up as a large portfolio is."""
    monkeypatch.setattr(kept, "LARGE", 0)


def begun(user: User, quarter: str = QUARTERS[0]) -> Whole:
    """As a process has it that has just begun."""
    figures.forget()
    return whole(user, quarter)


def anew(user: User, quarter: str, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    with patch.context() as small:
        small.setattr(kept, "LARGE", EVERYTHING)
        found = begun(user, quarter)
    assert not found.stored
    return said(found)


def test_what_was_kept_and_followed_is_what_it_would_be_if_it_were_read_anew(people, person, client_of, monkeypatch):
    chance, viewer = Random(SEED), person(Role.VIEWER)
    clients = [(user, quarter, client_of(user)) for user in (people[0], viewer) for quarter in QUARTERS]
    for user, quarter, client in clients:
        page(client, quarter)
        assert begun(user, quarter).stored  # control: it is found
    before, moved, found_it = [said(begun(*each[:2])) for each in clients], 0, 0
    for _ in range(STEPS):
        done = {changed(chance, people) for _ in range(chance.randint(3, 8))}
        followed = []
        for user, quarter, client in clients:
            found = begun(user, quarter)
            found_it += bool(found.stored)
            followed.append(said(found))
            html = page(client, quarter)
            assert followed[-1] == anew(user, quarter, monkeypatch), done
            with monkeypatch.context() as small:
                small.setattr(kept, "LARGE", EVERYTHING)
                figures.forget()
                assert page(client, quarter) == html, done
        moved += followed != before
        before = followed
    assert moved  # control: the changes were such as are to be seen
    assert found_it  # and were followed


def test_a_process_that_begins_reads_what_was_kept_in_one_query(people, client_of):
    page(client_of(people[0]), QUARTERS[0])
    begun(people[0])
    user, reference = people[0], reference_for(Office.objects.current())
    wholes._recent.forget()
    reference.known.clear()
    with CaptureQueriesContext(connection) as queries:
        assert whole(user, QUARTERS[0]).stored
    assert len(queries) == 2  # the office, and the whole


FIRST_LOOKS = {"": Role.MANAGER, "review/": Role.MANAGER, "money/": Role.MANAGER, "home/": Role.FINANCE}


@pytest.mark.parametrize("address", FIRST_LOOKS)
def test_the_first_look_of_a_process_that_finds_all_kept_asks_for_no_more_than_any_page(
    people, client_of, monkeypatch, address
):
    user = next(each for each in people if each.role == FIRST_LOOKS[address])
    client = client_of(user)

    def first_look() -> int:
        figures.forget()
        caches["fragments"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/quarters/{QUARTERS[0]}/{address}").status_code == 200
        return len(queries)

    first_look()
    assert first_look() <= 8
    with monkeypatch.context() as nothing:
        nothing.setattr(kept, "find", lambda name: None)
        assert first_look() > 20  # control


def test_an_older_one_put_over_a_newer_one_is_followed(people, client_of, monkeypatch):
    client = client_of(people[0])
    page(client, QUARTERS[0])
    older = begun(people[0])
    pack = Pack.objects.filter(period__slug=QUARTERS[0], spend_lines__isnull=False).order_by("pk")[0]
    ask(record=pack, by=people[0], at=timezone.now(), text="Is it so?")
    figures.forget()
    page(client, QUARTERS[0])
    newer = begun(people[0])
    assert newer.stored == AuditEvent.objects.newest_first()[0].hash != older.stored  # all money was read: kept anew
    keep(wholes.replace(older, stored=""))
    found = begun(people[0])
    assert found.stored == older.stored
    assert said(found) == anew(people[0], QUARTERS[0], monkeypatch)


def test_money_that_moved_is_worked_out_anew_of_what_was_kept_without_it(people, client_of):
    client = client_of(people[0])
    page(client, QUARTERS[0])
    assert not begun(people[0]).has_positions
    assert begun(people[0]).made["positions"]
    ask(record=Pack.objects.filter(period__slug=QUARTERS[0])[0], by=people[0], at=timezone.now(), text="Is it so?")
    assert begun(people[0]).made["positions"] == {}
    assert all(begun(people[0]).runs["figures"].answers)


def test_another_state_of_what_is_set_up_and_another_release_find_nothing(people, client_of, monkeypatch):
    page(client_of(people[0]), QUARTERS[0])
    assert begun(people[0]).stored
    with monkeypatch.context() as release:
        release.setattr(kept, "shape", lambda: "another")
        assert not begun(people[0]).stored
    Office.objects.reference_changed()
    assert not begun(people[0]).stored


def test_a_trail_that_was_put_back_is_not_followed(people, client_of):
    """What is kept is true to an event that is no longer there."""
    page(client_of(people[0]), QUARTERS[0])
    found = begun(people[0])
    keep(wholes.replace(found, stored="", head="0" * 64))
    assert not begun(people[0]).stored


def test_what_can_not_be_read_is_absent_and_the_log_tells(people, client_of, caplog):
    page(client_of(people[0]), QUARTERS[0])
    name = begun(people[0]).reading.name
    assert kept.find(name) is not None
    assert "can’t be read" not in caplog.text
    caches["kept"].set(kept._key(name), b"nonsense")
    assert kept.find(name) is None
    assert "can’t be read, and is made anew" in caplog.text
    assert not begun(people[0]).stored


def test_on_another_day_others_are_late(people):
    found = begun(people[0], QUARTERS[1])
    on = found.reading.asked.on
    assert late_on(found.owed, on) == found.owed
    assert late_on(late_on(found.owed, date(2000, 1, 1)), on) == found.owed
    assert any(each.late for each in found.owed.returns)  # control
    assert not any(each.late for each in late_on(found.owed, date(2000, 1, 1)).returns)


def test_few_are_read_each_time_and_nothing_is_written(people, client_of, monkeypatch):
    monkeypatch.setattr(kept, "LARGE", EVERYTHING)
    with CaptureQueriesContext(connection) as queries:
        page(client_of(people[0]), QUARTERS[0])
    (looked,) = [each["sql"] for each in queries if "kept_wholes" in each["sql"]]
    assert looked.startswith("SELECT")  # for what is set up, before anybody knows how much it is


def test_after_a_return_that_was_touched_nothing_is_put(people, client_of):
    client = client_of(people[0])
    page(client, QUARTERS[0])
    ask(record=sent(), by=people[0], at=timezone.now(), text="Is it so?")
    with CaptureQueriesContext(connection) as queries:
        page(client, QUARTERS[0])
    assert not [each["sql"] for each in queries if "kept_wholes" in each["sql"]]


PLAIN = (
    Decimal("1.50"),
    date(2022, 4, 1),
    SafeString("<b>1</b>"),
    State.APPROVED,
    frozenset({(1, 2)}),
    Counter(a=1),
    Finding("rule", 1, "text", "public", Decimal(1), ("measure", 2)),
    timezone.now(),
)


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_plain_values_come_back_as_they_were(value):
    back = kept.unpacked(kept.packed(value))
    assert (back, type(back)) == (value, type(value))


@pytest.mark.parametrize("thing", [os.system, pickle.loads, eval, kept.put, Office, User])
def test_control_nothing_else_is_made_of_what_stands_in_the_table(thing):
    with pytest.raises(pickle.UnpicklingError):
        kept.unpacked(pickle.dumps(thing))


def set_up() -> Portfolio:
    """As a process has it that has just begun."""
    figures.forget()
    return portfolio_for(reference_for(Office.objects.current()))


def described(portfolio: Portfolio) -> dict[str, Any]:
    """All that is set up, as plain values."""
    reference = reference_for(Office.objects.current())
    notes = [each for of_period in portfolio.notes.values() for each in of_period]
    return {
        "records": [
            {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            for rows in (
                reference.periods.values(),
                portfolio.services.values(),
                portfolio.objectives,
                portfolio.providers.values(),
                portfolio.areas,
                portfolio.funders,
                portfolio.streams,
                portfolio.counted,
                portfolio.covers,
                portfolio.reminder_rules,
                notes,
            )
            for row in rows
        ],
        "plan": [
            (
                str(each.objective),
                str(each.theme),
                str(each.part_of),
                each.lead_officer and (each.lead_officer.email, each.lead_officer.role),
                [part.pk for part in each.parts.all()],
                [area.name for area in each.areas.all()],
                [(row.provider.name, row.role) for row in each.service_providers.all()],
            )
            for each in portfolio.services.values()
        ],
        "themes": [[str(theme.objective) for theme in each.themes.all()] for each in portfolio.objectives],
        "names": [[alias.name for alias in each.aliases.all()] for each in portfolio.providers.values()],
        "notes": [
            ([each.pk for each in note.services.all()], [each.pk for each in note.areas.all()]) for note in notes
        ],
        "funders": [str(each.funder) for each in portfolio.streams],
        "dates": {key: [(each.name, each.on) for each in found] for key, found in portfolio.key_dates.items()},
        "maps": [
            portfolio.award_order,
            portfolio.areas_of,
            portfolio.areas_around,
            portfolio.funders_of,
            portfolio.streams_of,
            portfolio.award_kinds,
            {str(measure): audiences for measure, audiences in portfolio.counted.items()},
        ],
        "reference": [
            reference.versions,
            reference.newest,
            reference.providers,
            reference.splits,
            reference.split_by,
            [period.calendar.name for period in reference.periods.values()],
        ],
    }


def test_what_is_set_up_is_found_as_it_would_be_read(demo, monkeypatch):
    with monkeypatch.context() as nothing:
        nothing.setattr(kept, "find", lambda name: None)
        read = described(set_up())
    with CaptureQueriesContext(connection) as queries:
        found = set_up()
    assert len(queries) == 2  # the office, and all that is set up: who leads services is read when somebody looks
    assert described(found) == read


def test_no_person_is_kept_with_what_is_set_up(demo):
    leads = next(each for each in set_up().services.values() if each.lead_officer)
    rows = rows_for(Office.objects.current())
    said = repr(rows._held)
    assert rows.is_found
    assert leads.name in said  # control: services are kept
    assert leads.lead_officer.name not in said
    assert not [each.email for each in User.objects.all() if each.email in said]


def test_who_reads_the_office_without_the_newest_event_finds_nothing_and_keeps_nothing(demo):
    figures.forget()
    alone = described(portfolio_for(reference_for(Office.objects.get())))  # as a job of the worker reads it
    assert not rows_for(Office.objects.current()).is_found
    assert described(set_up()) == alone
    assert rows_for(Office.objects.current()).is_found  # control


def test_a_change_of_what_is_set_up_and_an_event_that_is_gone_have_it_read_anew(demo):
    set_up()
    office = Office.objects.current()
    assert rows_for(office).is_found
    rows = rows_for(office)
    office.told = "0" * 64
    rows.office = office
    rows.keep()
    assert not rows_for(Office.objects.current()).is_found
    set_up()
    assert rows_for(Office.objects.current()).is_found
    Office.objects.reference_changed()
    assert not rows_for(Office.objects.current()).is_found


def test_a_process_reads_what_is_set_up_before_it_serves(demo):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert portfolio_for(reference_for(Office.objects.current())).officers()
        return len(queries)

    figures.forget()
    assert asked() > 1  # control
    figures.forget()
    begin()
    assert asked() == 1  # the office


def test_a_process_begins_where_no_database_answers(tmp_path):
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/none/there.sqlite3", "DEBUG": "false", "HTTPS": "false"}
    env = os.environ | own | {"SECRET_KEY": "for this test", "ALLOWED_HOSTS": "localhost"}
    began = subprocess.run(
        [sys.executable, "-c", "import tracker.wsgi; print('began')"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert began.stdout == "began\n"
    assert "What is set up can’t be read yet" in began.stderr
