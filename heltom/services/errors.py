class CannotStart(Exception):
    """Something on this machine is in the way; the text is Norwegian and says what to do."""
