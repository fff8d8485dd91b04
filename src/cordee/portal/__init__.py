"""The roof: pages that compose the rooms below; it owns no table."""
