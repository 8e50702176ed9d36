"""How often something used to be seen of her, for as long a time at home as the window is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from boards.rules.history import History
from boards.rules.stays import away_days
from boards.rules.window import Dated, back, between

#: The usual is reckoned from so many days before the window; from fewer than LEAST at home it is nothing.
DAYS, LEAST = 84, 28


def usual_times[Row: Dated](history: History, rows: Sequence[Row], on: date, days: float) -> float:
    """So many of the rows in `days` days before the window. 0 for whoever is too new to have a usual."""
    last = back(on, days) - timedelta(days=1)
    first = max(back(last, DAYS), history.started_on)
    home = (last - first).days + 1 - away_days(history, first, last)
    return len(between(rows, first, last)) * days / home if home >= LEAST else 0
