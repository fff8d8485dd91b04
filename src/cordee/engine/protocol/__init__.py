"""What is allowed: the catalogue of activities and the trust each one asks for."""
