"""Whole random numbers that are the same on every machine (xorshift64*, Vigna 2016)."""

import numpy as np
from numba import njit

from worklists.planning.compiled.columns import SEED

MULTIPLIER = np.uint64(2685821657736338717)
A, B, C, HALF = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(32)


@njit
def draw(day, below):
    """A whole number from 0 up to, and without, ``below``."""
    x = np.uint64(day[SEED])
    x ^= x >> A
    x ^= x << B
    x ^= x >> C
    day[SEED] = np.int64(x)
    high = (x * MULTIPLIER) >> HALF
    return np.int64((high * np.uint64(below)) >> HALF)
