"""Text without the patient in it: a board shows her number and never her name (HeltOm 3.0, 10.4.3).

Carers write "Kari spiste lite". On a board it reads "pasienten spiste lite"; address and national
number go the same way. Whoever writes in the meeting is not asked to remember it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from patients.models import Patient

#: Eleven digits, with or without a space after the date.
NATIONAL = re.compile(r"\b\d{6} ?\d{5}\b")
#: Shorter parts of a name are words as well ("Bo", "Li"): only with a capital letter.
SHORT = 3
#: So many patients' expressions are kept made: more than the greatest team has.
KEPT = 1000


def unnamed(text: str, *patients: Patient) -> str:
    """The text with names, address and national number of these patients taken out."""
    for patient in patients:
        pattern = _pattern(
            patient.name, patient.given_name, patient.family_name, patient.address or ""
        )
        text = pattern.sub(_instead, text)
    return NATIONAL.sub(lambda _found: _("fødselsnummer"), text)


def _instead(found: re.Match[str]) -> str:
    return _("adressen") if found.lastgroup == "address" else _("pasienten")


@lru_cache(maxsize=KEPT)
def _pattern(name: str, given: str, family: str, address: str) -> re.Pattern[str]:
    """All that is hers in one expression: a team's hundred patients have their notes read by turns."""
    words = [f"(?P<address>{_word(address)})"] if address else []
    words += [_word(each) for each in _names(name, given, family) if each.strip()]
    return re.compile(rf"\b(?:{'|'.join(words) or '(?!)'})(?:s|'s)?\b")


def _names(name: str, given: str, family: str) -> Iterable[str]:
    """The whole name first, then its parts, longest first. Genitive goes with it."""
    parts = re.split(r"[\s-]+", f"{given} {family}")
    return [
        name,
        f"{family} {given}",
        *sorted({part for part in parts if len(part) > 1}, key=len, reverse=True),
    ]


def _word(word: str) -> str:
    return f"(?i:{re.escape(word)})" if len(word) > SHORT else re.escape(word)
