"""The communes of France, the town served, its districts and its addresses."""
