"""Platforms worth knowing, with whom they serve, and the questions callers ask, with the town's answers."""
