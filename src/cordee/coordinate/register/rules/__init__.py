"""Who may be listed, by whom, in which state, in which order; who may read."""
