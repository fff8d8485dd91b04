"""Rules about people: how they are written, who may do what."""
