"""COORDONNER: what an agent of the town decides and follows to the end."""
