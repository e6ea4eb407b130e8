"""Set-up records are kept in one way: checked, merged with what others changed, told to the audit trail."""

from datetime import date

import pytest

from commissioning.models import Area, Service
from providers.models import Contact, Provider
from tests.commissioning.factories import (
    NOON,
    AreaFactory,
    ObjectiveFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceFactory,
    ServiceProviderFactory,
)
from tracker import records
from tracker.audit import KEY, verify_chain
from tracker.merging import MINE, THEIRS
from tracker.models import AuditEvent, Office, User
from tracker.refusals import WHOLE, Collision, Faults, NotNow, NotYours

pytestmark = pytest.mark.django_db
NEW = {"name": "Willow Centre", "kind": "charity"}


@pytest.fixture(autouse=True)
def office() -> Office:
    return OfficeFactory()


@pytest.fixture
def keep(officer: User):
    """Keep as Alice, at noon."""

    def kept(record, values, by: User = officer, **rest):
        return records.keep(record=record, values=values, by=by, at=NOON, permission="commissioning.set_up", **rest)

    return kept


def version() -> int:
    return Office.objects.get().data_version


def test_a_new_record_gets_a_code_an_event_and_is_read_anew(keep, officer):
    before = version()
    kept = keep(Provider(), NEW)
    assert (kept.made, kept.changed, kept.record.code) == (True, True, "willow-centre")
    event = AuditEvent.objects.get()
    assert (event.act, event.by, event.record_id) == ("add", officer, kept.record.pk)
    assert event.changes == {"name": ["", "Willow Centre"], "kind": ["", "charity"]}
    assert version() > before
    assert verify_chain() == 1


@pytest.mark.parametrize(("taken", "made"), [([], "idva"), (["idva"], "idva-2"), (["idva", "idva-2"], "idva-3")])
def test_a_code_is_free_and_made_from_the_name(taken, made):
    for code in taken:
        ServiceFactory(code=code)
    assert records.free_code(Service, "IDVA") == made


@pytest.mark.parametrize(("name", "made"), [("?", "service"), ("£1,000 & more", "1000-more"), ("x" * 90, "x" * 46)])
def test_a_code_is_made_from_any_name(name, made):
    assert records.free_code(Service, name) == made


def test_a_code_is_never_changed(keep):
    with pytest.raises(Faults, match="can’t be read") as refused:
        keep(ProviderFactory(), {"code": "other"})
    assert refused.value.by_box.keys() == {"code"}


def test_a_change_tells_old_and_new_and_writes_nothing_else(keep):
    provider = ProviderFactory(name="Willow", kind="charity")
    Provider.objects.filter(pk=provider.pk).update(short_name="WC")  # somebody else's, after this row was read
    keep(provider, {"name": "Willow Centre", "kind": "charity"})
    found = Provider.objects.get(pk=provider.pk)
    assert (found.name, found.short_name) == ("Willow Centre", "WC")
    assert AuditEvent.objects.get().changes == {"name": ["Willow", "Willow Centre"]}


def test_what_changes_nothing_is_no_event(keep):
    provider = ProviderFactory(name="Willow")
    assert not keep(provider, {"name": " Willow "}).changed
    assert not AuditEvent.objects.exists()


def test_many_to_many_and_other_records_are_told_by_name(keep):
    service = ServiceFactory(objective=ObjectiveFactory(name="Safer roads"))
    shire, town = AreaFactory(name="Shire"), AreaFactory(name="Town")
    service.areas.add(shire)
    keep(service, {"areas": Area.objects.all(), "objective": ObjectiveFactory(name="Victims first")})
    assert set(service.areas.all()) == {shire, town}
    changes = AuditEvent.objects.get().changes
    assert changes == {"areas": ["Shire", "Shire, Town"], "objective": ["Safer roads", "Victims first"]}


def test_what_a_contact_is_called_and_reached_by_stands_in_no_event(keep):
    contact = Contact(provider=ProviderFactory())
    kept = keep(contact, {"name": "Dana Frost", "email": "dana@willow.example", "gets_reminders": True})
    keep(kept.record, {"telephone": "01632 960 000"})
    first, second = AuditEvent.objects.order_by("number")
    assert first.changes == {"name": ["", ""], "email": ["", ""], "gets_reminders": ["no", "yes"]}
    assert second.changes == {"telephone": ["", ""]}


class TestFaults:
    def test_constraints_and_fields_give_their_sentences_at_once(self, keep):
        ProviderFactory(name="Willow")
        with pytest.raises(Faults) as refused:
            keep(Provider(), {"name": "Willow", "kind": "?"})
        assert refused.value.by_box["name"] == "Another provider has this name already."
        assert "kind" in refused.value.by_box
        assert Provider.objects.count() == 1
        assert not AuditEvent.objects.exists()

    def test_a_constraint_speaks_for_the_whole(self, keep):
        with pytest.raises(Faults) as refused:
            keep(Contact(provider=ProviderFactory()), {"name": "Dana Frost", "gets_reminders": True})
        assert refused.value.by_box[WHOLE].startswith("Reminders go by e-mail")

    def test_what_is_needed_is_asked_for(self, keep):
        with pytest.raises(Faults) as refused:
            keep(Service(), {"name": ""})
        assert refused.value.by_box == {"name": "This is needed.", "objective": "This is needed."}

    def test_a_fault_raises_no_version(self, keep):
        before = version()
        with pytest.raises(Faults):
            keep(Provider(), {"name": ""})
        assert version() == before


