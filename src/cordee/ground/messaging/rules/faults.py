"""Naming a fault in a log without repeating anybody's data."""

from __future__ import annotations

import traceback


def fault_place(error: BaseException) -> str:
    """``ValueError at drain.py:42``: the class and the place, never the message, which may quote a number or
    a text.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place
