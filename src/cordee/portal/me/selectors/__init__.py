"""One's own rows, and nobody else's."""
