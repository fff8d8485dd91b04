"""Writes about organisations, one verb or noun per module."""
