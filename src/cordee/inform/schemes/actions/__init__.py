"""Writing schemes, showing them, taking them away: each leaves a trace."""
