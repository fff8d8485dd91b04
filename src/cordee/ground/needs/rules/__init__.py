"""What a need may become, and when."""
