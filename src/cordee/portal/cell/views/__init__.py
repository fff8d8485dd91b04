"""What the command post shows and answers."""
