"""Pages everybody may open."""
