"""Laws are not stopwatches: a busy machine must not make one fail."""

from hypothesis import settings

settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")
