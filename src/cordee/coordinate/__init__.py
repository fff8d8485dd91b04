"""Coordinate: what an agent decides (call campaigns, and the rooms that come beside them)."""
