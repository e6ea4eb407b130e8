"""What the database itself refuses: halves of who-and-when pairs, numbers without an answer, shares without parts."""

import itertools
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from commissioning.choices import ObservationState
from tests.commissioning.factories import ObservationFactory, ServiceMeasureFactory, quarters
from tracker.management.commands.data_dictionary import own_models

MODELS = [model for model in own_models() if not model._meta.proxy]
PAIRS = [
    pytest.param(model, field.name, f"{field.name[:-3]}_at", id=f"{model._meta.label}.{field.name[:-3]}")
    for model in MODELS
    for field in model._meta.fields
    if field.name.endswith("_by") and f"{field.name[:-3]}_at" in {each.name for each in model._meta.fields}
]
BY_ITSELF = {"Job.asked", "Update.made"}  # when is always known; who is empty where the system did it
RULES = [
    pytest.param(rule, id=rule.name) for model in MODELS for rule in model._meta.constraints if not model._meta.abstract
]


def test_there_are_pairs_to_hold() -> None:
    assert len(PAIRS) >= 8


@pytest.mark.parametrize(("model", "who", "when"), PAIRS)
def test_who_and_when_are_held_together(model: type[models.Model], who: str, when: str) -> None:
    """Either both are required by the columns, or a constraint refuses one without the other, both ways round."""
    if f"{model.__name__}.{who[:-3]}" in BY_ITSELF:
        assert not model._meta.get_field(when).null
        return
    if not model._meta.get_field(who).null and not model._meta.get_field(when).null:
        return
    conditions = [
        rule.condition
        for rule in model._meta.constraints
        if isinstance(rule, models.CheckConstraint) and rule.condition
    ]
    for empty in (who, when):
        assert any(_needs_both(condition, who, when, empty) for condition in conditions), f"nothing holds {who}, {when}"


def _needs_both(condition: models.Q, who: str, when: str, empty: str) -> bool:
    """Whether the condition is false of a row where one of the two alone is empty."""
    if _names(condition) != {who, when}:
        return False
    row = {who: 1, when: 1, empty: None}
    return not _true_of(condition, row)


def _names(condition: models.Q) -> set[str]:
    found = set()
    for child in condition.children:
        found |= _names(child) if isinstance(child, models.Q) else {child[0].split("__")[0]}
    return found


def _true_of(condition: models.Q, row: dict) -> bool:
    answers = [
        _true_of(child, row) if isinstance(child, models.Q) else _leaf(child, row) for child in condition.children
    ]
    answer = all(answers) if condition.connector == "AND" else any(answers)
    return answer != condition.negated


def _leaf(child: tuple, row: dict) -> bool:
    name, _, lookup = child[0].partition("__")
    return (row[name] is None) is child[1] if lookup == "isnull" else row[name] == child[1]


@pytest.mark.parametrize("rule", RULES)
def test_every_constraint_says_in_a_sentence_what_is_wrong(rule: models.BaseConstraint) -> None:
    sentence = str(rule.violation_error_message)
    assert "is violated" not in sentence, "give it a violation_error_message"
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def _compared(condition: models.Q) -> list[str]:
    """The names of what the condition compares with another field of the same row."""
    found = []
    for child in condition.children:
        if isinstance(child, models.Q):
            found += _compared(child)
        elif isinstance(child[1], models.F):
            found.append(child[0].partition("__")[0])
    return found


DAYS_IN_ORDER = [
    pytest.param(rule, id=rule.name)
    for model in MODELS
    for rule in model._meta.constraints
    if isinstance(rule, models.CheckConstraint)
    and any(isinstance(model._meta.get_field(name), models.DateField) for name in _compared(rule.condition))
]


@pytest.mark.parametrize("rule", DAYS_IN_ORDER)
def test_days_in_the_wrong_order_are_told_what_to_do(rule: models.BaseConstraint) -> None:
    assert any(act in str(rule.violation_error_message) for act in (": change one of", ": enter both"))


def test_no_nullable_column_stands_in_an_unconditional_unique_key() -> None:
    """SQLite takes two empty ones for different: "not stated" is a row of its own."""
    for model in MODELS:
        for rule in model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint) and rule.condition is None:
                assert not [name for name in rule.fields if model._meta.get_field(name).null], rule.name


def test_every_key_that_points_at_a_record_says_what_its_loss_means() -> None:
    """Nothing submitted, awarded or approved can go with what it hangs on: only parts go with their whole."""
    cascading = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    }
    assert cascading <= {
        "AwardService.award",
        "DocumentRequirement.kind",
        "Draft.user",
        "Entry.section",
        "EntrySource.entry",
        "FunderColumn.section",
        "FunderQuestion.section",
        "FunderRow.section",
        "FunderSection.template",
        "KeptForm.user",
        "ProviderAlias.provider",
        "QuestionReply.question",
        "ReviewAction.review",
        "SavedFilter.owner",
        "ScopeAnswer.note",
        "Section.update",
        "ShownPlan.run",
    }


NUMBERS = [None, Decimal(0), Decimal(5)]
ALLOWED = {
    # (value, numerator, denominator) of a reported box
    (Decimal(0), None, None),
    (Decimal(5), None, None),
    (None, Decimal(0), Decimal(0)),  # a share of nothing: 0 of 0
    *itertools.product([Decimal(0), Decimal(5)], [Decimal(0), Decimal(5)], [Decimal(5)]),
}
BOXES = [
    (state, *numbers)
    for state in (ObservationState.REPORTED, ObservationState.NOT_COUNTED)
    for numbers in itertools.product(NUMBERS, repeat=3)
]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "value", "numerator", "denominator"), BOXES)
def test_a_box_holds_a_number_or_a_reason_why_not(state, value, numerator, denominator) -> None:
    allowed = (
        (value, numerator, denominator) in ALLOWED
        if state == ObservationState.REPORTED
        else (value, numerator, denominator) == (None, None, None)
    )
    row = ObservationFactory.build(
        service_measure=ServiceMeasureFactory(),
        state=state,
        value=value,
        numerator=numerator,
        denominator=denominator,
        version_id=1,
    )
    try:
        row.validate_constraints(exclude={"provider", "period", "category"})
        valid = True
    except ValidationError:
        valid = False
    assert valid is allowed


@pytest.mark.django_db
def test_the_database_refuses_what_the_form_would() -> None:
    figure = ServiceMeasureFactory()
    first, second, *_ = quarters(2022, 1)
    kept = ObservationFactory(service_measure=figure, period=first, value=None, numerator=0, denominator=0)
    assert kept.values.count() == 0
    for wrong in (
        {"value": None},
        {"value": None, "numerator": 0},
        {"value": None, "numerator": 1, "denominator": 0},
        {"value": 5, "denominator": 5},
        {"state": ObservationState.NOT_COUNTED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ObservationFactory(service_measure=figure, period=second, provider=kept.provider, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        ObservationFactory(service_measure=figure, period=first, provider=kept.provider)
