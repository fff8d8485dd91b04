"""Diffuser: what the town tells everybody, written once, approved once, and nobody answers."""
