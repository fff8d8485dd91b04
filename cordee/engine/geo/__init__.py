"""Where things are: distances on the globe, places blurred for the public, and whether a point can be in France."""
