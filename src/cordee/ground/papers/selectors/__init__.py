"""Texts in force, papers kept, and their print."""
