"""What a bulletin must say before it is published, and its form on each channel."""
