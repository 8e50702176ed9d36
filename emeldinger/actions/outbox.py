"""Send what is owed: claim a row, give it to its channel, note what came of it. Safe to be killed."""

from __future__ import annotations


def send_owed(limit: int = 200) -> int:
    """Take owed rows whose time has come, oldest first, and send them. Returns how many went.

    A row is claimed by a conditional UPDATE and free again a minute later; a channel that fails gives a
    fault and a later try (doubling from 10 s to an hour, never given up); what the other side refuses for
    good is stopped, for a person.
    """
    raise NotImplementedError
