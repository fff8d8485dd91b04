"""Whom to call and to write to, who reads, by when."""
