"""What one person sees of their own requests, missions and data, after a one-time link."""
