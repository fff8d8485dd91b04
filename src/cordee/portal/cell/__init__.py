"""The command post: events going on, what is written down, who is on call, what is told to the prefecture."""
