"""Who helps whom: the best assignment for the whole town, with the reason of every yes and no."""
