"""Reading schemes: what everybody may see today, what the desk has to do."""
