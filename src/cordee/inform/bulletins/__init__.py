"""Instructions, information and denials: written, approved, published, replaced, cancelled; and their form on each channel."""
