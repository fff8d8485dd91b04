"""What only the desk gathers from several rooms."""
