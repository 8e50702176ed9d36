"""The names of patients as PostgreSQL folds them: the same as heltom.lib.names does (a test compares)."""

from __future__ import annotations

from django.db.models import CharField, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower, Replace, Trim

from heltom.lib.names import LETTERS, PAIRS


def name_key(given: str = "given_name", family: str = "family_name") -> Combinable:
    """First given name and last family name, folded: an index finds the namesakes among all patients."""
    return Concat(_word(given, 1), Value(" "), _word(family, -1))


def _word(field: str, number: int) -> Func:
    return Func(
        _folded(field),
        Value(" "),
        Value(number),
        function="split_part",
        output_field=CharField(),
    )


def _folded(field: str) -> Func:
    text: Func = Lower(field)
    for pair, letter in PAIRS:
        text = Replace(text, Value(pair), Value(letter))
    letters = (Value(part) for part in LETTERS)
    return Trim(Func(text, *letters, function="translate", output_field=CharField()))
