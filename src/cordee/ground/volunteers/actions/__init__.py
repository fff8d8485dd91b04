"""Writes about volunteers, one verb per module."""
