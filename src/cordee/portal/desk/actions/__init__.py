"""What the desk does in one gesture and the rooms below in several."""
