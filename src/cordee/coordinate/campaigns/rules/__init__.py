"""What may be done with a campaign, and what follows from each answer."""
