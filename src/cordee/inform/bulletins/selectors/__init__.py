"""Reading bulletins: in force, those of the archive, one with all its versions."""
