"""What a reader, a keyboard and a screen reader notice in the interface."""
