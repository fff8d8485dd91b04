"""What the town is going through and decides: the event told to all, protocols in force, forbidden zones."""
