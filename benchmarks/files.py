"""Instance files as they stand, for our planner and for the libraries it is measured against."""

import json
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class BadInstance(ValueError):
    """A file that is not an instance of its format; the message is for whoever named the file."""


@cache
def load(path: Path) -> Json:
    """The instance as it stands in the file, read once. Raises BadInstance."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadInstance(f"{path}: {fault.strerror}") from fault
    except (ValueError, RecursionError) as fault:
        raise BadInstance(f"{path}: not JSON ({fault})") from fault
    if not isinstance(found, dict):
        raise BadInstance(f"{path}: not an instance, but a {type(found).__name__}")
    return found


def format_of(path: Path) -> str:
    """Which of the two formats a file has."""
    return "team-day" if load(path).get("kind") == "team-day" else "hhcrsp"
