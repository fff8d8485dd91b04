"""Who asks for which help, how urgent it is, and what became of it."""
