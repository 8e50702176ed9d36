"""Which lines the minutes of a meeting go to, and what a page has shown of one."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from boards.models import Item

#: On the board, or proposed to it.
STANDING = (Item.State.PROPOSED, Item.State.ON)


def mark(item: Item) -> str:
    """What a form sends back of the line that it showed: its answer, minutes and presenter."""
    return f"{item.state}.{item.minutes}.{item.presenter_id or 0}"


def order_mark(keys: Iterable[int]) -> str:
    """What a form sends back of the order that it showed: short, however many lines there are."""
    return blake2b(",".join(map(str, keys)).encode(), digest_size=8).hexdigest()
