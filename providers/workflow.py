"""Changes of providers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from providers.models import Provider, ProviderKind
from providers.parsing import Unreadable, charity_number, company_number
from tracker import records
from tracker.refusals import Faults

SET_UP = "commissioning.set_up"
NOT_STATED_NAME = "Provider not stated"
NUMBERS: Mapping[str, Callable[[str], str]] = {"charity_number": charity_number, "company_number": company_number}


def keep_provider(
    *, record: Provider, values: Mapping[str, Any], permission: str = SET_UP, **rest: Any
) -> records.Kept:
    """Keep a provider; its charity and company number are read whole or refused, and keep their noughts."""
    typed, faults = dict(values), {}
    for name, read in NUMBERS.items():
        try:
            typed |= {name: read(typed[name])} if name in typed else {}
        except Unreadable as fault:
            faults[name] = str(fault)
    if faults:
        raise Faults(faults)
    return records.keep(record=record, values=typed, permission=permission, **rest)


def provider_not_stated(*, at: datetime) -> Provider:
    """The provider of what nobody has said who receives it; made when it is first needed."""
    held = Provider.objects.filter(code=Provider.NOT_STATED).first()
    if held is not None:
        return held
    values = {"name": NOT_STATED_NAME, "kind": ProviderKind.NOT_STATED.value}
    made: Provider = keep_provider(record=Provider(code=Provider.NOT_STATED), values=values, by=None, at=at).record
    return made
