"""The decisions that take arithmetic: pure Python and numeric libraries, no database, no clock, no dice of its own."""
