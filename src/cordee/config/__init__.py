"""The wiring: settings, environment, URLs, commands; it may import everything and nothing imports it."""
