"""What is allowed: the catalogue of activities, the trust each one asks for, and what a crisis changes to them."""
