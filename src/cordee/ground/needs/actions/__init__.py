"""Writes about needs, one verb per module."""
