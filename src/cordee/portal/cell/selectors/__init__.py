"""What the command post reads across rooms."""
