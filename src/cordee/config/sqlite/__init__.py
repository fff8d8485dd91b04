"""SQLite with one writer at a time inside a process: threads queue for their turn instead of starving."""
