"""Writing, approving, publishing, replacing and cancelling a bulletin: each leaves a trace."""
