"""What the command post asks."""
