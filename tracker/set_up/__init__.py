"""Pages on which an office sets up what it works with. A kind of record is declared by a few names (`kinds.Kind`)."""
