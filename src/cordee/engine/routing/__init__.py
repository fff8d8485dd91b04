"""Who drives where, in which order: delivery rounds and transport on demand, each plan checked before it is shown."""
