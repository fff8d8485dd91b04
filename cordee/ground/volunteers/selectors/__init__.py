"""Reads about volunteers."""
