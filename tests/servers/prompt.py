"""Answers the queries of a test inside a site: a line of JSON is Python to evaluate, a line of JSON comes back."""

from __future__ import annotations

import contextlib
import json
import sys
import traceback

import django
from django.db import connections


def main() -> None:
    """Read until the test hangs up."""
    django.setup()
    from cordee.ground.territory.models import Municipality, town_scope

    said = sys.stdout
    for line in sys.stdin:
        names: dict[str, object] = {"Municipality": Municipality}
        try:
            # What the code prints is not the answer.
            with contextlib.redirect_stdout(sys.stderr), town_scope(Municipality.objects.get().pk):
                exec(json.loads(line), names)
            answer = {"out": names["out"]}
        except Exception:  # noqa: BLE001 - the test reads it
            answer = {"error": traceback.format_exc()}
        # The site goes on between two questions, and may be of another day at the next.
        connections.close_all()
        said.write(json.dumps(answer, default=str) + "\n")
        said.flush()


if __name__ == "__main__":
    main()
