"""The one ledger of who is engaged to do what, when."""
