"""When a place is open, how its hours are written, who opens the guardian’s page."""
