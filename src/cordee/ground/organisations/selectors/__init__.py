"""Reads about organisations: the lists, what is kept of their contacts, what is too old."""
