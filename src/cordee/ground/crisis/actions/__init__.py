"""What is decided of a crisis, a protocol, a zone: one module per noun."""
