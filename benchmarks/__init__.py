"""Measurements against instances by others; nothing here runs in the house itself."""

import time

BEGAN = time.perf_counter()
"""When this process began to load, so that a budget of seconds counts the imports as well."""
