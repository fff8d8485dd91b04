"""Who offers help, what they may do, when they are free, and the promises made to them."""
