"""``python -m cordee.config COMMAND``: the one door of the command line."""

import os
import sys

from django.core.management import execute_from_command_line

from cordee.config.demo.place import choose_data_folder


def main() -> None:
    """Run one command."""
    choose_data_folder(sys.argv[1:], os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
    execute_from_command_line(["cordee", *sys.argv[1:]])


if __name__ == "__main__":
    main()
