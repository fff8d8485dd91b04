"""Laws and stories of reports."""
