"""A crisis lived again on paper: the same needs and the same people under several ways of asking."""
