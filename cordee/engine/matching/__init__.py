"""Who helps whom: the best assignment for the whole town, exact, with the reason of every yes and every no."""
