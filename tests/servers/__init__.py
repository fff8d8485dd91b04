"""Real servers for tests: each listens on this machine only and stops with its test."""
