"""What the public forms do: they compose the actions of the ground, in one transaction."""
