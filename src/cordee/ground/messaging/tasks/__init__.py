"""What runs by itself: the worker and the periodic jobs."""
