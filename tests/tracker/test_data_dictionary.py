"""The data dictionary says what every field means, and can't go stale unseen."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import CommandError, call_command

from tracker.management.commands.data_dictionary import dictionary, fields_of, own_models

FROM_DJANGO = {field.name for field in AbstractBaseUser._meta.local_fields}
FIELDS = [
    pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
    for model in own_models()
    for field in fields_of(model)
    if not (issubclass(model, AbstractBaseUser) and field.name in FROM_DJANGO)
]


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_every_field_has_a_help_text_that_is_a_sentence(model, field) -> None:
    text = str(field.help_text)
    assert text, "say what it means"
    assert text[0] in "\"'" or text[0].isupper() or text[0].isdigit(), text
    assert text.endswith((".", "?")), text


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_record_says_what_it_is(model) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_every_record_is_in_the_dictionary() -> None:
    text = dictionary()
    for model in own_models():
        assert f"### {model.__name__}\n" in text


def test_a_stale_dictionary_fails_the_check_and_a_fresh_one_passes(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.md"
    with pytest.raises(CommandError, match="stale"):
        call_command("data_dictionary", to=str(path), check=True)
    call_command("data_dictionary", to=str(path), stdout=StringIO())
    call_command("data_dictionary", to=str(path), check=True, stdout=StringIO())
    path.write_text(path.read_text(encoding="utf-8").replace("help", "held", 1) + "more", encoding="utf-8")
    with pytest.raises(CommandError, match="stale"):
        call_command("data_dictionary", to=str(path), check=True)


def test_the_dictionary_in_the_documents_is_fresh() -> None:
    written = Path(settings.BASE_DIR, "docs/data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary(), "run `make dictionary`"
