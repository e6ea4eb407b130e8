"""An extract of the office's ledger: which column is which, what each line says, and which award it was paid for."""
