"""Whole random numbers: those of the paper, the same everywhere, and even."""

from collections import Counter

import numpy as np
import pytest

from worklists.planning.compiled import columns as col
from worklists.planning.compiled.chance import draw


def drawing(seed):
    row = np.zeros(col.HEAD, dtype=np.int64)
    row[col.SEED] = seed
    return row


def by_the_paper(seed, below, count):
    """xorshift64* in plain numbers, its high half scaled to the range."""
    mask, drawn = 2**64 - 1, []
    for _ in range(count):
        seed ^= seed >> 12
        seed ^= seed << 25 & mask
        seed ^= seed >> 27
        drawn.append(((seed * 2685821657736338717 & mask) >> 32) * below >> 32)
    return drawn


@pytest.mark.parametrize("seed", [1, 2**62 + 12345, 2**63 - 1])
@pytest.mark.parametrize("below", [1, 2, 7, 1000, 10**6])
def test_the_numbers_are_those_of_the_paper(seed, below):
    row = drawing(seed)
    assert [draw(row, below) for _ in range(50)] == by_the_paper(seed, below, 50)


def test_every_number_comes_about_as_often():
    row = drawing(42)
    counts = Counter(draw(row, 10) for _ in range(10_000))
    assert sorted(counts) == list(range(10))
    assert all(900 < count < 1100 for count in counts.values())
