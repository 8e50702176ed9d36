"""Whether two names may be one and the same: written by a hospital, and written by us.

A name comes as HÅKONSEN, Haakonsen or Håkonsen, Anne-Marie or Anne Marie, Pettersen with or without a
middle name. Compared are the first given name and the last family name, folded.
"""

from __future__ import annotations

#: What is written in two ways in Norwegian. In this order, here and in PostgreSQL (patients.models).
PAIRS = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))
#: Letter for letter; what has no letter against it falls away.
LETTERS = ("äöéèêëáàóòôüúíñç-'’´.", "æøeeeeaaooouuinc ")
_TABLE = str.maketrans(LETTERS[0][: len(LETTERS[1])], LETTERS[1], LETTERS[0][len(LETTERS[1]) :])


def folded(name: str) -> str:
    """Lower case, one spelling for each letter, hyphens as spaces."""
    name = name.lower()
    for pair, letter in PAIRS:
        name = name.replace(pair, letter)
    return name.translate(_TABLE).strip()


def name_key(given: str, family: str) -> str:
    """First given name and last family name: "anne-marie", "Berg Håkonsen" → "anne håkonsen"."""
    first, last = folded(given).split(), folded(family).split()
    return f"{first[0]} {last[-1]}" if first and last else ""
