"""What a volunteer may do, and what the town promised them."""
