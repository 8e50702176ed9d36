"""Refusals that a person can read: the text is Norwegian and says what to do."""


class Refused(Exception):
    """The rules of the ward say no. Shown as a message, answered with 409; nothing was written."""


class NotAllowed(Exception):
    """A colleague without the right to this: answered with 403 and this sentence."""
