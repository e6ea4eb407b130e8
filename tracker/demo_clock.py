"""The clock of a demonstration, set back by whole days: its quarter then is in hand, and not years past.

The whole process lives on that day, sessions, invitations and jobs too, so that nothing holds two clocks against each
other; time goes on from there. Settings allow it only where a site serves one's own machine.
"""

from datetime import datetime, timedelta

from django.utils import timezone

_real = timezone.now


def set_back(days: int) -> None:
    """From now on it is so many days earlier, for all who ask Django what time it is; 0: it is now."""

    def earlier() -> datetime:
        return _real() - timedelta(days=days)

    timezone.now = earlier if days else _real
