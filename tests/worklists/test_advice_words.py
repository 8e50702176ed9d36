"""How long is left, as the page and the script beside it say it."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from worklists.queries.advice import time_left


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(6, "6 min igjen"), (0, "0 min igjen"), (-4, "4 min over tiden")],
)
def test_time_left_in_words(minutes, said):
    now = clock.now()
    assert time_left(now + timedelta(minutes=minutes), now) == said
