"""What the command post does across rooms."""
