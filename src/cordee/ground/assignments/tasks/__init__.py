"""What the house does by itself in the ledger, as time passes or a place is freed."""
