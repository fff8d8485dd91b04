"""Writes in the ledger, one verb per module."""
