"""Set-up records: one way to make, change, end and delete any of them, for forms and for spreadsheets alike.

`keep` takes values as Python has them (records, dates, Decimals; records in a list for a field that holds many) and
does the rest in one transaction: what two people changed at once is merged field by field, the record is checked
against its fields and constraints, written, told to the audit trail, and the reference data are read anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Field, ForeignKey, ManyToManyField, Model, ProtectedError, RestrictedError
from django.utils.text import slugify

from tracker import audit
from tracker.formats import listing
from tracker.merging import Base, mark, merge
from tracker.models import AuditEvent, Office, User
from tracker.refusals import WHOLE, Clash, Collision, Faults, NotNow, NotYours

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A positive answer: the record as it now stands, whether it is new, and whether this changed anything."""

    record: Any
    made: bool = False
    changed: bool = False


@transaction.atomic
def keep(
    *,
    record: Model,
    values: Values,
    by: User | None,
    at: datetime,
    permission: str,
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
    act: str = "",
    reason: str = "",
    told: Mapping[str, tuple[str, str]] | None = None,
) -> Kept:
    """Make the record, if it has no key yet, or change it. `by` None is the system.

    `base` is what the person began from (`began_from`), `chosen` the answers to clashes, `key` the form's own: sent
    twice, it is carried out once. Without a base the values win over what stands. A code is made from the name, and
    never changed. `told` are changes of the record's parts, in words: the caller writes them, and they stand in the
    same event. Raises Faults by field, Collision where two people changed one field, NotYours, NotNow. Then nothing
    is saved.
    """
    check_permission(by, permission)
    stands = locked(record)
    done = kept_before(record=stands, by=by, key=key)
    if done is not None:
        return done
    return keep_held(
        held=stands, values=values, by=by, at=at, base=base, chosen=chosen, key=key, act=act, reason=reason, told=told
    )


def keep_held(
    *,
    held: Any,
    values: Values,
    by: User | None,
    at: datetime,
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
    act: str = "",
    reason: str = "",
    told: Mapping[str, tuple[str, str]] | None = None,
) -> Kept:
    """The same for a record that the caller holds `locked`, has asked about permission and `kept_before`."""
    before = values_of(held, values)
    wanted = merged_values(held, before, dict(values), base, chosen or {})
    changed = [name for name in wanted if text_of(wanted[name]) != text_of(before[name])]
    made = held.pk is None
    if not made and not changed and not told:
        return Kept(held)
    changes = {name: (trail_words(held, name, before[name]), trail_words(held, name, wanted[name])) for name in changed}
    unticked = [name for name in wanted if made and before[name] is None and wanted[name] is False]
    _write(held, {name: wanted[name] for name in [*changed, *unticked]}, made=made)
    audit.record(
        act=act or ("add" if made else "change"),
        record=held,
        by=by,
        at=at,
        reason=reason,
        changes=_told(held, changes) | dict(told or {}) | ({audit.KEY: ("", key)} if key else {}),
    )
    return Kept(held, made=made, changed=True)


def end(
    *, record: Model, on: date | None, by: User | None, at: datetime, permission: str, reason: str = "", key: str = ""
) -> Kept:
    """End a record from a day on: it stays where it was used, and leaves what is offered. None takes it back."""
    act = "end" if on else "take-up-again"
    return keep(
        record=record, values={"ended_on": on}, by=by, at=at, permission=permission, key=key, act=act, reason=reason
    )


@transaction.atomic
def delete(*, record: Model, by: User | None, at: datetime, permission: str, of: Model | None = None) -> None:
    """Delete a record that nothing uses. One that something uses is ended instead; the refusal names what uses it.

    `of` is the record that it was a part of: its history tells of the part.
    """
    check_permission(by, permission)
    stands = locked(record)
    names = [field.name for field in fields_of(stands)]
    changes = {
        name: (trail_words(stands, name, value), "") for name, value in values_of(stands, names).items() if value
    }
    audit.record(act="delete", record=stands, by=by, at=at, changes=_told(stands, changes))
    if of is not None:
        part = {str(stands._meta.verbose_name): (str(stands), "")}
        audit.record(act="take-away", record=of, by=by, at=at, changes=part)
    try:
        with transaction.atomic():
            stands.delete()
    except (ProtectedError, RestrictedError) as held:
        raise NotNow(f"It can’t be deleted, because it is used: {_users_of(held)}.") from held


