"""Pages of one's own space, and the links that open it."""
