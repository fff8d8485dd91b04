"""What must not be readable in the files: ciphered columns, the keys that open them, sealed lines."""
