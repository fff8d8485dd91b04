"""The demonstration town: an invented commune, drawn whole from a seed, that never mixes with a real one."""
