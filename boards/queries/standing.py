"""Which lines the minutes of a meeting go to, and what a page has shown of one."""

from __future__ import annotations

from boards.models import Item

#: On the board, or proposed to it.
STANDING = (Item.State.PROPOSED, Item.State.ON)


def mark(item: Item) -> str:
    """What a form sends back of the line that it showed: its answer, minutes and presenter."""
    return f"{item.state}.{item.minutes}.{item.presenter_id or 0}"
