"""Switches that whoever runs us sets in the environment."""

import os


def flag(name: str) -> bool:
    """On is `1`, `true`, `yes` or `on`; anything else, `0` too, is off."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}
