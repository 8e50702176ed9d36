"""What a browser may send as JSON and PostgreSQL cannot keep."""

from __future__ import annotations

import json


def check_can_be_kept(value: object) -> None:
    """Raises ValueError for zero bytes, half a letter (an emoji that was cut in two) and numbers that are
    none. Said before anything is written: one such thing must not stop what was sent with it.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError
