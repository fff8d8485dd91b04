"""Reading what the town goes through and what it decided."""
