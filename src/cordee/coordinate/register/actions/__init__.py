"""Writing the register, and reading it: each leaves a trace."""
