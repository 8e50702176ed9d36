"""Measurements against instances by others; nothing here runs in the house itself."""
