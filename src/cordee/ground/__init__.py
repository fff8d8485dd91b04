"""The ground: the nouns two wings share, and no page."""
