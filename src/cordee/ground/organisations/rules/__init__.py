"""Which numbers an organisation may bear, and when its convention is open."""