class TestTwoPeople:
    @pytest.fixture
    def provider(self) -> Provider:
        return ProviderFactory(name="Willow", short_name="", charity_number="")

    FIELDS = ("name", "short_name", "charity_number")

    def test_different_fields_are_merged(self, keep, manager, provider):
        base = records.began_from(provider, self.FIELDS)
        keep(provider, {"name": "Willow Centre", "short_name": "", "charity_number": ""}, base=base)
        keep(provider, {"name": "Willow", "short_name": "WC", "charity_number": ""}, by=manager, base=base)
        found = Provider.objects.get()
        assert (found.name, found.short_name) == ("Willow Centre", "WC")

    def test_the_same_field_gives_the_loser_both_texts_and_saves_nothing(self, keep, manager, provider):
        base = records.began_from(provider, self.FIELDS)
        keep(provider, {"name": "Willow Centre"}, base=base)
        with pytest.raises(Collision) as refused:
            keep(provider, {"name": "Willow House", "short_name": "WH"}, by=manager, base=base)
        clash = refused.value.clashes["name"]
        assert (clash.mine, clash.theirs) == ("Willow House", "Willow Centre")
        assert Provider.objects.get().short_name == ""

    @pytest.mark.parametrize(("choice", "name"), [(MINE, "Willow House"), (THEIRS, "Willow Centre")])
    def test_and_the_loser_chooses(self, keep, manager, provider, choice, name):
        base = records.began_from(provider, self.FIELDS)
        keep(provider, {"name": "Willow Centre"}, base=base)
        with pytest.raises(Collision) as refused:
            keep(provider, {"name": "Willow House"}, by=manager, base=base)
        again = records.asked(base, refused.value)
        keep(provider, {"name": "Willow House"}, by=manager, base=again, chosen={"name": choice})
        assert Provider.objects.get().name == name

    def test_control_without_a_base_the_last_wins_silently(self, keep, manager, provider):
        keep(provider, {"name": "Willow Centre"})
        keep(provider, {"name": "Willow House"}, by=manager)
        assert Provider.objects.get().name == "Willow House"

    def test_one_that_was_deleted_meanwhile_is_refused(self, keep, provider):
        base = records.began_from(provider, self.FIELDS)
        Provider.objects.all().delete()
        with pytest.raises(NotNow, match="deleted"):
            keep(provider, {"name": "Willow House"}, base=base)


class TestDoubleClick:
    def test_a_form_sent_twice_makes_one_record(self, keep):
        first, second = (keep(Provider(), NEW, key="form-1") for _ in range(2))
        assert first.record == second.record
        assert (first.made, second.made) == (True, False)
        assert AuditEvent.objects.get().changes[KEY] == ["", "form-1"]

    def test_control_another_form_is_carried_out(self, keep):
        keep(Provider(), NEW, key="form-1")
        assert keep(Provider(), {**NEW, "name": "Willow House"}, key="form-2").made

    def test_a_change_sent_twice_is_made_once(self, keep):
        provider = ProviderFactory(name="Willow")
        for name in ("Willow Centre", "Willow"):
            keep(provider, {"name": name}, key="form-1")
        assert Provider.objects.get().name == "Willow Centre"


class TestEnding:
    def ended(self, record, by, on=date(2022, 9, 30)):
        return records.end(record=record, on=on, by=by, at=NOON, permission="commissioning.set_up", reason="Closed.")

    def test_ends_and_is_taken_up_again(self, officer):
        provider = ProviderFactory()
        self.ended(provider, officer)
        assert not Provider.objects.current().exists()
        self.ended(provider, officer, on=None)
        assert Provider.objects.current().get() == provider
        assert list(AuditEvent.objects.values_list("act", "reason")) == [
            ("end", "Closed."),
            ("take-up-again", "Closed."),
        ]

    def test_what_nothing_uses_can_be_deleted_and_the_event_says_what_it_was(self, officer):
        records.delete(record=ProviderFactory(name="Willow"), by=officer, at=NOON, permission="commissioning.set_up")
        assert not Provider.objects.exists()
        assert AuditEvent.objects.get().changes["name"] == ["Willow", ""]

    def test_what_is_used_is_not_deleted_and_the_refusal_says_by_what(self, officer):
        provider = ServiceProviderFactory().provider
        with pytest.raises(NotNow, match="it is used: 1 service provider"):
            records.delete(record=provider, by=officer, at=NOON, permission="commissioning.set_up")
        assert Provider.objects.exists()
        assert not AuditEvent.objects.exists()


def test_a_role_that_may_not_is_refused(person):
    finance = person("finance")
    for change in (
        lambda: records.keep(record=Provider(), values=NEW, by=finance, at=NOON, permission="commissioning.set_up"),
        lambda: records.delete(record=ProviderFactory(), by=finance, at=NOON, permission="commissioning.set_up"),
    ):
        with pytest.raises(NotYours):
            change()
    assert not AuditEvent.objects.exists()
