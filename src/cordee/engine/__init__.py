"""The decisions that take arithmetic: pure Python, no database, no clock, no dice of its own."""
