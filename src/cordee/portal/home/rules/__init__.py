"""What the public pages say, and what they let through."""
