"""What the engine refuses to work on."""


class BadAsking(ValueError):
    """Columns or settings that contradict themselves; the message says which."""
