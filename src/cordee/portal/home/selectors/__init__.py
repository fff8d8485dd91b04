"""Reads for the public pages: counts and what the town says, nobody's name."""
