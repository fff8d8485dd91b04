"""What a scheme must say before everybody reads it, until when it is told, and the list a town starts from."""
