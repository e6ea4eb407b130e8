"""Money: the year by objective, funder and stream, each stream with its awards, and what the office paid."""

from commissioning.views.money.allocation import allocation
from commissioning.views.money.breakdown import breakdown
from commissioning.views.money.changes import MoneyChanges, changes
from commissioning.views.money.contracts import contracts
from commissioning.views.money.funder import funder
from commissioning.views.money.funder_answer import funder_answer
from commissioning.views.money.funder_returns import (
    funder_return,
    funder_return_file,
    funder_return_make,
    funder_return_sent,
    funder_returns,
)
from commissioning.views.money.grants import grants, grants_file
from commissioning.views.money.ledger import ledger, ledger_file
from commissioning.views.money.overview import money
from commissioning.views.money.payments import PaymentList, payment_match, payments
from commissioning.views.money.spent import spend
from commissioning.views.money.stream import stream

__all__ = [
    "MoneyChanges",
    "PaymentList",
    "allocation",
    "breakdown",
    "changes",
    "contracts",
    "funder",
    "funder_answer",
    "funder_return",
    "funder_return_file",
    "funder_return_make",
    "funder_return_sent",
    "funder_returns",
    "grants",
    "grants_file",
    "ledger",
    "ledger_file",
    "money",
    "payment_match",
    "payments",
    "spend",
    "stream",
]
