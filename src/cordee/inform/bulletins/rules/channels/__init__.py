"""The form of one bulletin on each channel: pure functions of an ``Announcement``, nothing else is read."""
