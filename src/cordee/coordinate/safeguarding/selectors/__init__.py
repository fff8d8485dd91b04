"""Reports as those who follow them see them."""
