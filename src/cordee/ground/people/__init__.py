"""The people the town knows, the staff it trusts, who may do what, and the lists it receives."""
