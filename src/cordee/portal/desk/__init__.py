"""The agent's day: queue, phone, proposals, volunteers, figures, settings."""
