"""Instructions, information, denials: written, approved, published, replaced, cancelled; and their form on each channel."""