def check_permission(by: User | None, permission: str) -> None:
    if by is not None and not by.has_perm(permission):
        raise NotYours("Your role doesn’t allow this change. An administrator can say who may make it.")


def locked(record: Model) -> Any:
    """The record as it is now; whoever else changes it, or any set-up, waits until this transaction ends.

    A new record is itself. The office's row is taken after the record's and before the audit trail's, as everywhere.
    """
    stands: Any = record
    if record.pk is not None:
        stands = type(record)._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
        if stands is None:
            raise NotNow("Somebody else has just deleted this. Nothing was saved.")
        _hand_over(record, stands)
    Office.objects.reference_changed(told=True)
    return stands


def _hand_over(record: Any, stands: Any) -> None:
    """The records that it still points to needn't be read again."""
    for each in fields_of(record):
        same = getattr(record, each.attname) == getattr(stands, each.attname)
        if isinstance(each, ForeignKey) and same and each.is_cached(record):
            each.set_cached_value(stands, each.get_cached_value(record))


def kept_before(*, record: Model, by: User | None, key: str) -> Kept | None:
    """What this person's form of that key made of the record, or of a new one of its kind, if it was carried out."""
    rows = AuditEvent.objects.filter(model=record._meta.label_lower, by=by)
    done = audit.done_before((rows if record.pk is None else rows.about(record)).newest_first(), key)
    return None if done is None else Kept(type(record)._default_manager.get(pk=done.record_id))


def began_from(record: Model, names: Iterable[str]) -> Base:
    """What a person who opens these fields of the record begins from; a form gives it back with what was typed."""
    return Base.of(0, {name: text_of(value) for name, value in values_of(record, names).items()})


def asked(base: Base, collision: Collision) -> Base:
    """What a form that comes back after a collision begins from: where a choice is asked, what stands now."""
    now = {name: mark(collision.current[name]) for name in collision.clashes}
    return Base(base.version, {**base.marks, **now}, base.asked | now.keys())


def values_of(record: Model, names: Iterable[str]) -> dict[str, Any]:
    """The record's values by field, records in a list where a field holds many."""
    return {name: _value_of(record, record._meta.get_field(name)) for name in names}


def _value_of(record: Model, field: Any) -> Any:
    if isinstance(field, ManyToManyField):
        return list(getattr(record, field.name).all()) if record.pk is not None else []
    return getattr(record, field.name, None)  # a new record has no record yet that it must point to


def text_of(value: Any) -> str:
    """A value as one string that is the same whenever the value is: what two people's values are compared by."""
    if value is None or value is False:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, Iterable):
        parts = [text_of(each) for each in value]
        return ",".join(sorted(parts) if holds_records(value) else parts)
    return str(value)


