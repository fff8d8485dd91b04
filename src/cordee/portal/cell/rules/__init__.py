"""What the command post says."""
