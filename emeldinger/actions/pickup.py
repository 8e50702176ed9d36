"""Empty the channels into the intake: one message, one transaction, and only then is it taken away."""

from __future__ import annotations

TASK = "emeldinger.tasks.pick_up_and_send"


def pick_up(limit: int = 500) -> int:
    """Take in what waits in each channel, at most so many. A channel that is down, or one message that the
    database would not take, keeps the others from nothing. Returns how many came in.
    """
    raise NotImplementedError