def words_of(record: Model, name: str, value: Any) -> str:
    """A value as people read it: a choice by its label, records by their names."""
    field: Any = record._meta.get_field(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(dict(getattr(field, "flatchoices", ())).get(value, value))
    if isinstance(value, Iterable) and not isinstance(value, Model):  # who asks looks like both
        parts = [str(each) for each in value]
        return ", ".join(sorted(parts) if holds_records(value) else parts)
    return str(value)


def trail_words(record: Model, name: str, value: Any) -> str:
    """The same as the trail keeps it: a person by key, for the trail is never changed and people are forgotten."""
    return audit.person_words(value) if isinstance(value, User) else words_of(record, name, value)


def holds_records(values: Iterable[Any]) -> bool:
    """Whether these are records, whose order says nothing; of other values it may say a lot."""
    return all(isinstance(each, Model) for each in values)


def fields_of(record: Model) -> list[Field]:
    """The fields that say something of the record: all but its key."""
    return [field for field in record._meta.concrete_fields if not field.primary_key]


def free_code(model: type[Model], name: str) -> str:
    """A short name made from the name, that no record of this kind has."""
    field: Any = model._meta.get_field("code")
    start = slugify(name)[: field.max_length - 4].strip("-") or model._meta.model_name or ""
    taken = set(model._default_manager.filter(code__startswith=start).values_list("code", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(code for code in numbered if code not in taken)


def merged_values(
    record: Model, before: Mapping[str, Any], values: dict[str, Any], base: Base | None, chosen: Mapping[str, str]
) -> dict[str, Any]:
    """The values as they are to be kept: somebody else's where this person left a field as it was."""
    if base is None or record.pk is None:
        return values
    typed = {name: text_of(value) for name, value in values.items()}
    stands = {name: text_of(value) for name, value in before.items()}
    merged, clashes = merge(typed, base, stands, chosen)
    if clashes:
        shown = [
            Clash(each.box, words_of(record, each.box, values[each.box]), words_of(record, each.box, before[each.box]))
            for each in clashes
        ]
        raise Collision(shown, 0, stands)
    return {name: values[name] if merged[name] == typed[name] else before[name] for name in values}


def _write(record: Any, values: Mapping[str, Any], *, made: bool) -> None:
    """Put the values into the record, check it, and write what changed."""
    many = {name: value for name, value in values.items() if record._meta.get_field(name).many_to_many}
    for name in values.keys() - many.keys():
        setattr(record, name, values[name])
    _settle_code(record, values, made=made)
    _check(record, values.keys(), made=made)
    if made:
        record.save(force_insert=True)
    elif values.keys() - many.keys():
        record.save(update_fields=values.keys() - many.keys())
    for name, value in many.items():
        getattr(record, name).set(value)


def _settle_code(record: Any, values: Values, *, made: bool) -> None:
    if "code" in values and not made:
        raise Faults({"code": "A code is never changed: addresses and texts refer to it."})
    if made and getattr(record, "code", None) == "":
        record.code = free_code(type(record), str(record))


def _check(record: Model, changed: Iterable[str], *, made: bool) -> None:
    """Fields, uniqueness and constraints, each fault with its sentence. A record that a field points to is there."""
    fields = fields_of(record)
    pointing = {
        each.name for each in fields if isinstance(each, ForeignKey) and getattr(record, each.attname) is not None
    }
    as_it_was = set() if made else {each.name for each in fields} - set(changed)
    faults: dict[str, list[str]] = {}
    for check in (
        lambda: record.clean_fields(exclude=pointing | as_it_was),
        lambda: record.clean(),
        lambda: record.validate_unique(exclude=as_it_was),
        lambda: record.validate_constraints(),
    ):
        try:
            check()
        except ValidationError as fault:
            for name, found in fault.error_dict.items():
                faults.setdefault(name, []).extend(_sentence(record, name, each) for each in found)
    if faults:
        raise Faults({WHOLE if name == NON_FIELD_ERRORS else name: " ".join(said) for name, said in faults.items()})


def _sentence(record: Model, name: str, fault: ValidationError) -> str:
    """What is wrong with a field, in the words of the site; constraints bring their own."""
    if fault.code == "unique":
        field = record._meta.get_field(name)
        return f"Another {record._meta.verbose_name} has this {getattr(field, 'verbose_name', name)} already."
    if fault.code in ("blank", "null"):
        return "This is needed."
    return " ".join(fault.messages)


def _told(record: Model, changes: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The changes as the audit trail may keep them for ever: of a private field only that it was changed."""
    private: frozenset[str] = getattr(record, "private_fields", frozenset())
    return {name: ("", "") if name in private else pair for name, pair in changes.items()}


def _users_of(held: ProtectedError | RestrictedError) -> str:
    """What uses a record, counted by kind: "2 awards and 1 service"."""
    rows = held.protected_objects if isinstance(held, ProtectedError) else held.restricted_objects
    counted = Counter(type(row) for row in rows)
    return listing(
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in sorted(counted.items(), key=lambda pair: str(pair[0]._meta.verbose_name))
    )
