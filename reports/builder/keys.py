"""What a count is called in what was released: by what never changes of it, not by a name that somebody may change."""

import re
from collections.abc import Mapping

PROVIDER = re.compile(r" provider (?P<key>\d+)$")


def of_provider(key: str, provider: int) -> str:
    """One provider's part of a count."""
    return f"{key} provider {provider}"


def of_category(code: str, category: int) -> str:
    """A measure's figures of one category, in any period."""
    return f"{code} category {category}"


def as_of_now(key: str, merged: Mapping[int, int | None]) -> str:
    """The key of a part whose provider was merged into another since, as it is called now."""
    return PROVIDER.sub(lambda found: of_provider("", merged.get(int(found["key"])) or int(found["key"])), key)


def in_words(key: str, providers: Mapping[int, str]) -> str:
    """The key as somebody at the office reads it: with the provider's name."""
    return PROVIDER.sub(lambda found: f" {providers.get(int(found['key']), found[0].strip())}", key)
