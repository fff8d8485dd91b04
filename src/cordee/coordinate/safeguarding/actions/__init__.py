"""Writes about reports: filing, reading with a reason, what follows, emptying in their time."""
