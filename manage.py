#!/usr/bin/env python
import os
import sys

from heltom.services.command import database_for, explained


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
    from django.core.management import execute_from_command_line

    with explained(), database_for(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
