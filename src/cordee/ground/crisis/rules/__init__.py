"""Who may decide what, and what may still change."""
