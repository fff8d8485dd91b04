"""Who may hold, see and give back a place."""
