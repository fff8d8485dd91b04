"""Which questions are the same, what a platform must say, and the list a town starts from."""
