"""What anyone sees: the town now, asking for help, offering help."""
