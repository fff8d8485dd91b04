"""Writes about people, one verb per module."""
