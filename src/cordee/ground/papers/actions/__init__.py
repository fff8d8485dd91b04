"""Writing a text, issuing a paper, cancelling it."""
