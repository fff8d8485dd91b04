"""Where the log goes outside of the machine."""
