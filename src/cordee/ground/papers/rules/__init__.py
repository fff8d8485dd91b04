"""Texts with named fields, numbers nobody guesses, and when a paper is good."""
