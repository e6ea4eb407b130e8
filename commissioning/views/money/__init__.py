"""Money: the year by objective, funder and stream, each stream with its awards, and what the office paid."""

from commissioning.views.money.ledger import ledger, ledger_file
from commissioning.views.money.overview import money
from commissioning.views.money.payments import payment_match, payments
from commissioning.views.money.stream import stream

__all__ = ["ledger", "ledger_file", "money", "payment_match", "payments", "stream"]
