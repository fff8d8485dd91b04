"""Writing platforms and questions, showing them, taking them away: each leaves a trace."""
