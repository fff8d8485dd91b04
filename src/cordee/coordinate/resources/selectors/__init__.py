"""Reading places as they stand at a moment, and the list of a shelter."""
