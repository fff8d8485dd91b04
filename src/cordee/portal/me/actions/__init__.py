"""What people do with their own rows: they compose the actions of the ground, in one transaction."""
