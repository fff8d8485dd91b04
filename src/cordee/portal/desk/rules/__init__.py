"""The desk's own tables: what an export holds, how the log is told."""
