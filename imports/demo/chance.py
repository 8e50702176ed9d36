"""Chance that is the same every time: one stream of numbers for each purpose.

A stream is named by the seed and what it is for, so that a change in one corner of the generator
leaves the people of all other corners as they were.
"""

import random
from collections.abc import Mapping, Sequence


def stream(seed: int, *names: object) -> random.Random:
    """An own generator, seeded by text: Python hashes text seeds with SHA-512, never with hash()."""
    return random.Random(":".join(map(str, (seed, *names))))  # noqa: S311 - invented people, no secret


def weighted[T](rng: random.Random, choices: Mapping[T, float] | Sequence[tuple[T, float]]) -> T:
    """One of the choices, by weight."""
    pairs = list(choices.items()) if isinstance(choices, Mapping) else list(choices)
    return rng.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]


def fives(rng: random.Random, bounds: tuple[int, int]) -> int:
    """A whole number of five minutes between the bounds, both included."""
    low, high = bounds
    return rng.randrange(low, high + 1, 5)
