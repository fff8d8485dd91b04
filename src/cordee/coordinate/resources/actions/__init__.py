"""Writing places, what is said of them, and who is sheltered: each leaves a trace."""
