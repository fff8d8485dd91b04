"""Who did or read what, when: append-only events, naming nobody's private facts."""
