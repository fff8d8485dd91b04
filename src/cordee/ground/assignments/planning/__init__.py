"""From the rows of the town to a plan: selectors read, the engine decides, nothing is written here."""
