"""Whom to ask, how many at once, and when: a need answered in time, as few people disturbed as possible."""
