"""Where things are: distances, places blurred for the public, points that can be in France."""
